import { Hono } from 'hono';
import { registerMiddleware } from './.work/hono/middleware/index.js';
import { routes, seen } from './routes.js';

const app = registerMiddleware(new Hono(), {
  onCapture: (record) => seen.records.push(record),
  onError: (error) => seen.errors.push(String(error)),
});
for (const [key, handler] of Object.entries(routes)) {
  const [method = '', path = ''] = key.split(' ');
  app.on(method, path, (c) => handler(c.req.raw));
}
app.get('/id', (c) => c.text(c.get('requestId') ?? ''));
app.onError((error, c) => c.text(`page: ${error.message}`, 500));

export const serve = (request: Request, ...rest: unknown[]): Response | Promise<Response> => {
  const [env, context] = rest;
  return app.fetch(request, env as object, context as Parameters<typeof app.fetch>[2]);
};
