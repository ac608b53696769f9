/** All ways to call Node's response object: bytes, return values and callbacks are the same as without middleware. */
import type { AppSettings, Case, ResponseExpectation, ScriptStep } from '../harness/case.js';
import { captureSpec, get, noBody, record, side, timingSpec } from './support.js';
import { is } from '../harness/expect.js';

type Script = readonly ScriptStep[];
const cookies = ['a=1', 'b=2'];
const both = { 'Set-Cookie': cookies };

/** `writeHead` with all forms of arguments. */
const heads: Readonly<Record<string, readonly [Script, ResponseExpectation]>> = {
  'flat array': [
    [
      { do: 'writeHead', arguments: [200, ['set-cookie', 'a=1', 'Set-Cookie', 'b=2']] },
      { do: 'end', chunk: 'x' },
    ],
    { headers: both },
  ],
  'object with a list': [
    [
      { do: 'writeHead', arguments: [200, { 'Set-Cookie': cookies }] },
      { do: 'end', chunk: 'x' },
    ],
    { headers: both },
  ],
  pairs: [
    [
      {
        do: 'writeHeadFrom',
        kind: 'pairs',
        pairs: [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
        ],
      },
      { do: 'end', chunk: 'x' },
    ],
    { headers: both },
  ],
  'object without prototype': [
    [
      {
        do: 'writeHeadFrom',
        kind: 'null-prototype',
        pairs: [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
        ],
      },
      { do: 'end', chunk: 'x' },
    ],
    { headers: both },
  ],
  'list set before': [
    [
      { do: 'setHeader', name: 'Set-Cookie', value: cookies },
      { do: 'writeHead', arguments: [201] },
      { do: 'end', chunk: 'x' },
    ],
    { status: 201, headers: both },
  ],
  'appended before': [
    [
      { do: 'setHeader', name: 'Set-Cookie', value: 'a=1' },
      { do: 'appendHeader', name: 'set-cookie', value: 'b=2' },
      { do: 'end', chunk: 'x' },
    ],
    { headers: both },
  ],
  'object that replaces an earlier header': [
    [
      { do: 'setHeader', name: 'X-A', value: 'old' },
      { do: 'writeHead', arguments: [200, { 'x-a': 'new' }] },
      { do: 'end' },
    ],
    { headers: { 'X-A': 'new' } },
  ],
  'a reason': [
    [{ do: 'writeHead', arguments: [200, 'Custom', { 'X-A': 'b' }] }, { do: 'end' }],
    { reason: 'Custom', headers: { 'X-A': 'b' } },
  ],
  'a reason and a flat array': [
    [{ do: 'writeHead', arguments: [404, 'Gone Fishing', ['X-A', 'b']] }, { do: 'end' }],
    { status: 404, reason: 'Gone Fishing' },
  ],
  'only a reason': [[{ do: 'writeHead', arguments: [200, 'Fine'] }, { do: 'end' }], { reason: 'Fine' }],
  'a reason set before': [
    [{ do: 'status', code: 202, message: 'Later' }, { do: 'end' }],
    { status: 202, reason: 'Later' },
  ],
  'a status as text': [[{ do: 'writeHead', arguments: ['204'] }, { do: 'end' }], { status: 204 }],
  'null headers': [[{ do: 'writeHead', arguments: [200, null] }, { do: 'end' }], {}],
  'a content length': [
    [
      { do: 'writeHead', arguments: [200, { 'Content-Length': 1 }] },
      { do: 'end', chunk: 'x' },
    ],
    { framing: 'length', body: 'x' },
  ],
  'a status out of range': [
    [
      { do: 'writeHead', arguments: [42] },
      { do: 'end', chunk: 'x' },
    ],
    { status: 200 },
  ],
  'an odd flat array': [
    [
      { do: 'writeHead', arguments: [200, ['x-a', 'b', 'x-c']] },
      { do: 'end', chunk: 'x' },
    ],
    { status: 200 },
  ],
  'an invalid value': [
    [
      { do: 'writeHead', arguments: [200, { 'x-a': 'a\r\nb' }] },
      { do: 'end', chunk: 'x' },
    ],
    { status: 200 },
  ],
  'an invalid name': [
    [
      { do: 'writeHead', arguments: [200, { 'x a': 'b' }] },
      { do: 'end', chunk: 'x' },
    ],
    { status: 200 },
  ],
  'a flat array with lists': [
    [
      { do: 'writeHead', arguments: [200, ['Set-Cookie', cookies, 'Vary', 'Origin']] },
      { do: 'end', chunk: 'x' },
    ],
    { headers: { ...both, Vary: 'Origin' } },
  ],
  'an empty reason': [
    [
      { do: 'writeHead', arguments: [200, '', { 'x-a': 'b' }] },
      { do: 'end', chunk: 'x' },
    ],
    { status: 200, reason: '' },
  ],
  'a value that is null': [
    [
      { do: 'writeHead', arguments: [200, { 'x-a': null }] },
      { do: 'end', chunk: 'x' },
    ],
    { status: 200, headers: { 'X-A': 'null' } },
  ],
  'a status with a fraction': [
    [
      { do: 'writeHead', arguments: [999.5, { 'x-a': 'b' }] },
      { do: 'end', chunk: 'x' },
    ],
    { status: 999, headers: { 'X-A': 'b' } },
  ],
  'an invalid value after a valid one': [
    [
      { do: 'writeHead', arguments: [201, { 'x-a': 'a', 'x-b': 'a\r\nb', 'x-c': 'c' }] },
      { do: 'status', code: 200 },
      { do: 'headersSent' },
      { do: 'end', chunk: 'x' },
    ],
    { status: 200 },
  ],
  'a header without a value': [
    [
      { do: 'setHeader', name: 'X-Early', value: 'yes' },
      { do: 'writeHead', arguments: [200, ['x-a', 'a', 'x-b', null, '', 'none']] },
      { do: 'end', chunk: 'x' },
    ],
    { status: 200, headers: { 'X-A': 'a', 'X-B': 'null' } },
  ],
  'an invalid reason': [
    [{ do: 'writeHead', arguments: [200, 'a\nb'] }, { do: 'headersSent' }, { do: 'destroy' }],
    { complete: false },
  ],
  twice: [
    [{ do: 'writeHead', arguments: [200] }, { do: 'writeHead', arguments: [201] }, { do: 'end' }],
    { status: 200 },
  ],
  'headers after the head': [
    [
      { do: 'writeHead', arguments: [200] },
      { do: 'setHeader', name: 'X-Late', value: 'x' },
      { do: 'removeHeader', name: 'X-Late' },
      { do: 'headersSent' },
      { do: 'end' },
    ],
    { headers: { 'X-Late': null } },
  ],
  'number values': [
    [{ do: 'writeHead', arguments: [200, { 'X-Number': 5, 'X-List': ['a', 'b'] }] }, { do: 'end' }],
    { headers: { 'X-Number': '5', 'X-List': ['a', 'b'] } },
  ],
  setHeaders: [
    [
      { do: 'setHeaders', headers: { 'x-a': 'b' } },
      { do: 'writeHead', arguments: [200, { 'x-c': 'd' }] },
      { do: 'end' },
    ],
    { headers: { 'X-A': 'b', 'X-C': 'd' } },
  ],
  'connection close': [
    [
      { do: 'writeHead', arguments: [200, { Connection: 'close' }] },
      { do: 'end', chunk: 'x' },
    ],
    { headers: { Connection: 'close' } },
  ],
  'transfer encoding': [
    [
      { do: 'writeHead', arguments: [200, { 'Transfer-Encoding': 'chunked' }] },
      { do: 'end', chunk: 'x' },
    ],
    { framing: 'chunked' },
  ],
};

