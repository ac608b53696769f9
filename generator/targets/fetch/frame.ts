import { returned } from '../../servers/typescript/course.js';
import type { FetchFrame } from '../../servers/fetch/frame.js';

const types = {
  typeParameters: [
    { name: 'Incoming', constraint: 'Request' },
    { name: 'Rest', constraint: 'unknown[]' },
    { name: 'Result', constraint: 'Response | undefined' },
  ],
  handler: { name: 'handler', type: '(request: Incoming, ...rest: Rest) => Result | Promise<Result>' },
  returnType: '(request: Incoming, ...rest: Rest) => Promise<Result | Response>',
};

/** How a middleware around a plain Fetch API handler is written. */
export const frame: FetchFrame = {
  library: 'fetch-handler',
  request: 'request',
  response: 'response',
  given: 'response',
  lifetime: 'lifetimeAmong(rest)',
  clientSignal: 'request.signal',
  environment: 'rest[0]',
  knownId: () => 'requestIdOf(request)',
  tellId: (variable) => `identifyRequest(request, ${variable})`,
  setResponse: (response) => `response = ${response}`,
  goingOn: { goOn: 'handler(request, ...rest)', isTail: true },
  variable: { name: 'response', type: 'Result | Response' },
  pageKeepsHeaders: false,
  before: 'before(request)',
  done: (outcome) => `done(request, ${outcome})`,
  outcome: 'outcome',
  moments: () => ({
    parameters: {
      before: 'request: Request',
      after: 'request: Request, response: Response',
      done: 'request: Request, outcome: Outcome',
    },
    returns: { before: 'unknown', after: 'unknown', done: 'unknown' },
    examples: {
      before: 'Your code, with `(request)`.',
      after: 'Your code, with `(request, response)`: `response.headers.set(…)`, or return another response.',
      done: 'Your code, with `(request, outcome)`.',
    },
  }),
  parameters: [
    { name: 'request', type: 'Incoming' },
    { name: 'rest', type: 'Rest', isRestParameter: true },
  ],
  parameterTypes: () => ({}),
  returnType: 'Promise<Result | Response>',
  factory: {
    typeParameters: types.typeParameters,
    parameters: [types.handler],
    returnType: () => types.returnType,
  },
  index: {
    register: (factories) => ({
      name: 'withMiddleware',
      docs: ['Wraps a handler with all middleware, outermost first.'],
      typeParameters: types.typeParameters,
      parameters: [types.handler],
      returnType: types.returnType,
      statements: [returned(factories.reduceRight((inner, name) => `${name}(${inner}, options)`, 'handler'))],
    }),
    reexports: ({ isIdentified }) =>
      isIdentified ? [{ name: 'requestIdOf', module: 'internal/request-id', isType: false }] : [],
  },
  imports: [],
};
