import type { NodeFrame } from '../../servers/node/frame.js';
import { importOf } from '../../servers/typescript/imports.js';

/** How a middleware for Koa 2 and 3 is written. */
export const frame: NodeFrame = {
  req: 'ctx.req',
  res: 'ctx.res',
  // `ctx.url` is changed by rewrites.
  target: 'ctx.originalUrl',
  method: 'ctx.method',
  goingOn: { goOn: 'await next()', isTail: false },
  moments: {
    parameters: 'ctx: Context',
    arguments: 'ctx',
    examples: {
      before: 'Your code, with `(ctx)`.',
      after: 'Your code, with `(ctx)`: `ctx.res.statusCode`, `ctx.res.setHeader(…)`.',
      done: 'Your code, with `(ctx, outcome)`.',
    },
  },
  parameters: [
    { name: 'ctx', type: 'Context' },
    { name: 'next', type: 'Next' },
  ],
  returnType: 'Promise<void>',
  middlewareType: 'Middleware',
  mount: (middleware) => `app.use(${middleware})`,
  register: {
    name: 'registerMiddleware',
    docs: ['Adds all middleware, outermost first. Call it before adding other middleware that it should apply to.'],
    app: { name: 'app', type: 'Koa' },
  },
  imports: [importOf('koa', ['Context', 'Middleware', 'Next'], 'Koa')],
};
