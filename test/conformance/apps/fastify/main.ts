/** The Fastify application of the suite. */
import express from 'express';
import { fastify, type FastifyInstance, type onRequestHookHandler, type RouteHandlerMethod } from 'fastify';
import type { Extra } from '../../harness/case.js';
import { bodyRoutes } from '../listener/body-routes.js';
import type { ListenerRoute } from '../listener/call.js';
import { errorRoutes, plainRoutes } from '../listener/routes.js';
import { streamRoutes } from '../listener/stream-routes.js';
import { serve } from '../node/control.js';
import { extraMiddleware, leaveId } from '../node/extras.js';
import type { Lab } from '../node/lab.js';
import { addParsedRoutes, fastifyRoutes, parsed, type FastifyRoute } from './routes.js';

serve(async (lab, register) => {
  const { before = [], after = [], mount = 'app', prefixed = false, errorPage = false } = lab.settings;
  const app = fastify({
    ...([...before, ...after].includes('rewrite') ? { rewriteUrl: () => '/json' } : {}),
    routerOptions: { maxParamLength: 100_000 },
  });
  app.decorate('lab', lab);
  if (errorPage) {
    app.setErrorHandler<Error>((error, _, reply) =>
      reply.code(503).type('text/html; charset=utf-8').send(`<h1>${error.message}</h1>`),
    );
  }
  // The routes read the request body themselves.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => {
    done(null);
  });
  for (const name of before) addExtra(app, name, lab);
  if (mount === 'app') register(app);
  for (const name of after) addExtra(app, name, lab);
  app.register(
    (host, _, done) => {
      if (mount !== 'app') register(host);
      addRoutes(host, lab);
      done();
    },
    { prefix: mount !== 'app' || prefixed ? '/api' : '' },
  );
  await app.ready();
  return (request, response) => {
    app.routing(request, response);
  };
});

function addExtra(app: FastifyInstance, name: Extra, lab: Lab): void {
  if (name === 'rewrite') return;
  const middleware = extraMiddleware(name, lab, express);
  const hook: onRequestHookHandler = (request, reply, done) => {
    middleware(request.raw, reply.raw, done);
  };
  app.addHook('onRequest', name === 'outer-id' ? identified : hook);
}

/** What another layer takes for the request's ID, in the place where ours is kept. */
const identified: onRequestHookHandler = (request, _, done) => {
  leaveId(request, request.headers);
  done();
};

const parsers: readonly Extra[] = ['json', 'urlencoded', 'text', 'raw', 'reads-body'];

function addRoutes(host: FastifyInstance, lab: Lab): void {
  // What other middleware has read, Fastify cannot parse.
  const { before = [], after = [] } = lab.settings;
  const parses = ![...before, ...after].some((name) => parsers.includes(name));
  const own = new Set([...fastifyRoutes.map(nameOf), ...(parses ? parsed.map((path) => `POST ${path}`) : [])]);
  const nodeRoutes: readonly ListenerRoute[] = [...plainRoutes, ...errorRoutes, ...bodyRoutes, ...streamRoutes];
  const routes: readonly FastifyRoute[] = [
    ...fastifyRoutes,
    ...nodeRoutes.filter((route) => !own.has(nameOf(route))).map(onRaw),
  ];
  for (const { method, path, run, options = {} } of routes) {
    const handler: RouteHandlerMethod = (request, reply) => run(request, reply, lab);
    if (method === undefined) host.all(path, handler);
    else host.route({ ...options, method, url: path, handler });
  }
  if (!parses) return;
  void host.register((child, _, done) => {
    addParsedRoutes(child);
    done();
  });
}

function nameOf({ method, path }: Pick<FastifyRoute, 'method' | 'path'>): string {
  return `${method ?? 'any'} ${path}`;
}

/** A route that uses the request and response of Node. */
function onRaw({ run, ...route }: ListenerRoute): FastifyRoute {
  return {
    ...route,
    async run(request, reply, lab) {
      const { requestId } = request as unknown as { readonly requestId: string };
      const { raw: response } = reply;
      const params = Object.values(request.params as Readonly<Record<string, string>>);
      const query = new URLSearchParams(request.query as Readonly<Record<string, string>>);
      try {
        await run({ request: Object.assign(request.raw, { requestId }), response, params, query }, lab);
      } catch (error) {
        // Fastify does not handle errors of a response that has begun.
        if (!response.headersSent) {
          // A reason phrase that Node has refused is still there.
          response.statusMessage = '';
          throw error;
        }
        response.destroy();
      }
      reply.hijack();
    },
  };
}
