import { pascalCase } from '../../languages/typescript/names.js';
import { hooksOf } from '../../plan/facts.js';
import type { MiddlewarePlan } from '../../plan/plan.js';
import type { NodeFrame } from '../../servers/node/frame.js';
import { statement } from '../../servers/typescript/course.js';
import { importOf } from '../../servers/typescript/imports.js';

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
    late: {
      parameters: 'req: NestRequest, res: ServerResponse, context: ExecutionContext | undefined',
      arguments: 'req, res, contextOf(req)',
    },
    examples: {
      before: 'Your code, with `(req, res)`.',
      after: 'Your code, with `(req, res, context)`: `res.statusCode`, `res.setHeader(…)`.',
      done: 'Your code, with `(req, res, context, outcome)`.',
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
  classTemplate: 'typescript/nestjs/course/class',
  register: (factories, plans) => ({
    name: 'registerMiddleware',
    docs: ['Adds all middleware, outermost first. Call it before the application is initialised or listens.'],
    parameters: [{ name: 'app', type: 'INestApplication' }],
    returnType: 'void',
    statements: [
      ...factories.map((name) => `app.use(${name}(options))`),
      ...(plans.some(asksForContext) ? ['app.useGlobalGuards(contextKeeper)'] : []),
    ].map(statement),
  }),
  reexports: ({ isIdentified }) => [
    { name: 'MIDDLEWARE_OPTIONS', module: 'internal/middleware', isType: false },
    ...(isIdentified ? [{ name: pascalCase(id), module: `internal/${id}`, isType: false }] : []),
  ],
  imports: [
    importOf('node:http', ['ServerResponse']),
    importOf('@nestjs/common', [
      'ExecutionContext',
      'INestApplication',
      'Inject',
      'Injectable',
      'NestMiddleware',
      'Optional',
    ]),
  ],
};

/** Whether code of the application runs when the context of a request can be known. */
function asksForContext(plan: MiddlewarePlan): boolean {
  return hooksOf(plan).some((moment) => moment !== 'before');
}
