import type { NodeFrame } from '../../servers/node/frame.js';
import { statement } from '../../servers/typescript/course.js';
import { importOf } from '../../servers/typescript/imports.js';

/** How a middleware for Express 4 and 5 is written. */
export const frame: NodeFrame = {
  req: 'req',
  res: 'res',
  // `req.url` is changed by mount paths and rewrites.
  target: 'req.originalUrl',
  method: 'req.method',
  servesHttp2: false,
  // Every request on Node's HTTP server is an `IncomingMessage`.
  identity: { on: 'req', declaredOn: [{ module: 'node:http', type: 'IncomingMessage' }] },
  goingOn: { goOn: 'next()', isTail: false },
  callback: { proceed: 'next', fail: 'next' },
  moments: {
    parameters: 'req: Request, res: Response',
    arguments: 'req, res',
    examples: {
      before: 'Your code, with `(req, res)`.',
      after: 'Your code, with `(req, res)`: `res.statusCode`, `res.setHeader(…)`.',
      done: 'Your code, with `(req, res, outcome)`.',
    },
  },
  parameters: [
    { name: 'req', type: 'Request' },
    { name: 'res', type: 'Response' },
    { name: 'next', type: 'NextFunction' },
  ],
  returnType: 'void',
  isInferred: true,
  factory: { returnType: 'RequestHandler' },
  register: (factories) => ({
    name: 'registerMiddleware',
    docs: [
      'Adds all middleware, outermost first. Call it before adding routes and other middleware that it should apply to.',
    ],
    parameters: [{ name: 'app', type: 'IRouter' }],
    returnType: 'void',
    statements: factories.map((name) => statement(`app.use(${name}(options))`)),
  }),
  imports: [importOf('express', ['IRouter', 'NextFunction', 'Request', 'RequestHandler', 'Response'])],
};
