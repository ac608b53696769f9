import type { NodeFrame } from '../../servers/node/frame.js';

/** How a middleware of Express 4 and 5 is written. */
export const frame: NodeFrame = {
  // Express keeps the target as it came here; `req.url` loses mount paths, and a rewrite changes it.
  url: 'req.originalUrl',
  method: 'req.method',
  goingOn: { goOn: 'next()', isTail: false },
  proceed: 'next',
  fail: 'next',
  requestType: 'Request',
  responseType: 'Response',
  parameters: [
    { name: 'req', type: 'Request' },
    { name: 'res', type: 'Response' },
    { name: 'next', type: 'NextFunction' },
  ],
  returnType: 'void',
  middlewareType: 'RequestHandler',
  mount: (middleware) => `app.use(${middleware})`,
  register: {
    name: 'registerMiddleware',
    docs: [
      'Mounts the middleware, outermost first. Call it before the routes, and before other middleware that it is to see.',
    ],
    app: { name: 'app', type: 'IRouter' },
  },
  externals: {
    IRouter: 'express',
    NextFunction: 'express',
    Request: 'express',
    RequestHandler: 'express',
    Response: 'express',
  },
};
