/** The timing header: present on every response, exactly once, in the documented format. */
import type { AppSettings, Case, Need, ResponseExpectation } from '../harness/case.js';
import { is } from '../harness/expect.js';
import { get, post, seconds, timed, timingSpec } from './support.js';

const everywhere: readonly (readonly [
  what: string,
  target: string,
  response: ResponseExpectation,
  method?: string,
  needs?: Need,
])[] = [
  ['JSON', '/json', { status: 200 }],
  ['text', '/text', { status: 200 }],
  [
    'a type set inside send',
    '/html',
    { status: 200, headers: { ...timed, 'Content-Type': /^text\/html; charset=utf-8$/i } },
  ],
  ['a buffer', '/buffer', { status: 200 }],
  ['bytes', '/binary', { status: 200, length: 256 }],
  ['an empty body', '/empty', { status: 200, length: 0 }],
  ['204', '/no-content', { status: 204, framing: 'none' }],
  ['a redirect', '/redirect', { status: 302 }],
  ['404', '/nowhere', { status: 404 }],
  ['a thrown error', '/throw', { status: 500 }],
  ['a rejection', '/reject', { status: 500 }],
  [
    'an error with its own status and headers',
    '/http-error',
    { status: 418, headers: { ...timed, 'X-Error': 'teapot' } },
  ],
  ['a file', '/file', { status: 200, length: 1000 }, 'GET', 'file-serving'],
  ['a download', '/download', { status: 200 }, 'GET', 'file-serving'],
  ['a static file', '/static/digits.txt', { status: 200, length: 1000 }, 'GET', 'file-serving'],
  ['a static folder without index', '/static', { status: [301, 307, 404] }, 'GET', 'file-serving'],
  ['a pipe', '/large?mib=1&mode=pipe', { status: 200, length: 1024 * 1024 }],
  ['writes', '/large?mib=1&mode=drain', { status: 200, length: 1024 * 1024 }],
  ['HEAD', '/json', { status: 200, framing: 'none' }, 'HEAD'],
  [
    'HEAD of a file',
    '/file',
    { status: 200, framing: 'none', headers: { ...timed, 'Content-Length': '1000' } },
    'HEAD',
    'file-serving',
  ],
  ['OPTIONS with the framework’s response', '/json', { status: 200 }, 'OPTIONS', 'options-answers'],
  ['OPTIONS with a handler', '/users/1', { status: 200 }, 'OPTIONS'],
  ['an unknown method', '/json', { status: [404, 405] }, 'PURGE'],
  ['503', '/status/503', { status: 503 }],
];

const scripts = {
  end: [{ do: 'end', chunk: 'x' }],
  'write-end': [{ do: 'write', chunk: 'x' }, { do: 'turn' }, { do: 'end' }],
  'head-end': [
    { do: 'writeHead', arguments: [200, { 'X-A': 'b' }] },
    { do: 'end', chunk: 'x' },
  ],
  'head-write-end': [
    { do: 'writeHead', arguments: [201] },
    { do: 'write', chunk: 'x' },
    { do: 'end', chunk: 'y' },
  ],
  'flush-end': [{ do: 'flushHeaders' }, { do: 'turn' }, { do: 'end', chunk: 'x' }],
  'flush-twice': [{ do: 'flushHeaders' }, { do: 'flushHeaders' }, { do: 'end' }],
  pipe: [{ do: 'pipe', chunks: ['a', 'b'] }],
  'length-end': [
    { do: 'setHeader', name: 'Content-Length', value: 1 },
    { do: 'end', chunk: 'x' },
  ],
  'cork-write-end': [
    { do: 'cork' },
    { do: 'write', chunk: 'a' },
    { do: 'write', chunk: 'b' },
    { do: 'uncork' },
    { do: 'end' },
  ],
  'hints-end': [
    { do: 'earlyHints', hints: { link: '</a.css>; rel=preload' } },
    { do: 'end', chunk: 'x' },
  ],
  'processing-end': [{ do: 'processing' }, { do: 'end', chunk: 'x' }],
} satisfies NonNullable<AppSettings['scripts']>;

