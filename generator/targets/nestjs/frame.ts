import { pascalCase } from '../../languages/typescript/names.js';
import type { NodeFrame } from '../../servers/node/frame.js';
import { statement } from '../../servers/typescript/course.js';
import { importOf } from '../../servers/typescript/imports.js';
import { render } from '../../templates.js';

/** The module of the decorator that is named after it. */
const id = 'request-id';

/** How a middleware for NestJS 10 to 12 is written: for what both adapters pass to middleware. */
export const frame: NodeFrame = {
  library: 'nestjs',
  req: 'req',
  res: 'res',
  // `req.url` is changed by the paths for which middleware is applied.
  target: 'req.originalUrl',
  method: 'req.method',
  servesHttp2: true,
  // Express's own requests inherit it, and a handler on Fastify finds it on `request.raw`.
  identity: { on: 'req', declaredOn: [{ module: 'node:http', type: 'IncomingMessage' }] },
  goingOn: { goOn: 'next()', isTail: false },
  callback: { proceed: 'next', fail: 'next' },
  moments: {
    parameters: 'req: NestRequest, res: ServerResponse',
    arguments: 'req, res',
    examples: {
      before: 'Your code, with `(req, res)`.',
      after: 'Your code, with `(req, res)`: `res.statusCode`, `res.setHeader(…)`.',
      done: 'Your code, with `(req, res, outcome)`.',
    },
  },
  parameters: [
    { name: 'req', type: 'NestRequest' },
    { name: 'res', type: 'ServerResponse' },
    { name: 'next', type: '(error?: unknown) => void' },
  ],
  returnType: 'void',
  isInferred: true,
  headNote: 'Not in an interceptor: Nest calls none for errors of guards, for 404s and for other middleware.',
  factory: { returnType: 'RequestHandler' },
  classForm: (own) => render('typescript/nestjs/course/class', own),
  register: (factories) => ({
    name: 'registerMiddleware',
    docs: ['Adds all middleware, outermost first. Call it before the application is initialised or listens.'],
    parameters: [{ name: 'app', type: "Pick<INestApplication, 'use'>" }],
    returnType: 'void',
    statements: factories.map((name) => statement(`app.use(${name}(options))`)),
  }),
  reexports: ({ isIdentified }) => [
    { name: 'MIDDLEWARE_OPTIONS', module: 'internal/middleware', isType: false },
    ...(isIdentified ? [{ name: pascalCase(id), module: `internal/${id}`, isType: false }] : []),
  ],
  imports: [
    importOf('node:http', ['ServerResponse']),
    importOf('@nestjs/common', ['INestApplication', 'Inject', 'Injectable', 'NestMiddleware', 'Optional']),
  ],
};
