/** The server interface of Node's HTTP server: makes the modules of an output from a plan and a framework's frame. */
import { stringLiteral } from '../../languages/typescript/literals.js';
import { assignIdOf } from '../../plan/facts.js';
import type { Plan } from '../../plan/plan.js';
import { emitModules } from '../typescript/emit.js';
import type { ModuleSet } from '../../languages/typescript/modules.js';
import type { TypeScriptServer } from '../typescript/server.js';
import { render } from '../../templates.js';
import { importOf } from '../typescript/imports.js';
import { bindingsOf, nodeForms } from './forms.js';
import type { NodeFrame } from './frame.js';
import { nodeGlobals } from './globals.js';

export function emitNode(plan: Plan, frame: NodeFrame): ModuleSet {
  return emitModules(plan, nodeServer(frame));
}

function nodeServer(frame: NodeFrame): TypeScriptServer {
  const { parameters, late = { parameters } } = frame.moments;
  return {
    library: ['shared', 'disk', 'node', ...(frame.library === undefined ? [] : [frame.library])],
    platform: 'node',
    steps: 'typescript/node/steps',
    facts: { servesHttp2: frame.servesHttp2 },
    bindings: bindingsOf(frame),
    method: frame.method,
    scope: () => ({
      requestMethod: 'method',
      responseStatus: `String(${frame.res}.statusCode)`,
      requestHeader: (name) => `requestHeader(${frame.req}, ${stringLiteral(name)})`,
    }),
    signature: {
      isAsync: frame.callback === undefined && !frame.goingOn.isTail,
      isInferred: frame.isInferred === true,
      parameters: frame.parameters,
      returnType: () => frame.returnType,
      factory: { ...frame.factory, returnType: () => frame.factory.returnType },
    },
    traits: { changesInPlace: true },
    forms: nodeForms(frame),
    startUp: () => [],
    identifying: () =>
      frame.identity.declaredOn.map((holes) => render('typescript/node/course/request-id-type', holes)),
    hooks: {
      parameters: { before: parameters, after: late.parameters, done: `${late.parameters}, outcome: Outcome` },
      examples: frame.moments.examples,
    },
    ...(frame.classTemplate === undefined ? {} : { classTemplate: frame.classTemplate }),
    index: {
      register: frame.register,
      reexports: (plans) =>
        frame.reexports?.({ isIdentified: plans.some((one) => assignIdOf(one) !== undefined) }) ?? [],
    },
    imports: [...frame.imports, importOf('node:crypto', ['randomUUID'])],
    globals: nodeGlobals,
  };
}
