/** Response bodies: the record contains exactly the bytes that were sent, however they were sent. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { CannedAnswer, Case } from '../harness/case.js';
import { is, type Expected } from '../harness/expect.js';
import { captureSpec, get, noBody, record, side, timed } from './support.js';

const allBytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const base64 = (bytes: Buffer): { readonly base64: string } => ({ base64: bytes.toString('base64') });

/** A response and its expected record. */
function said(
  name: string,
  trap: readonly number[],
  answer: CannedAnswer,
  response: Expected,
  more: readonly string[] = [],
): Case {
  return {
    name: `response capture: ${name}`,
    trap,
    spec: captureSpec(more),
    app: { answers: { it: answer } },
    exchanges: [{ request: get('/say/it'), response: { status: answer.status ?? 200 } }],
    records: [record({ path: '/say/it', status: answer.status ?? 200, response })],
  };
}
function typed(type: string | undefined, body: CannedAnswer['body'], more: Partial<CannedAnswer> = {}): CannedAnswer {
  return { headers: type === undefined ? [] : [['Content-Type', type]], body, ...more };
}
function coded(coding: string, body: Buffer, type = 'application/json'): CannedAnswer {
  return {
    headers: [
      ['Content-Type', type],
      ['Content-Encoding', coding],
    ],
    body: base64(body),
  };
}

const json = '{"a":"é","n":12345678901234567890}';
const size = Buffer.byteLength(json);
const page = side({ size: 53, body: '<!doctype html>\n<title>A page</title>\n<p>Grüße</p>\n' });

const types: readonly (readonly [type: string | undefined, kept: boolean])[] = [
  ['application/json', true],
  ['Application/JSON; Charset=UTF-8', true],
  ['application/vnd.api+json', true],
  ['application/problem+json;charset=utf-8', true],
  ['application/jsonfoo', false],
  ['text/html', true],
  ['TEXT/PLAIN ; charset=utf-8', true],
  ['text/csv', true],
  ['application/xml', true],
  ['image/svg+xml', true],
  ['application/x-www-form-urlencoded', true],
  ['application/x-ndjson', true],
  ['text/event-stream', true],
  ['image/png', false],
  ['application/octet-stream', false],
  ['application/pdf', false],
  ['multipart/form-data; boundary=x', false],
  ['Multipart/Form-Data; boundary=x', false],
  ['video/mp4', false],
  ['font/woff2', false],
];

