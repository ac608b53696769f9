/** Fastify: every kind of payload, and responses that Fastify does not send itself. */
import type { Case } from '../harness/case.js';
import { is } from '../harness/expect.js';
import { captureSpec, get, seconds, timingSpec } from './support.js';

type Framing = 'length' | 'chunked' | 'none';

/** What the client gets for each kind of payload: status, text, and whether Fastify knows its length. */
const kinds: Readonly<Record<string, readonly [status: number, body: string | RegExp, framing: Framing]>> = {
  text: [200, 'text', 'length'],
  bytes: [200, 'bytes', 'length'],
  'typed-array': [200, 'typed array', 'length'],
  object: [200, '{"an":"object"}', 'length'],
  list: [200, '[1,2]', 'length'],
  number: [200, '5', 'length'],
  nothing: [200, 'null', 'length'],
  stream: [200, 'from a stream', 'chunked'],
  'empty-stream': [200, '', 'length'],
  'web-stream': [200, 'from a web stream', 'chunked'],
  response: [202, 'a response', 'chunked'],
  serialized: [200, 'serialized', 'length'],
  trailers: [200, 'with trailers', 'chunked'],
  'on-send': [200, 'replaced', 'length'],
  'not-found': [404, /Not Found/, 'length'],
  'own-error': [409, '{"message":"handled"}', 'length'],
  invalid: [422, 'refused', 'length'],
  'fails-in-on-send': [500, /too bad/, 'length'],
  hijacked: [203, 'hijacked', 'chunked'],
  raw: [200, 'raw', 'length'],
  'raw-header': [200, 'a header on the raw response', 'length'],
  later: [200, 'later', 'length'],
};

const everything = `
mw:
  timing: true
  requestId: true
  headers: { response: { set: { X-Status: "\${response.status}" }, append: { X-Added: "1" } } }
  capture: { request: true, response: { contentTypes: ["*/*"] }, sink: callback }
`;

const ours = ['X-Process-Time', 'X-Request-Id', 'X-Status', 'X-Added'];

/** One exchange for each kind of payload. */
function withEveryKind(headers: (status: number) => Readonly<Record<string, string | RegExp>>): Case['exchanges'] {
  return Object.entries(kinds).map(([kind, [status, body, framing]]) => ({
    request: get(`/kind/${kind}`),
    response: { status, body, framing, headers: headers(status) },
  }));
}

export const fastifyCases: readonly Case[] = [
  {
    name: 'fastify: headers on every kind of payload',
    trap: 136,
    needs: 'fastify-api',
    spec: timingSpec,
    alike: { ours },
    exchanges: withEveryKind(() => ({ 'X-Process-Time': seconds })),
  },
  {
    name: 'fastify: every kind of payload, with every feature',
    trap: [72, 136],
    needs: 'fastify-api',
    spec: everything,
    alike: { ours },
    exchanges: withEveryKind((status) => ({ 'X-Process-Time': seconds, 'X-Status': String(status), 'X-Added': '1' })),
    records: Object.entries(kinds).map(([kind, [status, body]]) =>
      is.including({
        path: `/kind/${kind}`,
        status,
        outcome: 'completed',
        response: is.including(
          body === ''
            ? { size: 0, omitted: 'empty' }
            : typeof body === 'string'
              ? { size: body.length, body }
              : { body },
        ),
      }),
    ),
  },
  {
    name: 'fastify: HEAD of every kind of payload',
    trap: [44, 136],
    needs: 'fastify-api',
    spec: everything,
    alike: { ours },
    exchanges: Object.keys(kinds).map((kind) => ({
      request: { method: 'HEAD', target: `/kind/${kind}` },
      response: { framing: 'none', headers: { 'X-Process-Time': seconds } },
    })),
    records: Object.keys(kinds).map((kind) =>
      is.including({ path: `/kind/${kind}`, response: is.including({ size: 0, omitted: 'empty' }) }),
    ),
  },
  {
    name: 'fastify: a stream is destroyed when the client leaves, as without middleware',
    trap: [26, 76, 77],
    needs: 'fastify-api',
    spec: captureSpec([], ['timing: true']),
    alike: false,
    exchanges: [
      {
        steps: [
          { send: get('/ticker') },
          { head: { status: 200 } },
          { do: 'reset' },
          { seen: 'stopped' },
          { recorded: 1 },
        ],
      },
    ],
    allRecords: [is.including({ status: 200, outcome: 'aborted' })],
    observed: { stopped: [true] },
  },
  {
    name: 'fastify: a stream that fails in the middle breaks the response off, as without middleware',
    trap: [76, 80],
    needs: 'fastify-api',
    spec: captureSpec([], ['timing: true']),
    exchanges: [{ request: get('/upstream-breaks'), response: { complete: false } }],
    allRecords: [is.including({ outcome: 'failed' })],
  },
];