/** `write` and `end` with all overloads. */
const bodies: Readonly<Record<string, readonly [Script, string]>> = {
  'writes and an end with a chunk': [
    [
      { do: 'write', chunk: '{' },
      { do: 'write', chunk: '"a":' },
      { do: 'write', chunk: '1' },
      { do: 'end', chunk: '}' },
    ],
    '{"a":1}',
  ],
  hex: [[{ do: 'end', chunk: '7b7d', encoding: 'hex' }], '{}'],
  'base64 and latin1': [
    [
      { do: 'write', chunk: 'e30=', encoding: 'base64' },
      { do: 'end', chunk: 'A', encoding: 'latin1' },
    ],
    '{}A',
  ],
  utf16le: [[{ do: 'end', chunk: 'ab', encoding: 'utf16le' }], 'a\0b\0'],
  'Uint8Array and Buffer': [
    [
      { do: 'write', chunk: { hex: '7b', as: 'Uint8Array' } },
      { do: 'end', chunk: { hex: '7d' } },
    ],
    '{}',
  ],
  'a reused buffer': [
    [
      { do: 'write', chunk: { hex: '61626364', reused: true } },
      { do: 'turn' },
      { do: 'turn' },
      { do: 'end', chunk: 'e' },
    ],
    'abcde',
  ],
  'write with a callback': [
    [
      { do: 'write', chunk: 'a', callback: 'write' },
      { do: 'end', chunk: 'b', callback: 'end' },
    ],
    'ab',
  ],
  'write with encoding and callback': [
    [
      { do: 'write', chunk: '61', encoding: 'hex', callback: 'write' },
      { do: 'end', chunk: '62', encoding: 'hex', callback: 'end' },
    ],
    'ab',
  ],
  'write with undefined encoding': [
    [
      { do: 'write', chunk: 'a', undefinedEncoding: true },
      { do: 'end', callback: 'end' },
    ],
    'a',
  ],
  'end with null': [
    [
      { do: 'write', chunk: 'a' },
      { do: 'end', chunk: null, callback: 'end' },
    ],
    'a',
  ],
  'empty writes': [
    [
      { do: 'write', chunk: '' },
      { do: 'write', chunk: 'a' },
      { do: 'write', chunk: '', callback: 'empty' },
      { do: 'end', chunk: '' },
    ],
    'a',
  ],
  'write null': [
    [
      { do: 'write', chunk: null },
      { do: 'end', chunk: 'a' },
    ],
    'a',
  ],
  'end twice': [
    [
      { do: 'end', chunk: 'one', callback: 'first' },
      { do: 'end', chunk: 'two', callback: 'second' },
    ],
    'one',
  ],
  'end twice, empty': [[{ do: 'end', chunk: 'one' }, { do: 'end' }], 'one'],
  'write after end': [
    [
      { do: 'end', chunk: 'one' },
      { do: 'write', chunk: 'x', callback: 'late' },
    ],
    'one',
  ],
  'a detached write': [
    [
      { do: 'detachedWrite', chunk: 'x' },
      { do: 'end', chunk: 'one' },
    ],
    'one',
  ],
  cork: [
    [
      { do: 'cork' },
      { do: 'write', chunk: 'a' },
      { do: 'write', chunk: 'b' },
      { do: 'uncork' },
      { do: 'end', chunk: 'c' },
    ],
    'abc',
  ],
  'a multi-byte character in two writes': [
    [
      { do: 'write', chunk: { hex: 'c3' } },
      { do: 'end', chunk: { hex: 'a9' } },
    ],
    'é',
  ],
};
const detached =
  'a detached write throws without middleware, but works with the generated middleware, whose methods are bound to the response';
