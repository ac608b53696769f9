import type { NodeFrame } from '../../servers/node/frame.js';
import { importOf } from '../../servers/typescript/imports.js';

/** How a middleware for Express 4 and 5 is written. */
export const frame: NodeFrame = {
  req: 'req',
  res: 'res',
  // `req.url` is changed by mount paths and rewrites.
  target: 'req.originalUrl',
  method: 'req.method',
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
  middlewareType: 'RequestHandler',
  mount: (middleware) => `app.use(${middleware})`,
  register: {
    name: 'registerMiddleware',
    docs: [
      'Adds all middleware, outermost first. Call it before adding routes and other middleware that it should apply to.',
    ],
    app: { name: 'app', type: 'IRouter' },
  },
  imports: [importOf('express', ['IRouter', 'NextFunction', 'Request', 'RequestHandler', 'Response'])],
};
