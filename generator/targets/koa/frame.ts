import type { NodeFrame } from '../../servers/node/frame.js';
import { statement } from '../../servers/typescript/course.js';
import { importOf } from '../../servers/typescript/imports.js';

/** How a middleware for Koa 2 and 3 is written. */
export const frame: NodeFrame = {
  req: 'ctx.req',
  res: 'ctx.res',
  // `ctx.url` is changed by rewrites.
  target: 'ctx.originalUrl',
  method: 'ctx.method',
  servesHttp2: true,
  identity: { on: 'ctx.state', declaredOn: [{ module: 'koa', type: 'DefaultState' }] },
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
  isInferred: true,
  headNote:
    'Not after `next()`: Koa removes headers before it responds to an error, and a response can be sent earlier.',
  factory: { returnType: 'Middleware' },
  register: (factories) => ({
    name: 'registerMiddleware',
    docs: ['Adds all middleware, outermost first. Call it before adding other middleware that it should apply to.'],
    // An application with types of its own for state and context, or a router.
    parameters: [{ name: 'app', type: '{ use(middleware: Middleware): unknown }' }],
    returnType: 'void',
    statements: factories.map((name) => statement(`app.use(${name}(options))`)),
  }),
  imports: [importOf('koa', ['Context', 'Middleware', 'Next'])],
};
