import type { NodeFrame } from '../../servers/node/frame.js';
import { statement } from '../../servers/typescript/course.js';
import { importOf } from '../../servers/typescript/imports.js';

/** How a middleware for Fastify 5 is written: as a plugin that adds a function for `onRequest`. */
export const frame: NodeFrame = {
  library: 'fastify',
  req: 'request.raw',
  res: 'reply.raw',
  // `request.url` is changed by `rewriteUrl`.
  target: 'request.originalUrl',
  method: 'request.method',
  servesHttp2: true,
  identity: { on: 'request', declaredOn: [{ module: 'fastify', type: 'FastifyRequest' }] },
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
  isInferred: true,
  headNote: 'Not in `onSend`: Fastify does not call that for replies that are sent with `reply.raw`.',
  factory: { returnType: 'FastifyPluginCallback', maker: 'hookPlugin' },
  register: (factories) => ({
    name: 'registerMiddleware',
    docs: [
      'Adds all middleware, outermost first, to an instance and its plugins. Call it before adding anything else.',
    ],
    parameters: [{ name: 'app', type: 'Instance' }],
    returnType: 'void',
    statements: factories.map((name) => statement(`addPlugin(app, ${name}(options))`)),
  }),
  imports: [importOf('fastify', ['FastifyPluginCallback', 'FastifyReply', 'FastifyRequest'])],
};
