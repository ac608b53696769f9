/** Edge cases of HTTP. */
import type { Case } from '../harness/case.js';
import { is } from '../harness/expect.js';
import { badUrls, captureSpec, get, noPath, onH11, onHttptools, record, side, timed } from './support.js';

const everything = captureSpec([], ['timing: true', 'requestId: true']);
const absolute = onH11('uvicorn with h11 hands the router a path that begins with the authority.');
const upgrade = 'GET /json HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n';

export const protocolCases: readonly Case[] = [
  {
    name: 'protocol: an upgrade with a listener does not reach the middleware',
    trap: 85,
    needs: 'upgrade',
    spec: everything,
    app: { upgrade: true },
    exchanges: [
      {
        steps: [
          { send: upgrade },
          { bytes: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n' },
          { send: 'ping \xff\x00' },
          { bytes: 'ping \xff\x00' },
        ],
      },
    ],
    records: [],
  },
  {
    name: 'protocol: an upgrade without a listener is an ordinary request',
    trap: [78, 85],
    spec: everything,
    exchanges: [{ request: upgrade, response: { status: 200, headers: timed } }],
    allRecords: [is.including({ status: 200, outcome: 'completed' })],
  },
  ...(
    [
      ['http://evil.example/json', '/json', 200, absolute],
      ['http://evil.example/json?a=/b', '/json', 200, absolute],
      ['http://evil.example', '/', 404, noPath],
      ['//json', '//json', 404],
      ['/;x', '/;x', 404],
      ['/json#frag', '/json', undefined, onH11('h11 takes a fragment for a part of the path.')],
      ['*', '*', undefined],
      ['/%', '/%', undefined, badUrls],
      ['/a?b?c', '/a', 404],
    ] as const
  ).map(([target, path, status, exempt]): Case => ({
    name: `protocol: the request target ${target}`,
    trap: [86, 115],
    ...(target === '*' ? { needs: 'raw-targets' } : {}),
    spec: everything,
    exchanges: [
      {
        request: { method: target === '*' ? 'OPTIONS' : 'GET', target },
        response: { headers: timed, ...(status === undefined ? {} : { status }) },
      },
    ],
    allRecords: [is.including({ path })],
    ...(exempt === undefined ? {} : { exempt }),
  })),
  {
    name: 'protocol: HTTP/1.0 without Host',
    trap: 86,
    spec: everything,
    exchanges: [{ request: 'GET /json HTTP/1.0\r\n\r\n', response: { status: 200, headers: timed } }],
    allRecords: [is.including({ outcome: 'completed' })],
  },
  {
    name: 'protocol: a stream over HTTP/1.0',
    trap: 86,
    spec: everything,
    exchanges: [
      {
        request: 'GET /large?mib=1&mode=pipe HTTP/1.0\r\n\r\n',
        response: { status: 200, framing: 'close', length: 1024 * 1024, headers: timed },
      },
    ],
    allRecords: [is.including({ outcome: 'completed' })],
    exempt: onHttptools('uvicorn with httptools uses chunked encoding even with HTTP/1.0.'),
  },
  {
    name: 'protocol: requests that the parser rejects never reach the middleware',
    trap: 88,
    spec: everything,
    exchanges: [
      { request: 'GET /json HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n', response: { status: 400 } },
      { request: 'FOO\r\n\r\n', response: { status: 400 } },
    ],
    records: [],
  },
  {
    name: 'protocol: a body with a length and in chunks never reaches the middleware',
    trap: 88,
    spec: everything,
    exchanges: [
      {
        request: 'POST /take HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        response: { status: 400 },
      },
    ],
    records: [],
    exempt: onH11('With h11, chunked encoding takes precedence.'),
  },
  {
    name: 'protocol: request headers that are too large never reach the middleware',
    trap: 88,
    spec: everything,
    exchanges: [
      {
        request: `GET /json HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
        response: { status: [400, 431] },
      },
    ],
    records: [],
    exempt: { asgi: 'uvicorn accepts request headers of any size if they arrive in one piece.' },
  },
  {
    name: 'protocol: a chunked body that breaks the framing',
    trap: 62,
    spec: everything,
    exchanges: [
      {
        request:
          'POST /take HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n',
        response: { complete: true },
      },
    ],
    alike: false,
    allRecords: [
      is.including({
        outcome: is.oneOf('failed', 'aborted', 'completed'),
        request: is.including({ omitted: 'unread' }),
      }),
    ],
  },
  {
    name: 'protocol: Connection: close',
    spec: everything,
    exchanges: [
      {
        steps: [
          { send: get('/json', [['Connection', 'close']]) },
          { receive: { headers: { ...timed, Connection: 'close' } } },
          { do: 'closed' },
        ],
      },
    ],
    allRecords: [is.anything],
  },
  {
    name: 'protocol: one connection, many requests, one of which has an unread body',
    trap: 53,
    spec: everything,
    exchanges: [
      {
        steps: [
          {
            send: {
              method: 'POST',
              target: '/unread',
              headers: [['Content-Type', 'text/plain']],
              body: 'x'.repeat(1000),
            },
          },
          { receive: { status: 200 } },
          { send: get('/json') },
          { receive: { status: 200 } },
        ],
      },
    ],
    allRecords: [is.including({ request: is.including({ omitted: 'unread' }) }), is.including({ path: '/json' })],
  },
  {
    name: 'protocol: forwarded headers are not trusted',
    trap: 90,
    spec: 'mw:\n  headers:\n    response:\n      set: { X-Path: "${request.path}" }\n  capture: { request: true, sink: callback }\n',
    alike: { ours: ['X-Path'] },
    exchanges: [
      {
        request: get('/json', [
          ['X-Forwarded-Proto', 'https'],
          ['X-Forwarded-Prefix', '/evil'],
          ['X-Original-URL', '/evil'],
        ]),
        response: { headers: { 'X-Path': '/json' } },
      },
    ],
    allRecords: [is.including({ path: '/json' })],
  },
  {
    name: 'protocol: a header called __proto__',
    trap: 93,
    spec: everything,
    exchanges: [
      {
        request: get('/json', [
          ['__proto__', 'x'],
          ['constructor', 'y'],
        ]),
        response: { status: 200 },
      },
    ],
    allRecords: [
      is.including({
        request: is.including({
          headers: is.check(
            'both of them',
            (value) =>
              JSON.stringify(value).includes('"__proto__":"x"') && JSON.stringify(value).includes('"constructor":"y"'),
          ),
        }),
      }),
    ],
  },
  {
    name: 'protocol: a repeated Authorization header is recorded twice',
    trap: 93,
    needs: 'separate-header-lines',
    spec: captureSpec(['redact: { defaults: false }']),
    exchanges: [
      {
        request: get('/json', [
          ['Authorization', 'a'],
          ['Authorization', 'b'],
        ]),
      },
    ],
    allRecords: [is.including({ request: is.including({ headers: is.including({ authorization: ['a', 'b'] }) }) })],
  },
  {
    name: 'protocol: OPTIONS is handled like other methods',
    trap: 124,
    needs: 'options-answers',
    spec: everything,
    exchanges: [{ request: { method: 'OPTIONS', target: '/json' }, response: { status: 200, headers: timed } }],
    allRecords: [is.including({ method: 'OPTIONS', status: 200 })],
  },
  {
    name: 'protocol: OPTIONS with a handler is handled like other methods',
    trap: 124,
    spec: everything,
    exchanges: [{ request: { method: 'OPTIONS', target: '/users/1' }, response: { status: 200, headers: timed } }],
    allRecords: [is.including({ method: 'OPTIONS', status: 200, response: is.including({ size: 29 }) })],
  },
  {
    name: 'protocol: a record of HEAD on a stream',
    trap: 44,
    spec: everything,
    exchanges: [
      { request: { method: 'HEAD', target: '/large?mib=4&mode=pipe' }, response: { status: 200, headers: timed } },
    ],
    alike: false,
    allRecords: [is.including({ response: side({ size: 0, omitted: 'empty' }) })],
  },
  {
    name: 'protocol: a minimal record',
    spec: captureSpec(),
    exchanges: [{ request: 'GET /json HTTP/1.1\r\nHost: a\r\n\r\n' }],
    records: [record({ path: '/json', response: side({ size: 23, body: '{"hello":"world","n":1}' }) })],
  },
];
