import { requestIdOf, withMiddleware } from 'fetch-middleware';
import { keep, route, seen } from './routes.js';
import { upgrade } from './upgrade.js';

export const serve: (request: Request, ...rest: unknown[]) => Promise<Response | undefined> = withMiddleware(
  (request: Request, ...rest: unknown[]) => {
    if (request.url.endsWith('/id'))
      return new Response(requestIdOf(request), { headers: { 'Content-Type': 'text/plain' } });
    return new URL(request.url).pathname === '/socket' ? upgrade(request, rest[0]) : route(request);
  },
  {
    onCapture: keep,
    onError: (error) => seen.errors.push(String(error)),
  },
);
