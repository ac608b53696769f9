/** The application of the suite on `node:http`: a listener with a small router. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import { extraMiddleware } from '../node/extras.js';
import { serve } from '../node/control.js';
import type { Lab } from '../node/lab.js';
import { bodyRoutes } from './body-routes.js';
import { send, sendJson, type Call, type ListenerRoute } from './call.js';
import { errorRoutes, plainRoutes } from './routes.js';
import { findRoute } from './router.js';
import { streamRoutes } from './stream-routes.js';

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

const routes: readonly ListenerRoute[] = [...plainRoutes, ...errorRoutes, ...bodyRoutes, ...streamRoutes];

serve((lab, register) => {
  const { before = [], after = [], prefixed = false, errorPage = false } = lab.settings;
  const wrapped = (extras: typeof before, listener: Listener): Listener =>
    extras.reduceRight<Listener>((inner, extra) => {
      const middleware = extraMiddleware(extra, lab, express);
      return (request, response) =>
        new Promise((resolve, reject) => {
          middleware(request, response, (error) => {
            if (error === undefined)
              new Promise((done) => {
                done(inner(request, response));
              }).then(resolve, reject);
            else reject(error);
          });
        });
    }, listener);
  const handled = wrapped(before, register(wrapped(after, routed(lab, prefixed ? '/api' : ''))));
  return (request, response) => {
    Object.assign(request, { lab });
    void answered(handled, request, response, errorPage);
  };
});

/** The error page of the application. */
async function answered(
  listener: Listener,
  request: IncomingMessage,
  response: ServerResponse,
  isOwnPage: boolean,
): Promise<void> {
  try {
    await listener(request, response);
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const {
      message,
      status = 500,
      headers = {},
    } = error as Error & {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
    };
    // A reason phrase that Node has refused is still there.
    response.statusMessage = '';
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (isOwnPage) send(response, 'text/html; charset=utf-8', `<h1>${message}</h1>`, 503);
    else sendJson(response, { error: status < 500 ? message : 'Internal Server Error' }, status);
  }
}

function routed(lab: Lab, prefix: string): Listener {
  return (request, response) => {
    const found = findRoute(routes, request.method, request.url ?? '', prefix);
    if (found !== undefined) {
      const { route, params, query } = found;
      const call: Call = { request, response, params, query };
      return route.run(call, lab);
    }
    sendJson(response, { error: 'Not Found' }, 404);
    return undefined;
  };
}
