import type { NodeFrame } from '../../servers/node/frame.js';
import { statement } from '../../servers/typescript/course.js';
import { importOf } from '../../servers/typescript/imports.js';

/** How a middleware for Fastify 5 is written: as a function for `onRequest`. */
export const frame: NodeFrame = {
  req: 'request.raw',
  res: 'reply.raw',
  // `request.url` is changed by `rewriteUrl`.
  target: 'request.originalUrl',
  method: 'request.method',
  servesHttp2: true,
  identity: { on: 'request.raw', declaredOn: [{ module: 'node:http', type: 'IncomingMessage' }] },
  goingOn: { goOn: 'next()', isTail: false },
  // Fastify accepts any thrown value, but its types allow only `Error`.
  callback: { proceed: 'next', fail: 'next as (error: unknown) => void' },
  moments: {
    parameters: 'request: FastifyRequest, reply: FastifyReply',
    arguments: 'request, reply',
    examples: {
      before: 'Your code, with `(request, reply)`.',
      after: 'Your code, with `(request, reply)`: `reply.raw.statusCode`, `reply.raw.setHeader(…)`.',
      done: 'Your code, with `(request, reply, outcome)`.',
    },
  },
  parameters: [
    { name: 'request', type: 'FastifyRequest' },
    { name: 'reply', type: 'FastifyReply' },
    { name: 'next', type: 'HookHandlerDoneFunction' },
  ],
  returnType: 'void',
  factory: { returnType: 'onRequestHookHandler' },
  register: (factories) => ({
    name: 'registerMiddleware',
    docs: [
      'Adds all middleware, outermost first, to an instance and the plugins registered in it. Call it before adding routes.',
    ],
    parameters: [{ name: 'app', type: 'FastifyInstance' }],
    returnType: 'void',
    statements: factories.map((name) => statement(`app.addHook('onRequest', ${name}(options))`)),
  }),
  imports: [
    importOf('fastify', [
      'FastifyInstance',
      'FastifyReply',
      'FastifyRequest',
      'HookHandlerDoneFunction',
      'onRequestHookHandler',
    ]),
  ],
};
