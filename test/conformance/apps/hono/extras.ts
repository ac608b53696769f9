/** Other people's middleware around ours. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Hono, MiddlewareHandler } from 'hono';
import type { Extra } from '../../harness/case.js';

export const context = new AsyncLocalStorage<string>();

export function addExtra(app: Hono, extra: Extra): void {
  const make = makers[extra];
  if (make === undefined) throw new Error(`there is no ${extra} here`);
  app.use(make);
}

const makers: Readonly<Partial<Record<Extra, MiddlewareHandler>>> = {
  cors: async (c, next) => {
    const origin = c.req.header('Origin');
    if (origin === undefined) {
      await next();
      return;
    }
    const isPreflight = c.req.method === 'OPTIONS' && c.req.header('Access-Control-Request-Method') !== undefined;
    if (isPreflight)
      c.res = new Response(null, { status: 204, headers: { 'Access-Control-Allow-Methods': 'GET,POST' } });
    else await next();
    c.res.headers.set('Access-Control-Allow-Origin', origin);
    c.res.headers.set('Access-Control-Expose-Headers', 'X-Own, ETag');
    c.res.headers.append('Vary', 'Origin');
  },
  slow: async (_c, next) => {
    await pause(20);
    await next();
  },
  context: (c, next) => context.run(c.req.header('X-Context') ?? 'none', next),
  'early-header': async (c, next) => {
    c.header('X-Early', 'yes');
    await next();
  },
};