const trailed: Script = [
  { do: 'setHeader', name: 'Trailer', value: 'X-Sum' },
  { do: 'write', chunk: 'a' },
  { do: 'trailers', headers: { 'X-Sum': '42' } },
  { do: 'end' },
];
const textType: ScriptStep = { do: 'setHeader', name: 'Content-Type', value: 'text/plain' };

function scriptOf(script: Script): AppSettings {
  return { scripts: { it: script } };
}
const it = get('/script/it');

/**
 * If a header was set before, Node 20 drops all but the last value of a repeated name, and treats pairs as a flat
 * array. The generated code keeps all values.
 */
function improved(what: string): Pick<Case, 'alike'> {
  return ['flat array', 'pairs'].includes(what) ? { alike: false } : {};
}

export const nodeResponseCases: readonly Case[] = [
  ...Object.entries(heads).flatMap(([what, [script, response]]): Case[] => [
    {
      name: `writeHead: ${what}`,
      trap: [9, 10, 11],
      needs: 'node-api',
      spec: timingSpec,
      app: scriptOf(script),
      exchanges: [{ request: it, response }],
      ...improved(what),
    },
    // Steps that depend on the request change the headers one by one, after those of `writeHead` have been set.
    ...Object.entries({ capture: [], 'capture and routes': ['exclude: [{ path: /other, features: [timing] }]'] }).map(
      ([also, routes]): Case => ({
        name: `writeHead: ${what}, with an earlier header and ${also}`,
        trap: [9, 12],
        needs: 'node-api',
        spec: captureSpec([], [...routes, 'timing: true', 'requestId: true']),
        app: scriptOf([{ do: 'setHeader', name: 'X-Early', value: 'yes' }, ...script]),
        exchanges: [
          {
            request: it,
            response:
              response.complete === false
                ? response
                : { ...response, headers: { ...response.headers, 'X-Early': 'yes' } },
          },
        ],
        allRecords: [is.including({ status: response.complete === false ? null : is.between(200, 999) })],
        ...improved(what),
      }),
    ),
  ]),
  ...Object.entries(bodies).map(([what, [script, body]]): Case => ({
    name: `body calls: ${what}`,
    trap: [21, 23, 24, 25, 27, 28],
    needs: 'node-api',
    spec: captureSpec(),
    app: scriptOf([textType, ...script]),
    exchanges: [{ request: it, response: { body } }],
    records: [record({ path: '/script/it', response: side({ size: Buffer.byteLength(body), body }) })],
    ...(what === 'a detached write' ? { exempt: { node: detached } } : {}),
  })),
  {
    name: 'response capture: headers that Node sends once are strings, whatever they were set as',
    trap: 92,
    needs: 'node-api',
    spec: captureSpec([], ['timing: true']),
    app: scriptOf([
      textType,
      { do: 'setHeader', name: 'X-List', value: ['a'] },
      { do: 'setHeader', name: 'X-Number', value: 5 },
      { do: 'setHeader', name: 'X-None', value: [] },
      { do: 'setHeader', name: 'X-Several', value: ['a', 'b'] },
      { do: 'end', chunk: 'a' },
    ]),
    exchanges: [{ request: it }],
    allRecords: [
      is.including({
        response: is.including({
          headers: is.including({
            'x-list': 'a',
            'x-number': '5',
            'x-none': is.absent,
            'x-several': ['a', 'b'],
          }),
        }),
      }),
    ],
  },
  {
    name: 'body calls: trailers are sent',
    trap: 89,
    needs: 'node-api',
    spec: captureSpec([], ['timing: true']),
    app: scriptOf([textType, ...trailed]),
    exchanges: [{ request: it, response: { body: 'a', trailers: { 'X-Sum': '42' } } }],
    records: [record({ path: '/script/it', response: side({ size: 1, body: 'a' }) })],
  },
  {
    name: 'a content type that is only passed to writeHead decides whether a body is captured',
    trap: [12, 22],
    needs: 'node-api',
    spec: captureSpec(),
    app: {
      scripts: {
        json: [
          { do: 'writeHead', arguments: [200, { 'content-type': 'application/json' }] },
          { do: 'end', chunk: '{}' },
        ],
        image: [
          { do: 'writeHead', arguments: [200, ['Content-Type', 'image/png']] },
          { do: 'end', chunk: 'PNG' },
        ],
      },
    },
    exchanges: [{ request: get('/script/json') }, { request: get('/script/image') }],
    records: [
      record({ path: '/script/json', response: side({ size: 2, body: '{}' }) }),
      record({ path: '/script/image', response: side({ size: 3, omitted: 'content-type' }) }),
    ],
  },
  {
    name: 'a body written to HEAD, 204 and 304 is not sent and not recorded',
    trap: [33, 44],
    needs: 'node-api',
    spec: captureSpec(),
    app: {
      scripts: {
        head: [textType, { do: 'write', chunk: 'abc' }, { do: 'end', chunk: 'def' }],
        none: [{ do: 'status', code: 204 }, textType, { do: 'end', chunk: 'abc' }],
        same: [{ do: 'status', code: 304 }, textType, { do: 'end', chunk: 'abc' }],
      },
    },
    exchanges: [
      { request: { method: 'HEAD', target: '/script/head' }, response: { status: 200, framing: 'none' } },
      { request: get('/script/none'), response: { status: 204 } },
      { request: get('/script/same'), response: { status: 304 } },
    ],
    records: [
      record({ method: 'HEAD', path: '/script/head', response: noBody }),
      record({ path: '/script/none', status: 204, response: noBody }),
      record({ path: '/script/same', status: 304, response: noBody }),
    ],
  },
  {
    name: 'a response that is too long for its Content-Length is the same as without middleware',
    trap: 46,
    needs: 'node-api',
    spec: captureSpec([], ['timing: true']),
    app: scriptOf([textType, { do: 'setHeader', name: 'Content-Length', value: 3 }, { do: 'end', chunk: 'abc' }]),
    exchanges: [{ request: it, response: { framing: 'length', body: 'abc' } }],
    records: [record({ path: '/script/it', response: side({ size: 3, body: 'abc' }) })],
  },
  {
    name: 'the order of events and callbacks is the same as without middleware',
    trap: 25,
    needs: 'node-api',
    spec: captureSpec([], ['timing: true', 'requestId: true']),
    exchanges: [
      {
        request: { method: 'POST', target: '/events', body: 'abc', headers: [['Content-Type', 'text/plain']] },
        response: { status: 200 },
      },
    ],
    allRecords: [is.including({ request: is.including({ body: 'abc', size: 3 }) })],
  },
  {
    name: 'a handler sees only the headers that it has set',
    trap: 9,
    needs: 'node-api',
    spec: captureSpec([], ['timing: true', 'requestId: true']),
    app: scriptOf([
      { do: 'headerNames' },
      { do: 'setHeader', name: 'X-A', value: 'b' },
      { do: 'headerNames' },
      { do: 'hasHeader', name: 'X-Request-Id' },
      { do: 'end' },
    ]),
    exchanges: [{ request: it }],
    allRecords: [is.anything],
  },
];
