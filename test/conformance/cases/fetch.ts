/** What is specific to handlers of the Fetch API. */
import type { Case } from '../harness/case.js';
import { is } from '../harness/expect.js';
import { captureSpec, get, noBody, post, record, side, timed, untimed } from './support.js';

const everything = captureSpec([], ['timing: true', 'requestId: true']);

const copied =
  'A response with immutable headers is copied, and @hono/node-server sends the copy in chunks although it knew the length of the original.';

/** Kinds of responses, and the expected record of each. */
const kinds = {
  '204': [204, noBody],
  '205': [205, noBody],
  '304': [304, noBody],
  redirect: [303, noBody],
  json: [200, side({ size: 7, body: '{"a":1}' })],
  text: [201, side({ size: 2, body: 'hi' })],
  blob: [200, side({ size: 5, body: 'blob!' })],
  'array-buffer': [200, side({ size: 3, body: 'abc' })],
  form: [200, side({ size: 7, body: 'a=1&b=2' })],
  clone: [200, side({ size: 8, body: 'original' })],
  upstream: [200, side({ size: 8, body: 'upstream' })],
  'empty-text': [200, noBody],
  cookies: [200, side({ size: 2, body: 'hi' })],
} as const;

export const fetchCases: readonly Case[] = [
  ...Object.entries(kinds).map(([kind, [status, response]]): Case => ({
    name: `fetch: a response of kind ${kind}`,
    trap: [35, 36, 37, 138],
    needs: 'fetch-api',
    ...(kind === 'upstream' ? { exempt: { hono: copied } } : {}),
    spec: captureSpec(
      ["response: { contentTypes: ['*/*'] }"],
      ['timing: true', 'requestId: true', 'headers: { response: { append: { Set-Cookie: ours=1, Vary: Accept } } }'],
    ),
    alike: { ours: ['X-Process-Time', 'X-Request-Id', 'Set-Cookie', 'Vary'] },
    exchanges: [
      {
        request: get(`/respond/${kind}`),
        response: {
          status,
          headers: { ...timed, 'Set-Cookie': kind === 'cookies' ? ['a=1', 'b=2', 'ours=1'] : 'ours=1', Vary: 'Accept' },
        },
      },
    ],
    records: [record({ path: `/respond/${kind}`, status, requestId: is.uuid, response })],
  })),
  {
    name: 'fetch: a body that the handler reads twice',
    trap: 41,
    needs: 'fetch-api',
    spec: everything,
    exchanges: [
      {
        request: post('/take?how=twice', 'text/plain', 'abc'),
        response: { status: 200, json: { length: 3, text: 'abc' } },
      },
    ],
    allRecords: [is.including({ outcome: 'completed', request: side({ size: 3, body: 'abc' }) })],
  },
  {
    name: 'fetch: middleware that creates another request with the same body',
    trap: 55,
    needs: 'fetch-api',
    spec: everything,
    app: { after: ['body-limit'] },
    exchanges: [
      {
        request: post('/take-form', 'application/x-www-form-urlencoded', 'a=1&b=2'),
        response: { status: 200, json: { took: { a: '1', b: '2' } } },
      },
      {
        request: {
          method: 'POST',
          target: '/take-text',
          headers: [['Content-Type', 'text/plain']],
          chunks: ['ab', 'c'],
        },
        response: { status: 200, json: { took: 'abc' } },
      },
      {
        request: {
          method: 'POST',
          target: '/take-text',
          headers: [['Content-Type', 'text/plain']],
          chunks: ['x'.repeat(600), 'y'.repeat(600)],
        },
        response: { status: 413, headers: timed },
      },
    ],
    allRecords: [
      is.including({ request: side({ size: 7, body: 'a=1&b=2' }) }),
      is.including({ request: side({ size: 3, body: 'abc' }) }),
      is.including({ status: 413 }),
    ],
  },
  {
    // Only a handler without a router lets an error reach the server.
    name: 'fetch: an error that a handler does not catch is passed to the server',
    trap: [3, 80],
    needs: ['fetch-api', '!routers'],
    spec: everything,
    exchanges: [
      { request: get('/throw-through'), response: { status: 500, headers: { ...untimed, 'X-Request-Id': null } } },
    ],
    allRecords: [is.including({ status: null, outcome: 'failed', timeToHeadMs: null })],
  },
];
