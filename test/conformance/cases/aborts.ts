/** Clients that disconnect and servers that stop early: each exchange produces exactly one correct record. */
import type { Case, Step } from '../harness/case.js';
import { is } from '../harness/expect.js';
import { doneInPython } from './python-hooks.js';
import { captureSpec, get, post, record, side } from './support.js';

const wholeBodies =
  'A body that is not a stream counts as sent: a handler of the Fetch API is not told when, or whether, it has been sent.';

const doneOnNode = `
import type { IncomingMessage } from 'node:http';
export function done(req: IncomingMessage): void {
  (req as unknown as { lab: { observe(event: string, data: unknown): void } }).lab.observe('done', req.url);
}
`;

/** Reports the path of each finished request. */
const doneHooks: Case['hooks'] = {
  ...doneInPython,
  express: {
    mw: `
import type { Request } from 'express';
export function done(req: Request): void {
  (req.app.locals as { lab: { observe(event: string, data: unknown): void } }).lab.observe('done', req.path);
}
`,
  },
  koa: {
    mw: `
import type { Context } from 'koa';
export function done(ctx: Context): void {
  (ctx as unknown as { lab: { observe(event: string, data: unknown): void } }).lab.observe('done', ctx.path);
}
`,
  },
  fastify: {
    mw: `
import type { FastifyRequest } from 'fastify';
export function done({ server, url }: FastifyRequest): void {
  (server as unknown as { lab: { observe(event: string, data: unknown): void } }).lab.observe('done', url);
}
`,
  },
  nestjs: { mw: doneOnNode },
  node: { mw: doneOnNode },
  hono: {
    mw: `
import type { Context } from 'hono';
export function done(c: Context): void {
  (c.env as { lab: { observe(event: string, data: unknown): void } }).lab.observe('done', c.req.path);
}
`,
  },
  fetch: {
    mw: `
declare const labOf: (request: Request) => { observe(event: string, data: unknown): void };
export function done(request: Request): void {
  labOf(request).observe('done', new URL(request.url).pathname);
}
`,
  },
};

/**
 * A client that disconnects in the given way while a handler is waiting. Depending on the server, this is noticed at
 * once or when the handler responds.
 */
function leaving(name: string, needs: 'early-aborts' | '!early-aborts', way: Step): Case {
  const then: readonly Step[] =
    needs === 'early-aborts'
      ? [{ recorded: 1 }, { go: 'answer' }]
      : [{ seen: 'connection closed' }, { go: 'answer' }, { recorded: 1 }];
  return {
    name: `abort: ${name}${needs === 'early-aborts' ? '' : ', and the handler responds nevertheless'}`,
    trap: [77, 78, 79],
    needs,
    spec: captureSpec(),
    alike: false,
    exchanges: [{ steps: [{ send: get('/wait') }, { seen: 'handler' }, way, ...then] }],
    records: [
      record({
        path: '/wait',
        status: null,
        outcome: 'aborted',
        timeToHeadMs: null,
        response: { headers: {}, size: 0, truncated: false, omitted: 'empty' },
      }),
    ],
  };
}

