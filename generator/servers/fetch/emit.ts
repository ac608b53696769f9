/** The server interface of the Fetch API: makes the modules of an output from a plan and a framework's frame. */
import { stringLiteral } from '../../languages/typescript/literals.js';
import type { MiddlewarePlan, Plan } from '../../plan/plan.js';
import { emitModules } from '../typescript/emit.js';
import { assignIdOf, hooksOf } from '../../plan/facts.js';
import type { ModuleSet } from '../../languages/typescript/modules.js';
import type { TypeScriptServer } from '../typescript/server.js';
import { statement } from '../typescript/course.js';
import { fetchForms } from './forms.js';
import type { FetchFrame, FrameFacts } from './frame.js';
import { fetchGlobals } from './globals.js';

export function emitFetch(plan: Plan, frame: FetchFrame): ModuleSet {
  return emitModules(plan, fetchServer(plan.middleware, frame));
}

function fetchServer(plans: readonly MiddlewarePlan[], frame: FetchFrame): TypeScriptServer {
  const hooked = plans.filter((plan) => hooksOf(plan).length > 0);
  return {
    library: ['shared', 'disk', 'fetch', frame.library],
    platform: 'fetch',
    presence: {
      ...(frame.identityType === undefined
        ? {}
        : { [`${frame.identityType}.requestId`]: plans.some(leavesUnidentified) ? 'sometimes' : 'always' }),
      bodyOf: frame.bodyOf === undefined ? 'never' : 'always',
    },
    steps: 'typescript/fetch/steps',
    bindings: {},
    method: `${frame.request}.method`,
    scope: (moment) => ({
      requestMethod: `${frame.request}.method`,
      responseStatus: 'String(status)',
      requestHeader: (name) =>
        `requestHeader(${moment === 'request' ? 'headers' : `${frame.request}.headers`}, ${stringLiteral(name)})`,
    }),
    environment: frame.environment,
    signature: {
      isAsync: true,
      isInferred: frame.isInferred === true,
      parameters: frame.parameters,
      parameterTypes: (plan) => frame.parameterTypes(factsOf(plan)),
      returnType: () => frame.returnType,
      factory: { ...frame.factory, returnType: (plan) => frame.factory.returnType(factsOf(plan)) },
    },
    traits: { changesInPlace: false },
    forms: fetchForms(frame),
    startUp: ({ name, capture }) =>
      capture?.spill === undefined ? [] : [statement(`requireDisk(${stringLiteral(`The middleware "${name}"`)})`)],
    identifying: () => [],
    hooks: frame.moments({ isIdentified: hooked.every(identifies) }),
    index: {
      register: (factories) => frame.index.register(factories, { isIdentified: plans.some(identifies) }),
      reexports: () => frame.index.reexports({ isIdentified: plans.some(identifies) }),
    },
    imports: frame.imports,
    globals: fetchGlobals,
  };
}

function factsOf(plan: MiddlewarePlan): FrameFacts {
  return { isIdentified: identifies(plan) };
}

function identifies(plan: MiddlewarePlan): boolean {
  return assignIdOf(plan) !== undefined;
}

/** Whether a middleware that assigns IDs leaves some requests without one. */
function leavesUnidentified(plan: MiddlewarePlan): boolean {
  const { include, exclude } = plan.routes;
  return identifies(plan) && include.length + exclude.length > 0;
}
