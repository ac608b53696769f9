/** Middleware of other authors, to be combined with the generated one. */
import { once, type EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import type { Extra } from '../../harness/case.js';
import type { Lab } from '../node/lab.js';
import { context } from '../web/call.js';

export function addExtra(app: Hono, extra: Extra): void {
  const make = makers[extra];
  if (make === undefined) throw new Error(`there is no ${extra} here`);
  app.use(make(app));
}

const makers: Readonly<Partial<Record<Extra, (app: Hono) => MiddlewareHandler>>> = {
  compression: () => compress({ threshold: 0 }),
  cors: () => {
    const own = cors({ origin: (origin) => origin, exposeHeaders: ['X-Own', 'ETag'], allowMethods: ['GET', 'POST'] });
    return (c, next) => (c.req.header('Origin') === undefined ? next() : own(c, next));
  },
  slow: () => async (_c, next) => {
    await pause(20);
    await next();
  },
  json: () => async (c, next) => {
    if (c.req.header('Content-Type')?.startsWith('application/json') === true) await c.req.json();
    await next();
  },
  context: () => (c, next) => context.run(c.req.header('X-Context') ?? 'none', next),
  // What another layer takes for the request's id, in the place where ours is kept.
  'outer-id': () => async (c, next) => {
    const id = c.req.header('X-Outer-Id');
    if (id !== undefined) c.set('requestId' as never, decodeURIComponent(id) as never);
    await next();
  },
  // Goes on only when the client has left.
  'outlives-client': () => async (c, next) => {
    const { lab, outgoing } = c.env as { readonly lab: Lab; readonly outgoing: EventEmitter };
    lab.observe('kept');
    await once(outgoing, 'close');
    await next();
  },
  'reads-body': () => async (c, next) => {
    await c.req.arrayBuffer();
    await next();
  },
  'early-header': () => async (c, next) => {
    c.header('X-Early', 'yes');
    await next();
  },
  // Creates another response with the same body, as many libraries do.
  'wrap-response': () => async (c, next) => {
    await next();
    c.res = new Response(c.res.body, c.res);
  },
  'body-limit': () => bodyLimit({ maxSize: 1000 }),
  // Like Hono's `method-override` middleware.
  'method-override': (app) => async (c, next) => {
    if (c.req.method !== 'POST') {
      await next();
      return;
    }
    return app.fetch(new Request(c.req.raw, { method: 'DELETE' }), c.env);
  },
};
