/** What is specific to handlers of the Fetch API. */
import type { Case } from '../harness/case.js';
import { is, type Expected } from '../harness/expect.js';
import { captureSpec, get, noBody, post, record, side, timed, untimed } from './support.js';

const everything = captureSpec([], ['timing: true', 'requestId: true']);

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
  'chunked-at-once': [200, side({ size: 2, body: 'hi' })],
  foreign: [200, side({ size: 2, body: 'hi' })],
} as const;

/** Cookies that the responses of a kind have themselves. */
const cookiesOf: Readonly<Record<string, readonly string[]>> = { cookies: ['a=1', 'b=2'] };

/** Values that are not responses. */
const nonsense = ['a-text', 'an-object', 'a-number'];

/** The record of a request whose handler returns no response: the server responds outside of the middleware. */
function unanswered(kind: string): Expected {
  return record({
    path: `/respond/${kind}`,
    requestId: is.uuid,
    status: null,
    outcome: 'failed',
    timeToHeadMs: null,
    response: { headers: {}, size: 0, truncated: false, omitted: 'empty' },
  });
}

export const fetchCases: readonly Case[] = [
  ...Object.entries(kinds).map(([kind, [status, response]]): Case => ({
    name: `fetch: a response of kind ${kind}`,
    trap: [35, 36, 37, 138],
    needs: 'fetch-api',
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
          headers: { ...timed, 'Set-Cookie': [...(cookiesOf[kind] ?? []), 'ours=1'], Vary: 'Accept' },
        },
      },
    ],
    records: [record({ path: `/respond/${kind}`, status, requestId: is.uuid, response })],
  })),
  ...nonsense.map((kind): Case => ({
    name: `fetch: a handler that returns no response but ${kind}`,
    trap: 81,
    needs: 'fetch-api',
    spec: everything,
    exchanges: [{ request: get(`/respond/${kind}`), response: { status: 500 } }],
    records: [unanswered(kind)],
  })),
  {
    name: 'fetch: a handler of Hono that returns nothing',
    trap: 81,
    needs: ['fetch-api', 'routers'],
    spec: everything,
    // Without any middleware, Hono responds with 404 instead.
    alike: false,
    exchanges: [{ request: get('/respond/nothing'), response: { status: 500 } }],
    records: [unanswered('nothing')],
  },
  {
    name: 'fetch: a response object without a body',
    trap: 81,
    needs: 'fetch-api',
    spec: everything,
    exchanges: [{ request: get('/respond/without-body'), response: { status: [200, 500] } }],
    allRecords: [is.including({ status: 200, outcome: 'completed' })],
  },
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
    // A body that is available at once is sent with its length.
    alike: { ours: [...Object.keys(timed), 'X-Request-Id', 'Content-Length', 'Transfer-Encoding'] },
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
