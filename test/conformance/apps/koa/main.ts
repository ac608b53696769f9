/** The Koa application of the suite, for both major versions: `CONFORMANCE_KOA` names the package to use. */
import express from 'express';
import type { Middleware } from 'koa';
import { serve } from '../node/control.js';
import { extraMiddleware, leaveId } from '../node/extras.js';
import { bodyRoutes } from '../listener/body-routes.js';
import type { ListenerRoute } from '../listener/call.js';
import { findRoute } from '../listener/router.js';
import { errorRoutes, plainRoutes } from '../listener/routes.js';
import { streamRoutes } from '../listener/stream-routes.js';
import { koaRoutes, type KoaRoute } from './routes.js';

const { default: Koa } = (await import(process.env['CONFORMANCE_KOA'] ?? 'koa')) as { default: typeof import('koa') };

/** Routes that use the request and response of Node, for which Koa has `ctx.respond`. */
const nodeRoutes: readonly ListenerRoute[] = [...plainRoutes, ...errorRoutes, ...bodyRoutes, ...streamRoutes];
const routes: readonly KoaRoute[] = [
  ...koaRoutes,
  ...nodeRoutes.map(({ run, ...route }): KoaRoute => ({
    ...route,
    run: async (ctx, { params, query }, lab) => {
      ctx.respond = false;
      // Koa has set 404.
      ctx.res.statusCode = 200;
      const request = Object.assign(ctx.req, { requestId: ctx.state.requestId });
      try {
        await run({ request, response: ctx.res, params, query }, lab);
      } catch (error) {
        // Koa leaves a response open that has begun.
        if (ctx.res.headersSent) ctx.res.destroy();
        ctx.respond = true;
        throw error;
      }
    },
  })),
];

serve((lab, register) => {
  const app = new Koa();
  const { before = [], after = [], prefixed = false, errorPage = false } = lab.settings;
  Object.assign(app.context, { lab });
  app.silent = true;
  if (errorPage) app.use(ownPage);
  const extra = (name: (typeof before)[number]): Middleware => {
    if (name === 'rewrite') return rewritten;
    if (name === 'outer-id') return identified;
    const middleware = extraMiddleware(name, lab, express);
    return async (ctx, next) => {
      await new Promise<void>((resolve, reject) => {
        // Middleware that responds itself does not call the next one.
        ctx.res.once('finish', resolve);
        middleware(ctx.req, ctx.res, (error) => {
          ctx.res.off('finish', resolve);
          if (error === undefined) next().then(resolve, reject);
          else reject(error);
        });
      });
    };
  };
  for (const name of before) app.use(extra(name));
  register(app);
  for (const name of after) app.use(extra(name));
  app.use(async (ctx) => {
    const found = findRoute(routes, ctx.method, ctx.url, prefixed ? '/api' : '');
    await found?.route.run(ctx, found, lab);
  });
  const handle = app.callback();
  return (request, response) => {
    void handle(request, response);
  };
});

const ownPage: Middleware = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    ctx.status = 503;
    ctx.body = `<h1>${(error as Error).message}</h1>`;
  }
};

const rewritten: Middleware = async (ctx, next) => {
  ctx.url = '/json';
  await next();
};

/** What another layer takes for the request's ID, in the place where ours is kept. */
const identified: Middleware = async (ctx, next) => {
  leaveId(ctx.state, ctx.headers);
  await next();
};
