/** Combinations with other middleware, several instances of the generated middleware, and concurrent requests. */
import type { Case, Extra } from '../harness/case.js';
import { is } from '../harness/expect.js';
import { captureSpec, get, post, record, side, timed } from './support.js';

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const everything = captureSpec([], ['timing: true', 'requestId: true']);
const gzip: readonly (readonly [string, string])[] = [['Accept-Encoding', 'gzip']];
const around: readonly (readonly [string, readonly Extra[], readonly Extra[]])[] = [
  ['outside', ['wrap-response'], []],
  ['inside', [], ['wrap-response']],
  ['both', ['wrap-response', 'early-header'], ['wrap-response', 'deferred-end']],
  ['outside, with a deferred end', ['deferred-end'], []],
  ['inside, with a deferred end', [], ['deferred-end']],
  ['outside, with an end that calls write', ['end-by-write'], []],
  ['inside, with an end that calls write', [], ['end-by-write']],
  ['compression outside and a wrapper inside', ['compression'], ['wrap-response']],
  ['compression inside and a wrapper outside', ['wrap-response'], ['compression']],
  ['compression and a deferred end', ['deferred-end'], ['compression']],
];

const spelled =
  'With @hono/node-server, the content type is `text/plain; charset=UTF-8` if the headers are read before the body, and otherwise the same without the space.';

