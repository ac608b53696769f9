/** Request bodies: the application receives all of the body, and the record contains what the application has read. */
import { deflateSync, gzipSync } from 'node:zlib';
import type { Case, RequestSpec } from '../harness/case.js';
import { is, type Expected } from '../harness/expect.js';
import { captureSpec, get, post, record, side, timed } from './support.js';

const waysToRead: Readonly<Record<'node-api' | 'fetch-api', readonly string[]>> = {
  'node-api': [
    'for-await',
    'data',
    'addListener',
    'once',
    'readable',
    'read',
    'pipe',
    'pipeline',
    'web',
    'set-encoding',
    'consumers',
    'iterator',
    'pause-resume',
    'unshift',
  ],
  'fetch-api': [
    'for-await',
    'text',
    'array-buffer',
    'blob',
    'reader',
    'pipe-to',
    'pipe-through',
    'tee',
    'clone',
    'clone-and-original',
    'response',
    'stream',
    'copy',
  ],
};

const text = 'the quick brown fox: \u00e9\u{1f600}';
const size = Buffer.byteLength(text);
const response = is.object;
const decoded =
  'After `setEncoding`, Node passes only text on: bytes that are invalid in the encoding are counted as their replacement characters.';
const handedOn =
  'If a handler passes its request on with `new Request(request)` or `fetch(request)`, the middleware cannot observe the body; the record says `unread`.';
const readOrUnread = is.oneOf(side({ size: 3, body: 'abc' }), side({ size: 0, omitted: 'unread' }));

function sent(
  name: string,
  trap: readonly number[],
  request: RequestSpec,
  recorded: Expected,
  more: readonly string[] = [],
): Case {
  return {
    name: `request capture: ${name}`,
    trap,
    spec: captureSpec(more),
    exchanges: [{ request, response: { status: 200 } }],
    records: [record({ method: request.method ?? 'GET', path: '/take', request: recorded, response })],
  };
}

