/** The application's hooks at the three moments. */
import type { Case } from '../harness/case.js';
import { is } from '../harness/expect.js';
import {
  failingInPython,
  lazyInPython,
  failingLateInPython,
  momentsInPython,
  rejectingInPython,
  slowInPython,
} from './python-hooks.js';
import { captureSpec, get, post, seconds } from './support.js';

/** Hooks with the same text for all TypeScript frameworks, and for all Python frameworks. */
function everywhere(text: string, python: NonNullable<Case['hooks']>): NonNullable<Case['hooks']> {
  return { ...withErrorPages(text, {}), fetch: { mw: text }, ...python };
}

/** The same, without plain handlers of the Fetch API, which have no error handling. */
function withErrorPages(text: string, python: NonNullable<Case['hooks']>): NonNullable<Case['hooks']> {
  const frameworks = ['express', 'koa', 'fastify', 'nestjs', 'node', 'hono'];
  return { ...Object.fromEntries(frameworks.map((name) => [name, { mw: text }])), ...python };
}

/** For what the applications attach to Node's request. */
const onNode = `
import type { IncomingMessage, ServerResponse } from 'node:http';
interface Lab { observe(event: string, data: unknown): void }
const lab = (req: IncomingMessage): Lab => (req as unknown as { lab: Lab }).lab;
export function before(req: IncomingMessage): void {
  lab(req).observe('before', req.method);
}
export function after(req: IncomingMessage, res: ServerResponse): void {
  lab(req).observe('after', [res.statusCode, res.getHeader('content-type') ?? null]);
  res.setHeader('X-Hook', 'after');
}
export function done(req: IncomingMessage): void {
  lab(req).observe('done', req.url);
}
`;

const moments: Case['hooks'] = {
  ...momentsInPython,
  express: {
    mw: `
import type { Request, Response } from 'express';
interface Lab { observe(event: string, data: unknown): void }
const lab = (req: Request): Lab => (req.app.locals as { lab: Lab }).lab;
export function before(req: Request): void {
  lab(req).observe('before', req.method);
}
export function after(req: Request, res: Response): void {
  lab(req).observe('after', [res.statusCode, res.getHeader('content-type') ?? null]);
  res.setHeader('X-Hook', 'after');
}
export function done(req: Request): void {
  lab(req).observe('done', req.path);
}
`,
  },
  koa: {
    mw: `
import type { Context } from 'koa';
interface Lab { observe(event: string, data: unknown): void }
const lab = (ctx: Context): Lab => (ctx as unknown as { lab: Lab }).lab;
export function before(ctx: Context): void {
  lab(ctx).observe('before', ctx.method);
}
export function after(ctx: Context): void {
  lab(ctx).observe('after', [ctx.res.statusCode, ctx.res.getHeader('content-type') ?? null]);
  ctx.res.setHeader('X-Hook', 'after');
}
export function done(ctx: Context): void {
  lab(ctx).observe('done', ctx.path);
}
`,
  },
  fastify: {
    mw: `
import type { FastifyReply, FastifyRequest } from 'fastify';
interface Lab { observe(event: string, data: unknown): void }
const lab = (request: FastifyRequest): Lab => (request.server as unknown as { lab: Lab }).lab;
export function before(request: FastifyRequest): void {
  lab(request).observe('before', request.method);
}
export function after(request: FastifyRequest, reply: FastifyReply): void {
  lab(request).observe('after', [reply.raw.statusCode, reply.raw.getHeader('content-type') ?? null]);
  reply.raw.setHeader('X-Hook', 'after');
}
export function done(request: FastifyRequest): void {
  lab(request).observe('done', request.url);
}
`,
  },
  nestjs: { mw: onNode },
  node: { mw: onNode },
  hono: {
    mw: `
import type { Context } from 'hono';
interface Lab { observe(event: string, data: unknown): void }
const lab = (c: Context): Lab => (c.env as { lab: Lab }).lab;
export function before(c: Context): void {
  lab(c).observe('before', c.req.method);
}
export function after(c: Context): void {
  lab(c).observe('after', [c.res.status, c.res.headers.get('content-type')]);
  c.res.headers.set('X-Hook', 'after');
}
export function done(c: Context): void {
  lab(c).observe('done', c.req.path);
}
`,
  },
  fetch: {
    mw: `
declare const labOf: (request: Request) => { observe(event: string, data: unknown): void };
export function before(request: Request): void {
  labOf(request).observe('before', request.method);
}
export function after(request: Request, response: Response): void {
  labOf(request).observe('after', [response.status, response.headers.get('content-type')]);
  response.headers.set('X-Hook', 'after');
}
export function done(request: Request): void {
  labOf(request).observe('done', new URL(request.url).pathname);
}
`,
  },
};
const failing = `export function before(): void {\n  throw new Error('not today');\n}\n`;
const rejecting = `export async function before(): Promise<void> {\n  await Promise.reject(new Error('not today'));\n}\n`;
/** Like a query of a library: nothing happens before somebody waits for it. */
const lazy = `export function before(): PromiseLike<void> {
  return { then: (onFulfilled, onRejected) => Promise.reject(new Error('not today')).then(onFulfilled, onRejected) };
}
`;
const honoPage =
  'Hono creates the error response outside of the middleware that threw the error: headers that the middleware sets are on the response, but the record does not have its status and body.';

