/** The application of the suite that is a plain Fetch handler. */
import { serve } from '../node/control.js';
import { bodyRoutes } from '../web/bodies.js';
import { remember, text } from '../web/call.js';
import { respondRoute } from '../web/responds.js';
import { sayRoute } from '../web/says.js';
import { streamRoutes } from '../web/streams.js';
import { listenerOf } from './adapter.js';
import { addExtra } from './extras.js';
import { routerOf } from './router.js';
import { plainRoutes } from './routes.js';

const match = routerOf([...plainRoutes, ...streamRoutes, ...bodyRoutes, sayRoute, respondRoute]);

serve((lab, register, { requestIdOf }) => {
  const { before = [], after = [], prefixed = false, errorPage = false } = lab.settings;

  const route = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    if (url.pathname === '/throw-through') throw new Error('nobody catches this');
    const path = prefixed ? url.pathname.replace(/^\/api(?=\/)/, '') : url.pathname;
    const found = prefixed && path === url.pathname ? undefined : match(request.method, path);
    if (found === undefined) return text('Not Found', 404);
    try {
      return await found.run({ request, url, params: found.params, requestId: requestIdOf?.(request) }, lab);
    } catch (error) {
      return errorPageOf(error, errorPage);
    }
  };

  const inner = after.reduceRight(addExtra, route);
  const handler = before.reduceRight(addExtra, register(inner));
  return listenerOf((request) => {
    remember(request, lab);
    return handler(request);
  });
});

/** A plain handler has no framework that creates error pages. */
function errorPageOf(error: unknown, isOwn: boolean): Response {
  const {
    message,
    status = 500,
    headers = {},
  } = error as Error & { status?: number; headers?: Record<string, string> };
  if (isOwn) {
    return new Response(`<h1>${message}</h1>`, {
      status: 503,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
    });
  }
  return new Response('Internal Server Error', { status, headers });
}
