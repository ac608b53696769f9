import { requestIdOf, withMiddleware } from './.work/fetch/middleware/index.js';
import { route, seen } from './routes.js';

export const serve: (request: Request, ...rest: unknown[]) => Promise<Response> = withMiddleware(
  (request: Request) =>
    request.url.endsWith('/id')
      ? new Response(requestIdOf(request), { headers: { 'Content-Type': 'text/plain' } })
      : route(request),
  {
    onCapture: (record) => seen.records.push(record),
    onError: (error) => seen.errors.push(String(error)),
  },
);