export const requestCaptureCases: readonly Case[] = [
  ...(['node-api', 'fetch-api'] as const).flatMap((api) =>
    waysToRead[api].map((how): Case => ({
      name: `request capture: read by ${how} (${api})`,
      needs: api,
      trap: [48, 49, 50],
      spec: captureSpec(),
      app: { after: ['slow'] },
      exchanges: [
        {
          request: post(`/take?how=${how}`, 'text/plain', text),
          response: { status: 200, json: { length: size, text: Buffer.from(text).toString('latin1') } },
        },
        {
          request: {
            method: 'POST',
            target: `/take?how=${how}`,
            headers: [['Content-Type', 'text/plain']],
            chunks: ['the quick ', Buffer.from(text).subarray(10, 22), Buffer.from(text).subarray(22)],
          },
          response: { status: 200, json: { length: size, text: Buffer.from(text).toString('latin1') } },
        },
      ],
      allRecords: is.listOf(2, is.including({ query: `how=${how}`, request: side({ size, body: text }) })),
      ...(how === 'copy' ? { exempt: { fetch: handedOn } } : {}),
    })),
  ),
  {
    name: 'request capture: a reader with a wrong encoding does not change the count',
    trap: [45, 49],
    needs: 'node-api',
    spec: captureSpec(),
    exchanges: [
      {
        request: post('/take?how=set-encoding', 'text/plain; charset=latin1', Buffer.from('caf\u00e9', 'latin1')),
        response: { status: 200 },
      },
    ],
    allRecords: [is.including({ request: is.including({ size: 4 }) })],
    exempt: { node: decoded },
  },
  {
    name: 'request capture: body parsers mounted after ours, behind asynchronous middleware',
    trap: [48, 128, 130],
    needs: 'body-parsers',
    spec: captureSpec(),
    app: { before: ['context'], after: ['slow', 'json', 'urlencoded'] },
    exchanges: [
      { request: post('/take-parsed', 'application/json', '{"a":[1]}'), response: { json: { took: { a: [1] } } } },
      {
        request: post('/take-parsed', 'application/x-www-form-urlencoded', 'a=1&b=%C3%A9'),
        response: { json: { took: { a: '1', b: '\u00e9' } } },
      },
    ],
    records: [
      record({ method: 'POST', path: '/take-parsed', request: side({ size: 9, body: '{"a":[1]}' }), response }),
      record({ method: 'POST', path: '/take-parsed', request: side({ size: 12, body: 'a=1&b=%C3%A9' }), response }),
    ],
  },
  {
    name: 'request capture: body parsers of every kind',
    trap: [48, 128, 143],
    needs: 'body-parsers',
    spec: captureSpec(),
    exchanges: [
      {
        request: post('/take-json', 'application/json', '{"a":1}'),
        response: { json: { took: { a: 1 }, context: null } },
      },
      {
        request: post('/take-json', 'application/json', gzipSync('{"a":1}'), [['Content-Encoding', 'gzip']]),
        response: { json: { took: { a: 1 }, context: null } },
      },
      {
        request: post('/take-form', 'application/x-www-form-urlencoded', 'a=1'),
        response: { json: { took: { a: '1' } } },
      },
      { request: post('/take-text', 'text/plain', 'hi'), response: { json: { took: 'hi' } } },
      { request: post('/take-json', 'application/json', '{bad'), response: { status: 400 } },
      { request: post('/take-json', 'application/json; charset=utf-16', '{}'), response: {} },
    ],
    allRecords: is.listOf(6, is.including({ method: 'POST' })),
  },
  {
    name: 'request capture: the framework’s own body parsers',
    trap: [48, 128],
    spec: captureSpec(),
    exchanges: [
      {
        request: post('/take-json', 'application/json', '{"a":1}'),
        response: { json: { took: { a: 1 }, context: null } },
      },
      {
        request: post('/take-form', 'application/x-www-form-urlencoded', 'a=1&b=%C3%A9'),
        response: { json: { took: { a: '1', b: '\u00e9' } } },
      },
      { request: post('/take-text', 'text/plain', 'hi \u{1f600}'), response: { json: { took: 'hi \u{1f600}' } } },
      { request: post('/take-json', 'application/json', '{bad'), response: {} },
    ],
    records: [
      record({ method: 'POST', path: '/take-json', request: side({ size: 7, body: '{"a":1}' }), response }),
      record({ method: 'POST', path: '/take-form', request: side({ size: 12, body: 'a=1&b=%C3%A9' }), response }),
      record({ method: 'POST', path: '/take-text', request: side({ size: 7, body: 'hi \u{1f600}' }), response }),
      record({
        method: 'POST',
        path: '/take-json',
        status: is.between(400, 500),
        request: side({ size: 4, body: '{bad' }),
        response,
      }),
    ],
  },
  {
    name: 'request capture: the original body, not the one that the handler has changed',
    trap: 51,
    spec: captureSpec(),
    exchanges: [{ request: post('/mutate', 'application/json', '{"name":"Ann","gone":1}'), response: { status: 200 } }],
    records: [
      record({
        method: 'POST',
        path: '/mutate',
        request: side({ size: 23, body: '{"name":"Ann","gone":1}' }),
        response,
      }),
    ],
  },
  sent('no body', [54], { method: 'POST', target: '/take' }, side({ size: 0, omitted: 'empty' })),
  sent('a content length of zero', [54], post('/take', 'text/plain', ''), side({ size: 0, omitted: 'empty' })),
  sent(
    'an empty chunked body',
    [50, 54],
    { method: 'POST', target: '/take', headers: [['Content-Type', 'text/plain']], chunks: [] },
    side({ size: 0, omitted: 'empty' }),
  ),
  {
    ...sent(
      'a GET with a body',
      [50],
      { target: '/take', headers: [['Content-Type', 'text/plain']], body: 'abc' },
      side({ size: 3, body: 'abc' }),
    ),
    needs: 'get-bodies',
  },
  sent(
    'no content type',
    [95],
    post('/take', undefined, 'abc'),
    is.oneOf(side({ size: 3, body: 'abc' }), side({ size: 3, omitted: 'content-type' })),
  ),
  sent(
    'multipart bodies are not kept',
    [60],
    post('/take', 'Multipart/Form-Data; boundary=x', '--x\r\n\r\nfile\r\n--x--'),
    side({ size: 18, omitted: 'content-type' }),
  ),
  sent(
    'a body over the limit',
    [32, 50],
    post('/take', 'text/plain', 'a'.repeat(1000)),
    side({ size: 1000, truncated: true, body: 'aaaa' }),
    ['request: { maxBytes: 4 }'],
  ),
  sent(
    'a body over the limit that is dropped',
    [32],
    post('/take', 'text/plain', 'a'.repeat(1000)),
    side({ size: 1000, omitted: 'overflow' }),
    ['request: { maxBytes: 999, overflow: drop }'],
  ),
  sent(
    'gzip is shown decoded',
    [61],
    post('/take', 'application/json', gzipSync('{"a":1}'), [['Content-Encoding', 'gzip']]),
    side({ size: gzipSync('{"a":1}').length, body: '{"a":1}' }),
  ),
  sent(
    'deflate is shown decoded',
    [61],
    post('/take', 'application/json', deflateSync('{"a":1}'), [['Content-Encoding', 'Deflate']]),
    side({ size: deflateSync('{"a":1}').length, body: '{"a":1}' }),
  ),
  sent(
    'binary',
    [97],
    post('/take', 'application/octet-stream', Buffer.from([0, 255])),
    side({ size: 2, omitted: 'content-type' }),
  ),
  sent(
    'utf-16',
    [96],
    post('/take', 'text/plain; charset=utf-16le', Buffer.from('h\u00e9', 'utf16le')),
    side({ size: 4, body: 'h\u00e9' }),
  ),
  {
    name: 'request capture: a body that was read before the middleware was reached is unread, with its declared size',
    trap: 128,
    spec: captureSpec(),
    app: { before: ['reads-body'] },
    exempt: { asgi: 'What others have received leaves no trace in ASGI: the size is that of what was seen.' },
    exchanges: [
      { request: post('/unread', 'text/plain', 'abc') },
      {
        request: {
          method: 'POST',
          target: '/unread',
          headers: [['Content-Type', 'text/plain']],
          chunks: ['ab', 'c'],
        },
      },
      { request: post('/unread', 'text/plain', '') },
    ],
    records: [
      record({ method: 'POST', path: '/unread', request: side({ size: 3, omitted: 'unread' }), response: is.object }),
      record({ method: 'POST', path: '/unread', request: side({ size: 0, omitted: 'unread' }), response: is.object }),
      record({ method: 'POST', path: '/unread', response: is.object }),
    ],
  },
  {
    name: 'request capture: an unread body',
    trap: [53, 54],
    spec: captureSpec(),
    exchanges: [
      { request: post('/unread', 'text/plain', 'abc'), response: { status: 200 } },
      { request: post('/refuse', 'text/plain', 'abc'), response: { status: 413 } },
      { request: post('/nowhere', 'text/plain', 'abc'), response: { status: 404 } },
      { request: post('/throw-unread', 'text/plain', 'abc'), response: { status: 500 } },
      {
        request: { method: 'POST', target: '/unread', headers: [['Content-Type', 'text/plain']], chunks: ['abc'] },
        response: { status: 200 },
      },
    ],
    allRecords: [
      is.including({ path: '/unread', request: side({ size: 0, omitted: 'unread' }) }),
      is.including({ path: '/refuse', request: side({ size: 0, omitted: 'unread' }) }),
      // The framework's own error pages read the rest of the request before they respond.
      is.including({ path: '/nowhere', request: readOrUnread }),
      is.including({ path: '/throw-unread', request: readOrUnread }),
      is.including({ path: '/unread', request: side({ size: 0, omitted: 'unread' }) }),
    ],
  },
  {
    name: 'request capture: an early refusal neither waits for the rest of the body nor reads it',
    trap: [52, 53],
    spec: captureSpec(),
    exchanges: [
      {
        steps: [
          {
            send: {
              method: 'POST',
              target: '/refuse',
              headers: [['Content-Type', 'text/plain']],
              body: 'x'.repeat(100_000),
              onlyFirst: 10,
            },
          },
          { receive: { status: 413, json: { refused: true } } },
        ],
      },
    ],
    allRecords: [is.including({ status: 413, request: is.including({ omitted: 'unread' }) })],
  },
  {
    name: 'request capture: a partially read body',
    trap: [53, 54],
    spec: captureSpec(),
    exchanges: [
      {
        steps: [
          {
            send: {
              method: 'POST',
              target: '/part',
              headers: [['Content-Type', 'text/plain']],
              body: 'x'.repeat(100),
              onlyFirst: 10,
            },
          },
          { receive: { status: 202 } },
        ],
      },
    ],
    records: [
      record({
        method: 'POST',
        path: '/part',
        status: 202,
        outcome: is.oneOf('completed', 'aborted'),
        request: side({ size: 10, omitted: 'unread' }),
        response,
      }),
    ],
    observed: { part: [10] },
  },
  {
    name: 'request capture: an echo responds before the request body is complete',
    trap: [52],
    spec: captureSpec(),
    exchanges: [
      {
        steps: [
          {
            send: 'POST /stepwise HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n',
          },
          { head: { status: 200 } },
          { soFar: 'ready\n' },
          { send: '3\r\none\r\n' },
          { soFar: 'ready\ngot one\n' },
          { send: '3\r\ntwo\r\n' },
          { soFar: 'ready\ngot one\ngot two\n' },
          { send: '0\r\n\r\n' },
          { rest: { body: 'ready\ngot one\ngot two\nover\n' } },
        ],
      },
    ],
    records: [
      record({
        method: 'POST',
        path: '/stepwise',
        request: side({ size: 6, body: 'onetwo' }),
        response: side({ size: 27, body: 'ready\ngot one\ngot two\nover\n' }),
      }),
    ],
  },
  {
    name: 'request capture: an aborted upload is not complete',
    trap: [62, 79],
    spec: captureSpec(),
    alike: false,
    exchanges: [
      {
        steps: [
          {
            send: {
              method: 'POST',
              target: '/take',
              headers: [['Content-Type', 'text/plain']],
              body: 'x'.repeat(100),
              onlyFirst: 10,
            },
          },
          { do: 'destroy' },
          { recorded: 1 },
        ],
      },
    ],
    allRecords: [
      is.including({ outcome: 'aborted', request: is.including({ size: is.between(0, 10), omitted: 'unread' }) }),
    ],
  },
  {
    name: 'request capture: a chunked upload of 64 MiB is counted and not kept',
    trap: [50, 47],
    lane: 'own',
    growthMiB: 64,
    spec: captureSpec(),
    exchanges: [
      {
        request: {
          method: 'POST',
          target: '/count',
          headers: [['Content-Type', 'text/plain']],
          chunks: Array.from({ length: 64 }, () => Buffer.alloc(1024 * 1024, 'x')),
        },
        response: { status: 200, json: { length: 64 * 1024 * 1024 } },
      },
    ],
    allRecords: [
      is.including({ request: is.including({ size: 64 * 1024 * 1024, truncated: true, body: 'x'.repeat(65536) }) }),
    ],
  },
  {
    name: 'request capture: trailers after a chunked body',
    trap: 89,
    spec: captureSpec([], ['timing: true']),
    exchanges: [
      {
        request:
          'POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3;ext=1\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n',
        response: { status: 200, json: { length: 3, text: 'abc' }, headers: timed },
      },
    ],
    allRecords: [is.including({ request: is.including({ size: 3, body: 'abc' }) })],
  },
  {
    name: 'request capture: the original headers are recorded',
    trap: 93,
    spec: 'mw:\n  headers:\n    request: { set: { X-Added: ours }, remove: [X-Gone] }\n  capture: { request: true, sink: callback }\n',
    alike: false,
    exchanges: [
      {
        request: get('/json', [
          ['X-Gone', 'here'],
          ['Authorization', 'Basic x'],
          ['X-Api-Key', 'k'],
        ]),
      },
    ],
    allRecords: [
      is.including({
        request: is.including({
          headers: { host: 'localhost', 'x-gone': 'here', authorization: '[redacted]', 'x-api-key': '[redacted]' },
        }),
        response: is.absent,
      }),
    ],
  },
];
