import type { NodeFrame } from '../../servers/node/frame.js';
import { returned } from '../../servers/typescript/course.js';
import { importOf } from '../../servers/typescript/imports.js';

/** What applications see. The defaults apply to listeners that are written inline, without types. */
const shown = {
  typeParameters: [
    { name: 'Incoming', constraint: 'IncomingMessage | Http2ServerRequest', default: 'IncomingMessage' },
    { name: 'Outgoing', constraint: 'ServerResponse | Http2ServerResponse', default: 'ServerResponse' },
  ],
  parameters: [{ name: 'listener', type: '(req: Incoming, res: Outgoing) => unknown' }],
  returnType: '(req: Incoming, res: Outgoing) => unknown',
};

const listener = '(req: IncomingMessage, res: ServerResponse) => unknown';

/** How a middleware around a listener of `node:http`, `node:https` and `node:http2` is written. */
export const frame: NodeFrame = {
  req: 'req',
  res: 'res',
  target: "req.url ?? ''",
  method: "(req.method ?? '')",
  servesHttp2: true,
  identity: {
    on: 'req',
    declaredOn: [
      { module: 'node:http', type: 'IncomingMessage' },
      { module: 'node:http2', type: 'Http2ServerRequest' },
    ],
  },
  // Node handles what an asynchronous listener returns, if `captureRejections` is set.
  goingOn: { goOn: 'listener(req, res)', isTail: true },
  moments: {
    parameters: 'req: IncomingMessage, res: ServerResponse',
    arguments: 'req, res',
    examples: {
      before: 'Your code, with `(req, res)`.',
      after: 'Your code, with `(req, res)`: `res.statusCode`, `res.setHeader(…)`.',
      done: 'Your code, with `(req, res, outcome)`.',
    },
  },
  parameters: [
    { name: 'req', type: 'IncomingMessage' },
    { name: 'res', type: 'ServerResponse' },
  ],
  returnType: 'unknown',
  isInferred: true,
  factory: {
    parameters: [{ name: 'listener', type: listener }],
    returnType: listener,
    shown: {
      ...shown,
      reason: 'Requests and responses of HTTP/2 have the same methods, as far as they are used here.',
    },
  },
  register: (factories) => ({
    name: 'withMiddleware',
    docs: ['Wraps the request listener of a server with all middleware, outermost first.'],
    ...shown,
    statements: [returned(factories.reduceRight((inner, name) => `${name}(${inner}, options)`, 'listener'))],
  }),
  imports: [
    importOf('node:http', ['IncomingMessage', 'ServerResponse']),
    importOf('node:http2', ['Http2ServerRequest', 'Http2ServerResponse']),
  ],
};
