import { big, options, secondsSince, small, webStream, type Server } from './application.js';

type Handler = (request: Request) => Promise<Response>;
type Mount = (handler: Handler) => Handler;
interface Module {
  withMiddleware: (handler: Handler, given: typeof options) => Handler;
}

const text = big.toString();

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  switch (pathname) {
    case '/json':
      return Response.json(small);
    case '/echo':
      return Response.json(await request.json());
    case '/big':
      return new Response(text);
    default:
      return new Response(webStream(pathname), { headers: { 'Content-Type': 'text/plain' } });
  }
}

export const server: Server<Mount, Module> = {
  make: (mount) => ({ fetch: mount?.(answer) ?? answer }),
  ours: (module) => (handler) => module.withMiddleware(handler, options),
  others: {
    'timing, by hand': () => (handler) => async (request) => {
      const started = performance.now();
      const response = await handler(request);
      response.headers.set('X-Process-Time', secondsSince(started));
      return response;
    },
    'capture, by hand': () => (handler) => async (request) => {
      const response = await handler(request);
      const copy = response.clone();
      void copy.text().then((body) => JSON.stringify({ url: request.url, status: copy.status, body }));
      return response;
    },
  },
};