export const timingCases: readonly Case[] = [
  ...everywhere.map(([what, target, response, method = 'GET', needs]): Case => ({
    name: `timing: the header is set once on ${what}`,
    trap: [2, 3, 33],
    ...(needs === undefined ? {} : { needs }),
    spec: timingSpec,
    exchanges: [{ request: { method, target }, response: { headers: timed, ...response } }],
  })),
  ...Object.keys(scripts).map((name): Case => ({
    name: `timing: the header is set when the response is sent with ${name}`,
    trap: [1, 2, 13, 14],
    needs: 'node-api',
    spec: timingSpec,
    app: { scripts },
    exchanges: [{ request: get(`/script/${name}`), response: { headers: timed } }],
  })),
  {
    name: 'timing: a conditional request keeps its 304',
    trap: [33, 46],
    spec: timingSpec,
    exchanges: [
      { request: get('/etag'), response: { status: 200, headers: { ...timed, ETag: '"v1"' } } },
      {
        request: get('/etag', [['If-None-Match', '"v1"']]),
        response: { status: 304, headers: { ...timed, ETag: '"v1"', 'Content-Length': null } },
      },
    ],
  },
  {
    name: 'timing: a 304 that the framework creates',
    trap: [33, 46],
    needs: 'validators',
    spec: timingSpec,
    exchanges: [{ request: get('/json', [['If-None-Match', '*']]), response: { status: 304, headers: timed } }],
  },
  {
    name: 'timing: a 304 of a file',
    trap: [33, 46],
    needs: 'file-validators',
    spec: timingSpec,
    exchanges: [
      {
        request: get('/static/digits.txt', [['If-Modified-Since', 'Fri, 20 Nov 2099 00:00:00 GMT']]),
        response: { status: 304, headers: { ...timed, 'Content-Length': null } },
      },
    ],
  },
  {
    name: 'timing: ranges of a file',
    trap: [43, 46],
    needs: 'ranges',
    spec: timingSpec,
    exchanges: [
      {
        request: get('/file', [['Range', 'bytes=5-9']]),
        response: { status: 206, body: '56789', headers: { ...timed, 'Content-Range': 'bytes 5-9/1000' } },
      },
      { request: get('/file', [['Range', 'bytes=5000-']]), response: { status: 416, headers: timed } },
    ],
  },
  {
    name: 'timing: several ranges of a file',
    trap: [43, 46],
    needs: 'ranges',
    spec: timingSpec,
    exchanges: [
      {
        request: get('/static/digits.txt', [['Range', 'bytes=0-1,5-6']]),
        response: { status: [200, 206], headers: timed },
      },
    ],
  },
  {
    name: 'timing: early hints do not count as the response',
    trap: 14,
    needs: 'node-api',
    spec: timingSpec,
    app: { scripts },
    exchanges: [
      { request: get('/script/hints-end'), response: { status: 200, informational: [103], headers: timed, body: 'x' } },
    ],
  },
  {
    name: 'timing: 100-continue does not count as the response',
    trap: 14,
    spec: timingSpec,
    exchanges: [
      {
        steps: [
          { send: 'POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n' },
          { bytes: 'HTTP/1.1 100 Continue\r\n\r\n' },
          { send: 'hi' },
          { receive: { status: 200, body: 'hi', headers: timed } },
        ],
      },
    ],
  },
  {
    name: 'timing: the headers of a stream are not delayed',
    trap: [1, 5, 13, 63],
    spec: timingSpec,
    exchanges: [
      {
        steps: [
          { send: get('/sse?events=1') },
          { head: { status: 200, headers: timed } },
          { go: 'step' },
          { rest: { body: /data: / } },
        ],
      },
    ],
  },
  {
    name: 'timing: the header has the time to the response headers, the record also the time to the end',
    trap: 5,
    spec: 'mw:\n  timing: { unit: ms, precision: 0 }\n  capture: { response: true, sink: callback }\n',
    exchanges: [{ request: get('/pause'), response: { headers: { 'X-Process-Time': /^\d+$/ }, body: 'ab' } }],
    allRecords: [
      is.check('a record of 50 ms to the headers, and 100 more to the end', (record) => {
        const { timeToHeadMs, durationMs } = record as Readonly<Record<'timeToHeadMs' | 'durationMs', number>>;
        return timeToHeadMs >= 50 && durationMs - timeToHeadMs >= 100;
      }),
    ],
  },
  {
    name: 'timing: a clock that is set back has no effect',
    trap: 6,
    spec: timingSpec,
    lane: 'own',
    exchanges: [{ request: get('/clock'), response: { headers: timed } }],
  },
  {
    name: 'timing: milliseconds with three decimals',
    trap: 7,
    spec: 'mw:\n  timing: { unit: ms }\n',
    exchanges: [{ request: get('/json'), response: { headers: { 'X-Process-Time': /^\d+\.\d{3}$/ } } }],
  },
  {
    name: 'timing: nine decimals, no exponent',
    trap: 7,
    spec: 'mw:\n  timing: { precision: 9 }\n',
    exchanges: [{ request: get('/json'), response: { headers: { 'X-Process-Time': /^\d+\.\d{9}$/ } } }],
  },
  {
    name: 'timing: no decimals',
    trap: 7,
    spec: 'mw:\n  timing: { precision: 0, unit: ms }\n',
    exchanges: [{ request: get('/json'), response: { headers: { 'X-Process-Time': /^\d+$/ } } }],
  },
  {
    name: 'timing: another header name',
    spec: 'mw:\n  timing: { header: X-Response-Time }\n',
    alike: { ours: ['X-Response-Time'] },
    exchanges: [
      { request: get('/json'), response: { headers: { 'X-Response-Time': seconds, 'X-Process-Time': null } } },
    ],
  },
  {
    name: 'timing: replaces a header of the handler, in any letter case',
    trap: 8,
    spec: timingSpec,
    exchanges: [{ request: get('/poisoned'), response: { headers: timed } }],
  },
  {
    name: 'timing: Server-Timing keeps existing entries unchanged, including quoted commas',
    trap: 94,
    spec: 'mw:\n  timing: { header: false, serverTiming: app }\n',
    alike: { ours: ['Server-Timing'] },
    app: {
      answers: {
        quoted: { headers: [['Server-Timing', 'db;dur=5;desc="a,b", c;desc="d \\", e"']], body: 'x' },
      },
    },
    exchanges: [
      {
        request: get('/say/quoted'),
        response: {
          headers: { 'Server-Timing': /^db;dur=5;desc="a,b", c;desc="d \\", e", app;dur=\d+\.\d+$/ },
        },
      },
    ],
  },
  {
    name: 'timing: Server-Timing keeps existing entries',
    trap: [8, 19, 94],
    spec: 'mw:\n  timing: { header: false, serverTiming: app }\n',
    alike: { ours: ['Server-Timing'] },
    exchanges: [
      {
        request: get('/json'),
        response: {
          headers: { 'Server-Timing': /^app;dur=\d+\.\d+$/, 'X-Process-Time': null, 'Timing-Allow-Origin': null },
        },
      },
      { request: get('/poisoned'), response: { headers: { 'Server-Timing': /^db;dur=5, ?app;dur=\d+\.\d+$/ } } },
    ],
  },
  {
    name: 'timing: a custom error page has the header',
    trap: 3,
    spec: timingSpec,
    app: { errorPage: true },
    exchanges: [{ request: get('/throw'), response: { status: 503, body: '<h1>boom</h1>', headers: timed } }],
  },
  {
    name: 'timing: a preflight request that inner middleware answers',
    trap: 124,
    spec: timingSpec,
    app: { after: ['cors'] },
    exchanges: [
      {
        request: {
          method: 'OPTIONS',
          target: '/json',
          headers: [
            ['Origin', 'https://a.example'],
            ['Access-Control-Request-Method', 'GET'],
          ],
        },
        response: { status: [200, 204], headers: { ...timed, 'Access-Control-Allow-Origin': 'https://a.example' } },
      },
    ],
  },
  {
    name: 'timing: a form post, an echo and a refusal',
    spec: timingSpec,
    exchanges: [
      {
        request: post('/take-form', 'application/x-www-form-urlencoded', 'a=1'),
        response: { status: 200, headers: timed },
      },
      { request: post('/echo', 'text/plain', 'abc'), response: { status: 200, body: 'abc', headers: timed } },
      { request: post('/refuse', 'text/plain', 'abc'), response: { status: 413, headers: timed } },
    ],
  },
];
