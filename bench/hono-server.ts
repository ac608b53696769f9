/** A Hono application on Node with the middleware given as an argument. Reports its CPU time and memory on request. */
import { serve } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { logger } from 'hono/logger';
import { timing } from 'hono/timing';

const [variant = 'bare', generated = ''] = process.argv.slice(2);
const app = new Hono();

const clone: MiddlewareHandler = async (c, next) => {
  await next();
  const body = await c.res.clone().text();
  globalThis.queueMicrotask(() =>
    JSON.stringify({ path: c.req.path, status: c.res.status, body: body.slice(0, 65_536) }),
  );
};

const timedByHand: MiddlewareHandler = async (c, next) => {
  const started = performance.now();
  await next();
  c.res.headers.set('X-Process-Time', ((performance.now() - started) / 1000).toFixed(6));
};

const timedByHeader: MiddlewareHandler = async (c, next) => {
  const started = performance.now();
  await next();
  c.header('X-Process-Time', ((performance.now() - started) / 1000).toFixed(6));
};

switch (variant) {
  case 'hono/timing':
    app.use(timing());
    break;
  case 'hono/logger':
    app.use(logger(() => undefined));
    break;
  case 'timing by hand':
    app.use(timedByHand);
    break;
  case 'c.header after next':
    app.use(timedByHeader);
    break;
  case 'capture by clone':
    app.use(clone);
    break;
}
if (generated !== '') {
  const { registerMiddleware } = (await import(generated)) as {
    registerMiddleware: (app: Hono, options: object) => void;
  };
  registerMiddleware(app, { onCapture: () => undefined });
}

const item = {
  id: 7,
  name: 'a thing',
  tags: ['one', 'two', 'three'],
  text: 'x'.repeat(110),
  more: { a: 1, b: 2, c: null },
};
const big = 'x'.repeat(1 << 20);
const piece = new Uint8Array(65_536).fill(120);
app.get('/json', (c) => c.json(item));
app.post('/echo', async (c) => c.json(await c.req.json<object>()));
app.get('/big', (c) => c.text(big));
app.get('/stream/:pieces', (c) => {
  let left = Number(c.req.param('pieces'));
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (left === 0) controller.close();
        else controller.enqueue(piece);
        left -= 1;
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { 'Content-Type': 'text/plain' } });
});

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.({ port }));

let highest = 0;
let base = 0;
process.on('message', (order) => {
  if (order === 'base') {
    globalThis.gc?.();
    base = highest = process.memoryUsage.rss();
    setInterval(() => {
      highest = Math.max(highest, process.memoryUsage.rss());
    }, 5).unref();
  }
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system, growth: (Math.max(highest, process.memoryUsage.rss()) - base) / 2 ** 20 });
});
