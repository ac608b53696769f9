import { Hono, type MiddlewareHandler } from 'hono';
import { logger } from 'hono/logger';
import { timing } from 'hono/timing';
import { big, options, secondsSince, small, webStream, type Server } from './application.js';

type Mount = (app: Hono) => void;
interface Module {
  registerMiddleware: (app: Hono, given: typeof options) => unknown;
}

const use =
  (middleware: MiddlewareHandler): Mount =>
  (app) => {
    app.use(middleware);
  };
const text = big.toString();

export const server: Server<Mount, Module> = {
  make(mount) {
    const app = new Hono();
    mount?.(app);
    app.get('/json', (c) => c.json(small));
    app.post('/echo', async (c) => c.json(await c.req.json<object>()));
    app.get('/big', (c) => c.text(text));
    for (const path of ['/stream', '/gigabyte'])
      app.get(path, () => new Response(webStream(path), { headers: { 'Content-Type': 'text/plain' } }));
    return { fetch: app.fetch };
  },
  ours: (module) => (app) => void module.registerMiddleware(app, options),
  others: {
    'timing, by hand': () =>
      use(async (c, next) => {
        const started = performance.now();
        await next();
        c.header('X-Process-Time', secondsSince(started));
      }),
    'timing, hono/timing': () => use(timing()),
    // Reads a copy of the response to its end, so a stream is kept whole.
    'capture, by hand': () =>
      use(async (c, next) => {
        await next();
        const copy = c.res.clone();
        void copy.text().then((body) => JSON.stringify({ path: c.req.path, status: copy.status, body }));
      }),
    'no bodies, hono/logger': () => use(logger(() => undefined)),
  },
};
