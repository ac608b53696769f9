/** One middleware: a plan in, a module out. */
import { StructureKind } from 'ts-morph';
import type { StatementStructures } from 'ts-morph';
import { commentLines, identifier, stringLiteral } from '../../languages/typescript/literals.js';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import { printValue } from '../../languages/typescript/values.js';
import type { ValueScope } from '../../languages/values.js';
import { courseOf } from '../../plan/course.js';
import { assignIdOf, hooksOf, optionsOf } from '../../plan/facts.js';
import type { OptionName } from '../../plan/facts.js';
import { routeGates } from '../../plan/gates.js';
import type { EnvironmentRead, FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import type { HelperUses } from '../../plan/uses.js';
import type { Value } from '../../plan/values.js';
import { render } from '../../templates.js';
import { printCaptureSettings } from './capture-settings.js';
import { constant, printCourse, scopeOf } from './course.js';
import { gateSyntax, printTable } from './gates.js';
import { optionsParameter } from './options.js';
import type { TypeScriptServer } from './server.js';
import type { StepContext } from './steps.js';

/** What a module is made with, besides its plan. */
export interface ModuleContext {
  /** The spec's name. */
  readonly spec: string;
  readonly server: TypeScriptServer;
  readonly helpers: HelperUses;
  /** The factory's name. */
  readonly factory: string;
  /** The options that some middleware of the output reads. */
  readonly allOptions: readonly OptionName[];
}

export function middlewareModule(
  plan: MiddlewarePlan,
  { spec, server, helpers, factory, allOptions }: ModuleContext,
): ModuleDraft {
  const hooks = hooksOf(plan);
  const assignId = assignIdOf(plan);
  const options = optionsOf(plan);
  const hoisted: string[] = [];
  const made: string[] = [];
  const steps = (moment: 'request' | 'head', gated: ReadonlyMap<FeatureName, string>): StepContext => {
    const scope = valueScope(server, moment, gated);
    const hoist = (label: string, value: Value): string => {
      const name = uniqueName(identifier(label.toLowerCase().replace(/[^a-z\d]+/g, '-'), new Set()), hoisted);
      hoisted.push(name);
      made.push(constant(name, printValue(value, scope).expression));
      return name;
    };
    return { templates: server.steps, bindings: server.bindings, scope, hoist };
  };
  const course = courseOf(plan, server.traits);
  const body = printCourse(server.forms, scopeOf(plan, course, gateSyntax(server.method, helpers), steps));
  const { signature } = server;
  return {
    name: plan.name,
    role: 'entry',
    siblings: Object.fromEntries(hooks.map((hook) => [hook, `${plan.name}.hooks`])),
    statements: [
      ...(assignId === undefined ? [] : server.identifying()),
      ...routeGates(plan).tables.map((table) => printTable(table, plan.routes)),
      ...(plan.capture === undefined ? [] : [printCaptureSettings(plan.name, plan.capture, helpers)]),
      {
        kind: StructureKind.Function,
        name: factory,
        isExported: true,
        docs: [description(plan)],
        typeParameters: [...(signature.factory.typeParameters ?? [])],
        parameters: [
          ...(signature.factory.parameters ?? []),
          ...(options.length === 0 ? [] : [optionsParameter(options, allOptions)]),
        ],
        returnType: signature.factory.returnType(plan),
        statements: [
          ...server.startUp(plan),
          ...setup(plan, server, spec, helpers),
          ...made,
          render('typescript/course/function', {
            head: innerSignature(plan, server, factory, body.join('\n')),
            statements: body,
          }),
        ],
      } satisfies StatementStructures,
    ],
  };
}

/** What is made once, when the middleware is created. */
function setup(plan: MiddlewarePlan, { holes }: TypeScriptServer, spec: string, helpers: HelperUses): string[] {
  const assignId = assignIdOf(plan);
  const statements: string[] = [];
  if (optionsOf(plan).includes('onError'))
    statements.push(constant('report', `errorReporter(${stringLiteral(plan.name)}, options.onError)`));
  if (assignId !== undefined) {
    const generator = assignId.format === 'uuid' ? `() => ${holes.randomUuid}()` : 'uuidv7';
    statements.push(constant('generateRequestId', `options.generateRequestId ?? (${generator})`));
  }
  statements.push(...plan.environment.map((read) => printEnvironmentRead(read, spec)));
  if (plan.capture !== undefined) statements.push(printOutlet(plan, helpers));
  return statements;
}

/** The head of the function that handles a request; its name is what stack traces show. */
function innerSignature(plan: MiddlewarePlan, { signature }: TypeScriptServer, factory: string, body: string): string {
  const { isAsync, parameters, returnType, parameterTypes } = signature;
  const inner = factory + (factory.endsWith('Middleware') ? 'Handler' : 'Middleware');
  const types = parameterTypes?.(plan) ?? {};
  const printed = parameters.map(
    ({ name, type, isRestParameter }) =>
      `${isRestParameter === true ? '...' : ''}${isMentioned(name, body) ? '' : '_'}${name}: ${types[name] ?? String(type)}`,
  );
  return `${isAsync ? 'async ' : ''}function ${inner}(${printed.join(', ')}): ${returnType(plan)}`;
}

/** Whether printed code speaks of a name; one that it does not is marked as unused. */
function isMentioned(name: string, code: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(code);
}

function printOutlet({ name, capture }: MiddlewarePlan, { uses }: HelperUses): string {
  const sink =
    capture?.sink === 'callback'
      ? 'options.onCapture'
      : capture?.sink === 'opentelemetry'
        ? `telemetrySink(${stringLiteral(name)})`
        : 'logSink';
  return constant('outlet', `{ records: new RecordQueue(${sink}, report)${uses.spill ? ', report' : ''} }`);
}

function printEnvironmentRead({ name, fallback, line }: EnvironmentRead, spec: string): string {
  const read =
    fallback === undefined
      ? `requiredEnvironment(${stringLiteral(name)}, ${stringLiteral(`${spec}:${String(line)}`)})`
      : `environment(${stringLiteral(name)}) ?? ${stringLiteral(fallback)}`;
  return constant(environmentName(name), read);
}

function environmentName(name: string): string {
  return `env${name
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;
}

function valueScope(
  server: TypeScriptServer,
  moment: 'request' | 'head',
  gated: ReadonlyMap<FeatureName, string>,
): ValueScope {
  return {
    ...server.scope(moment, gated),
    requestPath: 'path',
    requestId: 'requestId',
    requestIdIsOptional: gated.has('requestId'),
    elapsed: 'elapsed',
    environment: environmentName,
  };
}

function uniqueName(name: string, taken: readonly string[]): string {
  let unique = name;
  for (let count = 2; taken.includes(unique); count += 1) unique = `${name}${String(count)}`;
  return unique;
}

function description(plan: MiddlewarePlan): string {
  const lines = commentLines(plan.description ?? '');
  return lines.length === 0 ? `The middleware \`${plan.name}\`.` : lines.join('\n');
}