export const abortCases: readonly Case[] = [
  ...(['early-aborts', '!early-aborts'] as const).flatMap((needs) => [
    leaving('the client disconnects before the response headers', needs, { do: 'destroy' }),
    leaving('the client resets the connection before the response headers', needs, { do: 'reset' }),
  ]),
  ...(['destroy', 'reset'] as const).map((way): Case => ({
    name: `abort: the client leaves before the middleware is reached (${way})`,
    trap: [77, 78, 79],
    spec: captureSpec([], ['timing: true', 'requestId: true']),
    alike: false,
    app: { before: ['outlives-client'] },
    exchanges: [{ steps: [{ send: get('/json') }, { seen: 'kept' }, { do: way }, { recorded: 1 }] }],
    records: [
      record({
        path: '/json',
        requestId: is.uuid,
        status: null,
        outcome: 'aborted',
        timeToHeadMs: null,
        response: { headers: {}, size: 0, truncated: false, omitted: 'empty' },
      }),
    ],
  })),
  ...(['destroy', 'reset'] as const).map((way): Case => ({
    name: `abort: the client disconnects during a stream (${way})`,
    trap: [77, 78, 79],
    spec: captureSpec([], ['timing: true']),
    alike: false,
    exchanges: [
      {
        steps: [
          { send: get('/steps?chunks=3') },
          { go: 'step' },
          { head: { status: 200 } },
          { soFar: 'chunk 1\n' },
          { do: way },
          { seen: 'response closed' },
          { recorded: 1 },
          { go: 'step', times: 3 },
        ],
      },
    ],
    records: [
      record({ path: '/steps', query: 'chunks=3', outcome: 'aborted', response: side({ size: 8, body: 'chunk 1\n' }) }),
    ],
    observed: { 'response closed': ['broken off'] },
  })),
  {
    name: 'abort: the client disconnects after the last byte',
    trap: [78, 79],
    spec: captureSpec(),
    exchanges: [
      { steps: [{ send: get('/json') }, { receive: { status: 200 } }, { do: 'reset' }] },
      { steps: [{ send: get('/json') }, { receive: {} }, { do: 'destroy' }] },
    ],
    allRecords: is.listOf(2, is.including({ outcome: 'completed', status: 200 })),
  },
  {
    name: 'abort: a half-closed connection behaves as without middleware',
    trap: 78,
    needs: 'half-open',
    spec: captureSpec(),
    exchanges: [{ steps: [{ send: get('/json') }, { do: 'halfClose' }, { receive: { status: 200 } }] }],
    allRecords: is.listOf(1, is.including({ path: '/json' })),
  },
  {
    name: 'abort: the handler destroys the response before the headers',
    trap: [78, 80],
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
    name: 'abort: the handler destroys the response after the headers',
    trap: 80,
    spec: captureSpec([], ['timing: true']),
    exchanges: [{ request: get('/destroy-after-head'), response: { status: 200, complete: false, body: 'partial!' } }],
    records: [
      record({ path: '/destroy-after-head', outcome: 'failed', response: side({ size: 8, body: 'partial!' }) }),
    ],
  },
  {
    name: 'abort: the handler fails after the headers',
    trap: 80,
    spec: captureSpec([], ['timing: true']),
    exchanges: [{ request: get('/throw-after-head'), response: { status: 200, complete: false, body: 'partial!' } }],
    records: [record({ path: '/throw-after-head', outcome: 'failed', response: side({ size: 8, body: 'partial!' }) })],
  },
  {
    name: 'abort: the handler throws right after a write',
    trap: 80,
    spec: captureSpec(),
    exchanges: [{ request: get('/throw-after-write'), response: { complete: false } }],
    records: [record({ path: '/throw-after-write', outcome: 'failed', response: side({ size: 7, body: 'partial' }) })],
  },
  {
    name: 'abort: the server resets the connection',
    trap: 80,
    needs: 'node-api',
    spec: captureSpec(),
    alike: false,
    app: {
      scripts: {
        reset: [
          { do: 'setHeader', name: 'Content-Type', value: 'text/plain' },
          { do: 'write', chunk: 'a' },
          { do: 'turn' },
          { do: 'reset' },
        ],
      },
    },
    exchanges: [{ request: get('/script/reset'), response: { complete: false } }],
    records: [record({ path: '/script/reset', outcome: 'failed', response: side({ size: 1, body: 'a' }) })],
  },
  ...(['endConnection', 'destroyConnection'] as const).flatMap((end) =>
    [false, true].map((isBegun): Case => ({
      name: `abort: a handler calls ${end} ${isBegun ? 'during the response' : 'before the response headers'}`,
      trap: 80,
      needs: 'node-api',
      spec: captureSpec(),
      alike: false,
      app: {
        scripts: {
          breaks: [
            { do: 'setHeader', name: 'Content-Type', value: 'text/plain' },
            ...(isBegun ? ([{ do: 'write', chunk: 'a' }, { do: 'turn' }] as const) : []),
            { do: end, ...(end === 'destroyConnection' ? { message: 'no more' } : {}) },
          ],
        },
      },
      exchanges: [{ steps: [{ send: get('/script/breaks') }, { do: 'closed' }, { do: 'destroy' }, { recorded: 1 }] }],
      records: [is.including({ outcome: 'failed', status: isBegun ? 200 : null })],
    })),
  ),
  {
    name: 'abort: a handler takes over the connection, and the body no longer counts against the memory limit',
    trap: [34, 78],
    needs: 'node-api',
    spec: captureSpec(['request: { maxBytes: 40KiB, contentTypes: ["*/*"] }', 'memoryLimit: 64KiB']),
    alike: false,
    app: {
      scripts: {
        tunnel: [
          { do: 'readBody' },
          { do: 'takeOver' },
          { do: 'writeRaw', raw: 'raw' },
          { do: 'gate', gate: 'answer' },
          { do: 'endConnection' },
        ],
      },
    },
    exchanges: [
      {
        steps: [
          { send: post('/script/tunnel', 'text/plain', 'x'.repeat(40_000)) },
          { bytes: 'raw' },
          { recorded: 1 },
          { go: 'answer' },
          { do: 'closed' },
          { do: 'destroy' },
        ],
      },
      { request: post('/take', 'text/plain', 'y'.repeat(40_000)), response: { status: 200 } },
    ],
    records: [
      is.including({ path: '/script/tunnel', outcome: 'completed', status: null, timeToHeadMs: null }),
      is.including({
        path: '/take',
        request: is.including({ size: 40_000, truncated: false, body: 'y'.repeat(40_000) }),
      }),
    ],
  },
  {
    name: 'abort: writes after a disconnect are not part of the body',
    trap: [28, 77],
    needs: 'node-api',
    spec: captureSpec(),
    alike: false,
    app: {
      scripts: {
        late: [
          { do: 'setHeader', name: 'Content-Type', value: 'text/plain' },
          { do: 'write', chunk: 'early' },
          { do: 'waitForClose' },
          { do: 'write', chunk: 'late', callback: 'late' },
          { do: 'end', chunk: 'later' },
          { do: 'observe', event: 'over' },
        ],
      },
    },
    exchanges: [
      {
        steps: [
          { send: get('/script/late') },
          { head: {} },
          { soFar: 'early' },
          { do: 'destroy' },
          { seen: 'over' },
          { recorded: 1 },
        ],
      },
    ],
    records: [record({ path: '/script/late', outcome: 'aborted', response: side({ size: 5, body: 'early' }) })],
  },
  {
    name: 'abort: the client disconnects during an upload',
    trap: [62, 77],
    spec: captureSpec(),
    alike: false,
    exchanges: [
      {
        steps: [
          {
            send: {
              method: 'POST',
              target: '/stepwise',
              headers: [['Content-Type', 'text/plain']],
              body: 'x'.repeat(100),
              onlyFirst: 10,
            },
          },
          { head: { status: 200 } },
          { soFar: 'ready\ngot xxxxxxxxxx\n' },
          { do: 'destroy' },
          { recorded: 1 },
        ],
      },
    ],
    records: [
      record({
        method: 'POST',
        path: '/stepwise',
        outcome: 'aborted',
        request: side({ size: 10, omitted: 'unread' }),
        response: side({ size: 21, body: 'ready\ngot xxxxxxxxxx\n' }),
      }),
    ],
  },
  {
    name: 'abort: a reused connection leads to one record per request',
    trap: 78,
    spec: captureSpec(),
    exchanges: [
      {
        steps: [
          { send: get('/json') },
          { receive: { status: 200 } },
          { send: post('/take', 'text/plain', 'a') },
          { receive: { status: 200 } },
          { send: { method: 'HEAD', target: '/json' } },
          { receive: { status: 200 }, to: 'HEAD' },
          { send: get('/no-content') },
          { receive: { status: 204 } },
          { send: get('/json') },
          { receive: { status: 200 } },
        ],
      },
    ],
    allRecords: is.listOf(5, is.including({ outcome: 'completed' })),
  },
  {
    name: 'abort: pipelined requests have one record each',
    trap: [78, 132],
    spec: captureSpec([], ['requestId: true']),
    exchanges: [
      {
        steps: [
          {
            send: 'GET /id HTTP/1.1\r\nHost: a\r\nX-Request-Id: one\r\n\r\nGET /json HTTP/1.1\r\nHost: a\r\nX-Request-Id: two\r\n\r\nPOST /take HTTP/1.1\r\nHost: a\r\nX-Request-Id: three\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi',
          },
          { receive: { headers: { 'X-Request-Id': 'one' } } },
          { receive: { headers: { 'X-Request-Id': 'two' } } },
          { receive: { headers: { 'X-Request-Id': 'three' }, json: { length: 2, text: 'hi' } } },
        ],
      },
    ],
    alike: false,
    recordsInAnyOrder: true,
    records: ['one', 'two', 'three'].map((requestId) => is.including({ requestId, outcome: 'completed', status: 200 })),
  },
  {
    name: 'abort: pipelined requests whose connection the server closes',
    trap: [78, 80],
    needs: ['node-api', 'pipelining'],
    spec: captureSpec(),
    alike: false,
    app: {
      scripts: { breaks: [{ do: 'observe', event: 'handler' }, { do: 'gate', gate: 'answer' }, { do: 'destroy' }] },
    },
    exchanges: [
      {
        steps: [
          { send: 'GET /script/breaks HTTP/1.1\r\nHost: a\r\n\r\nGET /json HTTP/1.1\r\nHost: a\r\n\r\n' },
          { seen: 'handler' },
          { go: 'answer' },
          { do: 'closed' },
          { recorded: 2 },
        ],
      },
    ],
    recordsInAnyOrder: true,
    records: [
      is.including({ path: '/script/breaks', outcome: 'failed', status: null }),
      is.including({ path: '/json', outcome: 'failed' }),
    ],
  },
  {
    name: 'abort: other middleware breaks a response off before this one is reached',
    trap: [78, 80],
    needs: 'node-api',
    spec: captureSpec(),
    app: { before: ['breaks-off'] },
    exchanges: [{ request: get('/json'), response: { complete: false } }],
    records: [is.including({ path: '/json', outcome: 'failed', status: null })],
  },
  {
    name: 'abort: pipelined requests whose client disconnects before they are handled',
    trap: [77, 78],
    needs: 'pipelining',
    exempt: {
      hono: '@hono/node-server notices that a client has disconnected when the response closes, and Node does not close the responses of queued pipelined requests.',
      fetch: wholeBodies,
    },
    spec: captureSpec(),
    alike: false,
    exchanges: [
      {
        steps: [
          {
            send: 'GET /wait HTTP/1.1\r\nHost: a\r\n\r\nGET /json HTTP/1.1\r\nHost: a\r\n\r\nGET /wait HTTP/1.1\r\nHost: a\r\n\r\n',
          },
          { seen: 'handler', times: 2 },
          { do: 'destroy' },
          { recorded: 3 },
          { go: 'answer', times: 2 },
        ],
      },
    ],
    recordsInAnyOrder: true,
    records: [
      is.including({ path: '/wait', outcome: 'aborted', status: null }),
      is.including({ path: '/wait', outcome: 'aborted', status: null }),
      is.including({ path: '/json', outcome: 'aborted' }),
    ],
  },
  ...(['early-aborts', '!early-aborts'] as const).map((needs): Case => {
    const [told, waited]: readonly [Step, Step] = [{ seen: 'done' }, { go: 'answer' }];
    return {
      name: `abort: the done hook is called once, however an exchange ends (${needs})`,
      trap: 78,
      needs,
      hooks: doneHooks,
      spec: 'mw:\n  hooks: { done: true }\n',
      alike: false,
      exchanges: [
        {
          steps: [
            { send: get('/wait') },
            { seen: 'handler' },
            { do: 'destroy' },
            ...(needs === 'early-aborts' ? [told, waited] : [{ seen: 'connection closed' }, waited, told]),
          ],
        },
        { request: get('/json') },
        { request: get('/throw-after-head'), response: { complete: false } },
      ],
      observed: { done: ['/wait', '/json', '/throw-after-head'] },
    };
  }),
  {
    name: 'abort: the done hook is called if the server breaks an exchange off',
    trap: 78,
    needs: 'break-off',
    hooks: doneHooks,
    spec: 'mw:\n  hooks: { done: true }\n',
    alike: false,
    exchanges: [{ request: get('/destroy'), response: { complete: false } }],
    observed: { done: ['/destroy'] },
  },
];