export const responseCaptureCases: readonly Case[] = [
  {
    name: 'response capture: a header that occurs once is a string, and several are a list',
    trap: [91, 92],
    spec: captureSpec(['redact: { defaults: false }']),
    app: {
      answers: {
        one: { headers: [['Set-Cookie', 'a=1']], body: 'x' },
        two: {
          headers: [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
          ],
          body: 'x',
        },
      },
    },
    exchanges: [{ request: get('/say/one') }, { request: get('/say/two') }],
    allRecords: [
      is.including({ response: is.including({ headers: is.including({ 'set-cookie': 'a=1' }) }) }),
      is.including({ response: is.including({ headers: is.including({ 'set-cookie': ['a=1', 'b=2'] }) }) }),
    ],
  },
  {
    name: 'response capture: responses sent with the framework’s own functions',
    trap: [22, 24, 45],
    spec: captureSpec(),
    exchanges: [
      { request: get('/json') },
      { request: get('/html') },
      { request: get('/text') },
      { request: get('/redirect') },
      { request: get('/nowhere') },
      { request: get('/throw') },
      { request: get('/cookies') },
    ],
    records: [
      record({ path: '/json', response: side({ size: 23, body: '{"hello":"world","n":1}' }) }),
      record({ path: '/html', response: side({ size: 9, body: '<p>hi</p>' }) }),
      record({ path: '/text', response: side({ size: 14, body: 'hello, wörld\n' }) }),
      record({
        path: '/redirect',
        status: is.oneOf(302, 307),
        response: is.oneOf(noBody, side({ size: is.between(10, 200), body: /Redirecting to \/json/ })),
      }),
      record({
        path: '/nowhere',
        status: 404,
        response: side({ size: is.between(9, 400), body: /Cannot GET \/nowhere|Not Found/ }),
      }),
      record({
        path: '/throw',
        status: 500,
        response: side({ size: is.between(10, 400), body: /Internal Server Error/i }),
      }),
      record({
        path: '/cookies',
        response: {
          headers: is.including({
            'set-cookie': ['[redacted]', '[redacted]'],
            link: is.oneOf(['</a>; rel=a', '</b>; rel=b'], '</a>; rel=a, </b>; rel=b'),
            vary: is.oneOf('Accept, Origin', ['Accept', 'Origin']),
          }),
          size: 13,
          truncated: false,
          body: '{"cookies":2}',
        },
      }),
    ],
  },
  {
    name: 'response capture: files',
    trap: [22, 24],
    needs: 'file-serving',
    spec: captureSpec(),
    exchanges: [
      { request: get('/file') },
      { request: get('/static/page.html') },
      { request: get('/download') },
      { request: { method: 'HEAD', target: '/file' }, response: { headers: { 'Content-Length': '1000' } } },
      {
        request: { method: 'HEAD', target: '/static/digits.txt' },
        response: { headers: { 'Content-Length': '1000' } },
      },
    ],
    records: [
      record({ path: '/file', response: side({ size: 1000, body: '0123456789'.repeat(100) }) }),
      record({ path: '/static/page.html', response: page }),
      record({ path: '/download', response: page }),
      record({ path: '/file', method: 'HEAD' }),
      record({ path: '/static/digits.txt', method: 'HEAD' }),
    ],
  },
  {
    name: 'response capture: empty bodies',
    trap: [33, 44],
    spec: captureSpec(),
    exchanges: [
      { request: get('/empty') },
      { request: get('/no-content') },
      { request: get('/etag', [['If-None-Match', '"v1"']]), response: { status: 304 } },
      { request: { method: 'HEAD', target: '/json' } },
    ],
    records: [
      record({ path: '/empty' }),
      record({ path: '/no-content', status: 204 }),
      record({ path: '/etag', status: 304 }),
      record({ path: '/json', method: 'HEAD' }),
    ],
  },
  {
    name: 'response capture: a response to HEAD keeps its Content-Length',
    trap: [33, 44, 46],
    needs: 'head-length',
    spec: captureSpec(),
    exchanges: [{ request: { method: 'HEAD', target: '/json' }, response: { headers: { 'Content-Length': '23' } } }],
    records: [record({ path: '/json', method: 'HEAD' })],
  },
  {
    name: 'response capture: a range is recorded as it is sent',
    trap: 43,
    needs: 'ranges',
    spec: captureSpec(),
    exchanges: [{ request: get('/file', [['Range', 'bytes=10-14']]), response: { status: 206, body: '01234' } }],
    records: [
      record({
        path: '/file',
        status: 206,
        response: {
          headers: is.including({ 'content-range': 'bytes 10-14/1000' }),
          size: 5,
          truncated: false,
          body: '01234',
        },
      }),
    ],
  },
  {
    name: 'response capture: a body that is not kept is counted',
    trap: [45, 123],
    spec: captureSpec(),
    exchanges: [
      { request: get('/binary'), response: { length: 256 } },
      { request: get('/large?mib=8&mode=pipe&type=image%2Fpng') },
    ],
    records: [
      record({ path: '/binary', response: side({ size: 256, omitted: 'content-type' }) }),
      record({
        path: '/large',
        query: 'mib=8&mode=pipe&type=image%2Fpng',
        response: side({ size: 8 * 1024 * 1024, omitted: 'content-type' }),
      }),
    ],
  },
  ...types.map(([type, kept]): Case =>
    said(
      `type ${type ?? 'none'} is ${kept ? '' : 'not '}kept`,
      [95],
      typed(type, 'a=1'),
      kept ? side({ size: 3, body: 'a=1' }) : side({ size: 3, omitted: 'content-type' }),
    ),
  ),
  said(
    'a custom list of content types',
    [95],
    typed('image/png', base64(Buffer.from([1, 2, 255]))),
    side({ size: 3, body: 'AQL/', encoding: 'base64' }),
    ['response: { contentTypes: [image/*] }'],
  ),
  said(
    'a custom list of content types excludes all others',
    [95],
    typed('application/json', '{}'),
    side({ size: 2, omitted: 'content-type' }),
    ['response: { contentTypes: ["image/*", "application/*+json"] }'],
  ),
  said(
    'any content type',
    [95, 97],
    typed('application/octet-stream', base64(allBytes)),
    side({ size: 256, body: allBytes.toString('base64'), encoding: 'base64' }),
    ['response: { contentTypes: ["*/*"] }'],
  ),
  said(
    'invalid text with a text type',
    [34, 97],
    typed('text/plain', base64(allBytes)),
    side({ size: 256, body: allBytes.toString('base64'), encoding: 'base64' }),
  ),
  said(
    'a character that is split between writes',
    [34],
    typed('text/plain', 'aéb😀c', { cuts: [2, 5, 7] }),
    side({ size: 9, body: 'aéb😀c' }),
  ),
  said(
    'many single bytes',
    [21],
    typed('application/json', json, { cuts: Array.from({ length: size - 1 }, (_, index) => index + 1) }),
    side({ size, body: json }),
  ),
  said(
    'latin1',
    [96],
    typed('text/plain; charset=iso-8859-1', base64(Buffer.from('café', 'latin1'))),
    side({ size: 4, body: 'café' }),
  ),
  said(
    'shift_jis',
    [96],
    typed('text/html; charset="Shift_JIS"', base64(Buffer.from('93fa967b8cea', 'hex'))),
    side({ size: 6, body: '日本語' }),
  ),
  said(
    'utf-16le',
    [96],
    typed('text/plain; charset=utf-16le', base64(Buffer.from('añb', 'utf16le'))),
    side({ size: 6, body: 'añb' }),
  ),
  said(
    'an unknown charset',
    [96],
    typed('text/plain; charset=klingon', 'abc'),
    side({ size: 3, body: 'YWJj', encoding: 'base64' }),
  ),
  said(
    'a byte order mark is kept',
    [96],
    typed('application/json', '\ufeff{"a":1}'),
    side({ size: 10, body: '\ufeff{"a":1}' }),
  ),
  said(
    'control characters and line ends',
    [111],
    typed('text/plain', 'a\r\nb\u001b[31m\u2028c\0'),
    side({ size: 14, body: 'a\r\nb\u001b[31m\u2028c\0' }),
  ),
  said(
    'truncated at maxBytes',
    [32],
    typed('text/plain', 'abcdefghij'),
    side({ size: 10, truncated: true, body: 'abcd' }),
    ['response: { maxBytes: 4 }'],
  ),
  said('exactly maxBytes', [32], typed('text/plain', 'abcd'), side({ size: 4, body: 'abcd' }), [
    'response: { maxBytes: 4 }',
  ]),
  said(
    'truncated inside a character',
    [32],
    typed('text/plain', 'abcé-'),
    side({ size: 6, truncated: true, body: 'abc' }),
    ['response: { maxBytes: 4 }'],
  ),
  said(
    'truncated inside an emoji',
    [32],
    typed('text/plain', 'a😀😀'),
    side({ size: 9, truncated: true, body: 'a😀' }),
    ['response: { maxBytes: 7 }'],
  ),
  said(
    'truncated inside a UTF-16 unit',
    [32, 96],
    typed('text/plain; charset=utf-16le', base64(Buffer.from('abc', 'utf16le'))),
    side({ size: 6, truncated: true, body: 'ab' }),
    ['response: { maxBytes: 5 }'],
  ),
  said(
    'truncated after several writes',
    [32],
    typed('text/plain', 'abcdefghij', { cuts: [3, 6] }),
    side({ size: 10, truncated: true, body: 'abcde' }),
    ['response: { maxBytes: 5 }'],
  ),
  said(
    'dropped above maxBytes',
    [32],
    typed('text/plain', 'abcdefghij', { cuts: [3, 6] }),
    side({ size: 10, omitted: 'overflow' }),
    ['response: { maxBytes: 5, overflow: drop }'],
  ),
  said('not dropped at maxBytes', [32], typed('text/plain', 'abcde', { cuts: [3] }), side({ size: 5, body: 'abcde' }), [
    'response: { maxBytes: 5, overflow: drop }',
  ]),
  said('gzip is shown decoded', [30], coded('gzip', gzipSync(json)), side({ size: gzipSync(json).length, body: json })),
  said(
    'x-gzip in upper case is shown decoded',
    [30],
    coded('X-GZIP', gzipSync(json)),
    side({ size: gzipSync(json).length, body: json }),
  ),
  said(
    'deflate is shown decoded',
    [30],
    coded('deflate', deflateSync(json)),
    side({ size: deflateSync(json).length, body: json }),
  ),
  said(
    'raw deflate is shown decoded',
    [30],
    coded('deflate', deflateRawSync(json)),
    side({ size: deflateRawSync(json).length, body: json }),
  ),
  said('identity is not an encoding', [30], coded('identity', Buffer.from(json)), side({ size, body: json })),
  said(
    'brotli stays as bytes',
    [30],
    coded('br', brotliCompressSync(json)),
    side({
      size: brotliCompressSync(json).length,
      body: brotliCompressSync(json).toString('base64'),
      encoding: 'base64',
    }),
  ),
  said(
    'two codings stay as bytes',
    [30],
    coded('gzip, br', gzipSync(json)),
    side({ size: gzipSync(json).length, body: gzipSync(json).toString('base64'), encoding: 'base64' }),
  ),
  said(
    'damaged gzip stays as bytes',
    [30],
    coded('gzip', Buffer.from('not gzip')),
    side({ size: 8, body: 'bm90IGd6aXA=', encoding: 'base64' }),
  ),
  said(
    'gzip of binary data',
    [30, 97],
    coded('gzip', gzipSync(allBytes), 'text/plain'),
    side({ size: gzipSync(allBytes).length, body: allBytes.toString('base64'), encoding: 'base64' }),
  ),
  said(
    'gzip is unchanged if decompress is off',
    [30],
    coded('gzip', gzipSync(json)),
    side({ size: gzipSync(json).length, body: gzipSync(json).toString('base64'), encoding: 'base64' }),
    ['decompress: false'],
  ),
  said(
    'a gzip bomb is decoded up to maxBytes',
    [31],
    coded('gzip', gzipSync(Buffer.alloc(20 * 1024 * 1024, 'a')), 'text/plain'),
    side({ size: gzipSync(Buffer.alloc(20 * 1024 * 1024, 'a')).length, truncated: true, body: 'a'.repeat(65536) }),
  ),
  said(
    'gzip that expands to exactly maxBytes is complete',
    [31],
    coded('gzip', gzipSync('a'.repeat(100)), 'text/plain'),
    side({ size: gzipSync('a'.repeat(100)).length, body: 'a'.repeat(100) }),
    ['response: { maxBytes: 100 }'],
  ),
  said(
    'gzip that is truncated at maxBytes is decoded as far as possible',
    [31],
    coded('gzip', gzipSync(allBytes.toString('base64').repeat(3)), 'text/plain'),
    is.allOf(
      is.including({ size: gzipSync(allBytes.toString('base64').repeat(3)).length, truncated: true }),
      is.check('its beginning', (value) => {
        const { body } = value as { body?: string };
        return body !== undefined && allBytes.toString('base64').repeat(3).startsWith(body);
      }),
    ),
    ['response: { maxBytes: 120 }'],
  ),
  {
    name: 'response capture: statuses limit the records',
    spec: captureSpec(['statuses: [404, 5xx]']),
    exchanges: [
      { request: get('/json') },
      { request: get('/nowhere') },
      { request: get('/status/400') },
      { request: get('/status/503') },
      { request: get('/throw') },
    ],
    allRecords: [is.including({ status: 404 }), is.including({ status: 503 }), is.including({ status: 500 })],
  },
  {
    name: 'response capture: statuses exclude exchanges without a status',
    needs: 'break-off',
    spec: captureSpec(['statuses: [404, 5xx]']),
    exchanges: [{ request: get('/destroy'), response: { complete: false } }],
    records: [],
  },
  {
    name: 'response capture: a side that is not captured is not recorded',
    spec: 'mw:\n  timing: true\n  capture: { response: true, sink: callback }\n',
    exchanges: [
      {
        request: { method: 'POST', target: '/take', headers: [['Content-Type', 'text/plain']], body: 'secret' },
        response: { headers: timed },
      },
    ],
    records: [
      {
        middleware: 'mw',
        time: is.time,
        method: 'POST',
        path: '/take',
        status: 200,
        outcome: 'completed',
        timeToHeadMs: is.duration,
        durationMs: is.duration,
        response: side({ size: is.between(20, 60), body: '{"length":6,"text":"secret"}' }),
      },
    ],
  },
  {
    name: 'response capture: a sample of none records none',
    spec: captureSpec(['sample: 0.000000001']),
    exchanges: [{ request: get('/json') }, { request: get('/throw') }],
    records: [],
  },
  {
    name: 'response capture: a sample of all records all',
    spec: captureSpec(['sample: 1']),
    exchanges: [{ request: get('/json') }, { request: get('/json') }],
    allRecords: is.listOf(2, is.including({ path: '/json' })),
  },
  {
    name: 'response capture: an error page of the application',
    trap: 80,
    spec: captureSpec(),
    app: { errorPage: true },
    exchanges: [{ request: get('/throw'), response: { status: 503 } }],
    records: [record({ path: '/throw', status: 503, response: side({ size: 13, body: '<h1>boom</h1>' }) })],
  },
  ...([true, false] as const).map((apart): Case => ({
    name: `response capture: a complete record${apart ? '' : ', with joined header lines'}`,
    trap: 93,
    needs: apart ? 'separate-header-lines' : '!separate-header-lines',
    spec: captureSpec(),
    exchanges: [
      {
        request: get('/say/it?a=1&b', [
          ['X-Twice', 'a'],
          ['X-Twice', 'b'],
          ['User-Agent', 'test'],
          ['Cookie', 'c=1'],
        ]),
      },
    ],
    app: {
      answers: {
        it: {
          headers: [
            ['Content-Type', 'text/plain'],
            ['X-Other', '1'],
            ['X-Other', '2'],
          ],
          body: 'x',
        },
      },
    },
    records: [
      {
        middleware: 'mw',
        time: is.time,
        method: 'GET',
        path: '/say/it',
        query: 'a=1&b',
        status: 200,
        outcome: 'completed',
        timeToHeadMs: is.duration,
        durationMs: is.duration,
        request: {
          headers: {
            host: 'localhost',
            'x-twice': apart ? ['a', 'b'] : 'a, b',
            'user-agent': 'test',
            cookie: '[redacted]',
          },
          size: 0,
          truncated: false,
          omitted: 'empty',
        },
        response: {
          headers: {
            'content-type': 'text/plain',
            'x-other': apart ? ['1', '2'] : '1, 2',
            // Headers that frameworks add.
            'x-powered-by': is.oneOf(undefined, 'Express'),
            'content-length': is.oneOf(undefined, '1'),
          },
          size: 1,
          truncated: false,
          body: 'x',
        },
      },
    ],
  })),
  {
    name: 'response capture: a response that was not started is recorded as empty',
    needs: 'break-off',
    spec: captureSpec(),
    exchanges: [{ request: get('/destroy'), response: { complete: false } }],
    records: [
      record({
        path: '/destroy',
        status: null,
        outcome: 'failed',
        timeToHeadMs: null,
        response: { headers: {}, size: 0, truncated: false, omitted: 'empty' },
      }),
    ],
  },
  {
    name: 'response capture: an upstream error in the middle breaks the response',
    trap: [76, 80],
    spec: captureSpec(),
    alike: false,
    exchanges: [{ request: get('/upstream-breaks'), response: { complete: false } }],
    allRecords: [is.including({ path: '/upstream-breaks', outcome: 'failed' })],
  },
];
