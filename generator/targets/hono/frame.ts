import { stringLiteral } from '../../languages/typescript/literals.js';
import { returned, statement } from '../../servers/typescript/course.js';
import { importOf } from '../../servers/typescript/imports.js';
import type { FetchFrame } from '../../servers/fetch/frame.js';

/** How a middleware for Hono 4 is written. */
export const frame: FetchFrame = {
  library: 'hono',
  identityType: 'RequestIdEnv',
  request: 'c.req.raw',
  response: 'c.res',
  given: 'givenResponse(c)',
  lifetime: 'lifetimeOf(c)',
  clientSignal: 'clientSignalOf(c)',
  environment: 'c.env',
  bodyOf: 'observeWriting(c)',
  knownId: (name) => `trustedId(c.get(${stringLiteral(name)}))`,
  tellId: (variable) => `c.set('${variable}', ${variable})`,
  responseHeaders: 'responseHeaders(c)',
  setResponse: (response) => `replaceResponse(c, ${response})`,
  goingOn: { goOn: 'await next()', isTail: false },
  pageKeepsHeaders: true,
  before: 'before(c)',
  done: (outcome) => `done(c, ${outcome})`,
  outcome: 'outcomeOf(c, outcome)',
  moments: ({ isIdentified }) => {
    const context = isIdentified ? 'c: Context<RequestIdEnv>' : 'c: Context';
    return {
      parameters: { before: context, after: context, done: `${context}, outcome: Outcome` },
      examples: {
        before: 'Your code, with `(c)`.',
        after: 'Your code, with `(c)`: `c.res.status`, `c.res.headers.set(…)`.',
        done: 'Your code, with `(c, outcome)`.',
      },
    };
  },
  parameters: [
    { name: 'c', type: 'Context' },
    { name: 'next', type: 'Next' },
  ],
  parameterTypes: ({ isIdentified }) => ({ c: isIdentified ? 'Context<RequestIdEnv>' : 'Context' }),
  returnType: 'Promise<void>',
  isInferred: true,
  factory: {
    typeParameters: [],
    parameters: [],
    returnType: ({ isIdentified }) => (isIdentified ? 'MiddlewareHandler<RequestIdEnv>' : 'MiddlewareHandler'),
  },
  index: {
    register: (factories, { isIdentified: isTyped }) => {
      const app = isTyped ? 'Hono<E & RequestIdEnv, S, BasePath>' : '';
      return {
        name: 'registerMiddleware',
        docs: [
          'Adds all middleware, outermost first. Call it before adding routes and other middleware that it should apply to.' +
            (isTyped ? ' The returned app has the types of the variables that the middleware sets.' : ''),
        ],
        typeParameters: [
          { name: 'E', constraint: 'Env' },
          { name: 'S', constraint: 'Schema' },
          { name: 'BasePath', constraint: 'string' },
        ],
        parameters: [{ name: 'app', type: 'Hono<E, S, BasePath>' }],
        returnType: isTyped ? app : 'void',
        statements: [
          ...factories.map((name) => statement(`app.use(${name}(options))`)),
          ...(isTyped ? [returned(`app as ${app}`)] : []),
        ],
      };
    },
    reexports: ({ isIdentified }) =>
      isIdentified ? [{ name: 'RequestIdEnv', module: 'internal/context', isType: true }] : [],
  },
  imports: [
    importOf('hono', ['Context', 'Env', 'Hono', 'MiddlewareHandler', 'Next']),
    importOf('hono/types', ['Schema']),
  ],
};