export const hookCases: readonly Case[] = [
  {
    name: 'hooks: before, after and done are called once each, and after can change the headers',
    trap: 81,
    hooks: moments,
    spec: 'mw:\n  timing: true\n  hooks: { before: true, after: true, done: true }\n',
    alike: { ours: ['X-Process-Time', 'X-Hook'] },
    exchanges: [
      { request: get('/json'), response: { status: 200, headers: { 'X-Hook': 'after', 'X-Process-Time': seconds } } },
      { request: get('/throw'), response: { status: 500, headers: { 'X-Hook': 'after' } } },
    ],
    observed: {
      before: ['GET', 'GET'],
      after: [
        [200, /^application\/json(?:; charset=utf-8)?$/],
        [500, is.text],
      ],
      done: ['/json', '/throw'],
    },
  },
  {
    name: 'hooks: are not called on excluded routes',
    trap: 122,
    hooks: moments,
    spec: 'mw:\n  exclude: [{ path: /json, features: [hooks] }]\n  timing: true\n  hooks: { before: true, after: true, done: true }\n',
    alike: { ours: ['X-Process-Time', 'X-Hook'] },
    exchanges: [
      { request: get('/json'), response: { headers: { 'X-Hook': null, 'X-Process-Time': seconds } } },
      { request: get('/text'), response: { headers: { 'X-Hook': 'after', 'X-Process-Time': seconds } } },
    ],
    observed: { before: ['GET'], done: ['/text'] },
  },
  {
    name: 'hooks: the state of Node’s response in each hook',
    trap: 81,
    hooks: {
      express: {
        mw: `
import type { Request, Response } from 'express';
interface Lab { observe(event: string, data: unknown): void }
const lab = (req: Request): Lab => (req.app.locals as { lab: Lab }).lab;
export function before(req: Request, res: Response): void {
  lab(req).observe('before', res.headersSent);
}
export function after(req: Request, res: Response): void {
  lab(req).observe('after', [res.statusCode, res.headersSent]);
}
export function done(req: Request, res: Response): void {
  lab(req).observe('done', [res.statusCode, res.headersSent]);
}
`,
      },
    },
    spec: 'mw:\n  timing: true\n  hooks: { before: true, after: true, done: true }\n',
    exchanges: [{ request: get('/json') }, { request: get('/throw'), response: { status: 500 } }],
    observed: {
      before: [false, false],
      after: [
        [200, false],
        [500, false],
      ],
      done: [
        [200, true],
        [500, true],
      ],
    },
  },
  ...(
    [
      ['an error', failing, failingInPython],
      ['a rejection', rejecting, rejectingInPython],
    ] as const
  ).flatMap(([what, text, python]): Case[] => [
    {
      name: `hooks: ${what} in before is passed to the framework’s error handling`,
      trap: 81,
      hooks: withErrorPages(text, python),
      spec: 'mw:\n  timing: true\n  hooks: { before: true }\n',
      app: { errorPage: true },
      alike: false,
      exchanges: [
        {
          request: get('/json'),
          response: { status: 503, body: '<h1>not today</h1>', headers: { 'X-Process-Time': seconds } },
        },
      ],
    },
    {
      name: `hooks: ${what} in before reaches the server of a plain handler`,
      trap: 81,
      hooks: { fetch: { mw: text } },
      spec: captureSpec([], ['timing: true', 'hooks: { before: true }']),
      alike: false,
      exchanges: [{ request: get('/json'), response: { status: 500, headers: { 'X-Process-Time': null } } }],
      allRecords: [is.including({ status: null, outcome: 'failed', timeToHeadMs: null })],
    },
    {
      name: `hooks: ${what} in before leads to a response with all headers and a record`,
      trap: [80, 81],
      hooks: withErrorPages(text, python),
      spec: `
mw:
  headers: { response: { set: { X-Status: "\${response.status}" }, remove: [X-Error] } }
  capture: { response: true, sink: callback }
  hooks: { before: true }
`,
      app: { errorPage: true },
      alike: false,
      exchanges: [{ request: get('/json'), response: { status: 503, headers: { 'X-Status': '503' } } }],
      allRecords: [
        is.including({ status: 503, outcome: 'completed', response: is.including({ body: '<h1>not today</h1>' }) }),
      ],
      exempt: { hono: honoPage },
    },
    {
      name: `hooks: ${what} in before leads to one record`,
      trap: [78, 81],
      hooks: everywhere(text, python),
      spec: captureSpec([], ['timing: true', 'hooks: { before: true }']),
      alike: false,
      exchanges: [{ request: get('/json'), response: { status: 500 } }],
      allRecords: [is.including({ path: '/json', status: is.oneOf(500, null) })],
    },
  ]),
  {
    name: 'hooks: the request waits for a query that before returns and that runs only then',
    hooks: withErrorPages(lazy, lazyInPython),
    spec: 'mw:\n  timing: true\n  hooks: { before: true }\n',
    app: { errorPage: true },
    alike: false,
    exchanges: [{ request: get('/json'), response: { status: 503, body: '<h1>not today</h1>' } }],
  },
  {
    name: 'hooks: an asynchronous before delays the request, and its body is complete',
    trap: 48,
    hooks: everywhere(
      `import { setTimeout } from 'node:timers/promises';\nexport async function before(): Promise<void> {\n  await setTimeout(20);\n}\n`,
      slowInPython,
    ),
    spec: 'mw:\n  hooks: { before: true }\n  capture: { request: true, sink: callback }\n',
    exchanges: [
      {
        request: post('/take-json', 'application/json', '{"a":1}'),
        response: { status: 200, json: { took: { a: 1 }, context: null } },
      },
    ],
    allRecords: [is.including({ request: is.including({ body: '{"a":1}' }) })],
  },
  {
    name: 'hooks: errors in after and done are reported, and the response is sent',
    trap: [42, 81],
    hooks: everywhere(
      `
export function after(): void {
  throw new Error('after failed');
}
export async function done(): Promise<void> {
  await Promise.reject(new Error('done failed'));
}
`,
      failingLateInPython,
    ),
    spec: 'mw:\n  timing: true\n  hooks: { after: true, done: true }\n',
    exchanges: [
      {
        request: get('/json'),
        response: { status: 200, headers: { 'X-Process-Time': seconds }, json: { hello: 'world', n: 1 } },
      },
    ],
    reported: [is.including({ message: 'after failed' }), is.including({ message: 'done failed' })],
  },
];
