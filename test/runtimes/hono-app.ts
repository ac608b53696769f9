import { Hono } from 'hono';
import { registerMiddleware } from 'hono-middleware';
import { upgradeWebSocket } from 'upgrade-helper';
import { keep, routes, seen } from './routes.js';

const app = registerMiddleware(new Hono(), {
  onCapture: keep,
  onError: (error) => seen.errors.push(String(error)),
});
for (const [key, handler] of Object.entries(routes)) {
  const [method = '', path = ''] = key.split(' ');
  app.on(method, path, (c) => handler(c.req.raw));
}
app.get('/id', (c) => c.text(c.get('requestId') ?? ''));
app.get(
  '/socket',
  upgradeWebSocket(() => ({
    onMessage(event, socket) {
      socket.send(String(event.data));
    },
  })),
);
app.onError((error, c) => c.text(`page: ${error.message}`, 500));

export const serve = (request: Request, ...rest: unknown[]): Response | Promise<Response> => {
  const [env, context] = rest;
  return app.fetch(request, env, context as Parameters<typeof app.fetch>[2]);
};