export const compositionCases: readonly Case[] = [
  ...around.map(([what, before, after]): Case => ({
    name: `composition: other wrappers, ${what}`,
    trap: [125, 127],
    ...([...before, ...after].some((extra) => extra.includes('end')) ? { needs: 'node-api' } : {}),
    ...(what === 'outside' ? { exempt: { hono: spelled } } : {}),
    spec: everything,
    app: { before, after },
    exchanges: [
      { request: get('/json', gzip), response: { status: 200, headers: timed } },
      { request: get('/text'), response: { status: 200, headers: timed, body: 'hello, wörld\n' } },
      { request: get('/large?mib=1&mode=pipe'), response: { status: 200, headers: timed, length: 1024 * 1024 } },
      { request: { method: 'HEAD', target: '/json' }, response: { headers: timed } },
      { request: get('/throw'), response: { status: 500, headers: timed } },
      { request: post('/echo', 'text/plain', 'abc'), response: { body: 'abc' } },
    ],
    recordsInAnyOrder: true,
    records: [
      is.including({ path: '/json', response: is.including({ body: '{"hello":"world","n":1}' }) }),
      is.including({ path: '/text', response: is.including({ body: 'hello, wörld\n' }) }),
      is.including({ path: '/large', response: is.including({ size: 1024 * 1024 }) }),
      is.including({ method: 'HEAD' }),
      is.including({ path: '/throw', status: 500 }),
      is.including({ path: '/echo', response: is.including({ body: 'abc' }) }),
    ],
  })),
  {
    name: 'composition: compression outside, the record contains plain JSON',
    trap: 30,
    spec: everything,
    app: { before: ['compression'] },
    exchanges: [{ request: get('/json', gzip), response: { headers: { 'Content-Encoding': 'gzip', ...timed } } }],
    allRecords: [is.including({ response: is.including({ size: 23, body: '{"hello":"world","n":1}' }) })],
  },
  {
    name: 'composition: compression inside, the record is decoded',
    trap: 30,
    spec: everything,
    app: { after: ['compression'] },
    exchanges: [{ request: get('/json', gzip), response: { headers: { 'Content-Encoding': 'gzip', ...timed } } }],
    allRecords: [
      is.including({
        response: is.including({
          size: is.between(24, 80),
          body: '{"hello":"world","n":1}',
          headers: is.including({ 'content-encoding': 'gzip' }),
        }),
      }),
    ],
  },
  {
    name: 'composition: the same middleware registered twice',
    trap: [29, 78],
    spec: everything,
    app: { times: 2 },
    exchanges: [
      {
        request: post('/take', 'text/plain', 'abc'),
        response: { status: 200, headers: { ...timed, 'X-Request-Id': uuid } },
      },
    ],
    allRecords: is.listOf(
      2,
      is.including({
        request: is.including({ body: 'abc', size: 3 }),
        response: is.including({ body: '{"length":3,"text":"abc"}' }),
      }),
    ),
  },
  {
    name: 'composition: several middleware of one spec, the first is outermost',
    trap: [29, 83, 129],
    spec: `
first:
  timing: { header: X-First }
  requestId: true
  headers: { response: { set: { X-Order: first }, append: { X-Trail: "1" } } }
  capture: { response: true, sink: callback }
second:
  timing: { header: X-Second }
  headers: { response: { set: { X-Order: second }, append: { X-Trail: "2" } } }
  capture: { request: true, response: true, sink: callback }
third:
  exclude: [/json]
  headers: { response: { append: { X-Trail: "3" } } }
`,
    alike: { ours: ['X-First', 'X-Second', 'X-Order', 'X-Trail', 'X-Request-Id'] },
    exchanges: [
      {
        request: get('/json'),
        response: { headers: { 'X-First': /^\d/, 'X-Second': /^\d/, 'X-Order': 'first', 'X-Trail': ['2', '1'] } },
      },
      { request: get('/text'), response: { headers: { 'X-Order': 'first', 'X-Trail': ['3', '2', '1'] } } },
    ],
    recordsInAnyOrder: true,
    records: ['first', 'second'].flatMap((middleware) =>
      ['/json', '/text'].map((path) => is.including({ middleware, path })),
    ),
  },
  {
    name: 'composition: a request has one ID, that of the outermost middleware',
    spec: 'first:\n  requestId: true\n  capture: { response: true, sink: callback }\nsecond:\n  requestId: { header: X-Trace }\n  capture: { response: true, sink: callback }\n',
    alike: { ours: ['X-Request-Id', 'X-Trace'] },
    exchanges: [
      {
        request: get('/json', [
          ['X-Request-Id', 'one'],
          ['X-Trace', 'two'],
        ]),
        response: { headers: { 'X-Request-Id': 'one', 'X-Trace': 'one' } },
      },
    ],
    recordsInAnyOrder: true,
    records: [
      is.including({ middleware: 'first', requestId: 'one' }),
      is.including({ middleware: 'second', requestId: 'one' }),
    ],
  },
  {
    name: 'composition: the asynchronous context of outer middleware reaches the handler',
    trap: 130,
    spec: everything,
    app: { before: ['context'], after: ['slow'] },
    exchanges: [
      {
        request: get('/id', [
          ['X-Context', 'c-1'],
          ['X-Request-Id', 'r-1'],
        ]),
        response: { json: { requestId: 'r-1', context: 'c-1' } },
      },
      { request: post('/take', 'text/plain', 'abc', [['X-Context', 'c-2']]), response: { status: 200 } },
    ],
    alike: false,
    allRecords: is.listOf(2, is.anything),
    observed: { body: [is.including({ context: 'c-2' })] },
  },
  {
    name: 'composition: 200 concurrent requests are not mixed up',
    trap: 132,
    spec: everything,
    alike: false,
    exchanges: [
      {
        steps: [
          {
            send: Array.from(
              { length: 200 },
              (_, index) =>
                `POST /take HTTP/1.1\r\nHost: a\r\nX-Request-Id: id-${index}\r\nContent-Type: text/plain\r\nContent-Length: ${`body-${index}`.length}\r\n\r\nbody-${index}`,
            ).join(''),
          },
          ...Array.from({ length: 200 }, (_, index) => ({
            receive: {
              status: 200,
              headers: { 'X-Request-Id': `id-${index}` },
              json: { length: `body-${index}`.length, text: `body-${index}` },
            },
          })),
        ],
      },
    ],
    recordsInAnyOrder: true,
    records: Array.from({ length: 200 }, (_, index) =>
      is.including({
        requestId: `id-${index}`,
        outcome: 'completed',
        request: is.including({ body: `body-${index}` }),
        response: is.including({ body: JSON.stringify({ length: `body-${index}`.length, text: `body-${index}` }) }),
      }),
    ),
  },
  {
    name: 'composition: the application’s request is not changed',
    trap: 126,
    spec: everything,
    exchanges: [{ request: get('/headers', [['X-Any', 'thing']]), response: { status: 200 } }],
    allRecords: [is.anything],
    observed: {
      request: [
        is.including({
          method: 'GET',
          url: '/headers',
          headers: { host: 'localhost', 'x-any': 'thing' },
        }),
      ],
    },
  },
  {
    name: 'composition: the raw headers of Node’s request are not changed',
    trap: 126,
    needs: 'node-api',
    spec: everything,
    exchanges: [{ request: get('/headers', [['X-Any', 'thing']]), response: { status: 200 } }],
    allRecords: [is.anything],
    observed: { request: [is.including({ rawHeaders: ['Host', 'localhost', 'X-Any', 'thing'] })] },
  },
  {
    name: 'composition: outer middleware has sent the headers before this one is reached',
    trap: 78,
    needs: 'node-api',
    spec: captureSpec(),
    app: { before: ['sends-head'], scripts: { rest: [{ do: 'end', chunk: 'rest' }] } },
    exchanges: [{ request: get('/script/rest'), response: { status: 200, body: 'rest' } }],
    records: [
      record({
        path: '/script/rest',
        status: 200,
        timeToHeadMs: null,
        response: side({ headers: is.including({ 'content-type': 'text/plain' }), size: 4, body: 'rest' }),
      }),
    ],
  },
  {
    name: 'composition: headers that outer middleware sets early',
    trap: 9,
    spec: everything,
    app: { before: ['early-header'] },
    exchanges: [
      {
        request: get('/cookies'),
        response: { headers: { 'X-Early': 'yes', 'Set-Cookie': ['a=1; Path=/', 'b=2; Path=/'] } },
      },
    ],
    records: [record({ path: '/cookies', requestId: is.uuid, response: side({ size: 13, body: '{"cookies":2}' }) })],
  },
];
