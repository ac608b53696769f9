/** One middleware: a plan in, a module out. */
import { StructureKind } from 'ts-morph';
import type { StatementStructures } from 'ts-morph';
import { commentLines, identifier, stringLiteral } from '../../languages/typescript/literals.js';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import { groupByCondition } from '../../languages/gates.js';
import type { PrintedGates } from '../../languages/gates.js';
import { printValue } from '../../languages/typescript/values.js';
import type { ValueScope } from '../../languages/values.js';
import { assignIdOf, hooksOf, optionsOf } from '../../plan/facts.js';
import type { OptionName } from '../../plan/facts.js';
import type { AssignRequestId, EnvironmentRead, FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import type { Value } from '../../plan/values.js';
import { printCaptureSettings } from './capture-settings.js';
import { typeScriptGates } from './gates.js';
import { optionsParameter } from './options.js';
import type { TypeScriptServer } from './server.js';
import type { StepContext } from './steps.js';
import type { HelperUses } from '../../plan/uses.js';

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

/** What a server needs in order to print the function that handles a request. */
export interface BodyParts {
  readonly plan: MiddlewarePlan;
  readonly assignId: AssignRequestId | undefined;
  readonly gates: PrintedGates;
  readonly context: (moment: 'request' | 'head') => StepContext;
}

export function middlewareModule(
  plan: MiddlewarePlan,
  { spec, server, helpers, factory, allOptions }: ModuleContext,
): ModuleDraft {
  const hooks = hooksOf(plan);
  const assignId = assignIdOf(plan);
  const options = optionsOf(plan);
  const gates = typeScriptGates(plan, server.method, helpers);
  const hoisted: string[] = [];
  const hoist = (label: string, value: Value): string => {
    const name = uniqueName(identifier(label.toLowerCase().replace(/[^a-z\d]+/g, '-'), new Set()), hoisted);
    hoisted.push(name);
    statements.push(`const ${name} = ${printValue(value, valueScope(server, 'head', gates.gated)).expression};`);
    return name;
  };
  const context = (moment: 'request' | 'head'): StepContext => ({
    templates: server.steps,
    scope: valueScope(server, moment, gates.gated),
    hoist,
  });
  const statements: string[] = [...server.startUp(plan)];
  if (options.includes('onError'))
    statements.push(`const report = errorReporter(${stringLiteral(plan.name)}, options.onError);`);
  if (assignId !== undefined) {
    const generator = assignId.format === 'uuid' ? `() => ${server.holes.randomUuid}()` : 'uuidv7';
    statements.push(`const generateRequestId = options.generateRequestId ?? (${generator});`);
  }
  statements.push(...plan.environment.map((read) => printEnvironmentRead(read, spec)));
  if (plan.capture !== undefined) statements.push(printOutlet(plan, helpers));
  const body = server.body({ plan, assignId, gates, context });
  statements.push(`return ${innerSignature(plan, server, factory, body)} {\n${body}};`);
  const { signature } = server;
  return {
    name: plan.name,
    role: 'entry',
    siblings: Object.fromEntries(hooks.map((hook) => [hook, `${plan.name}.hooks`])),
    statements: [
      ...(assignId === undefined ? [] : server.identifying),
      ...gates.tables,
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
        statements,
      } satisfies StatementStructures,
    ],
  };
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

/** Puts statements of one feature that stand together behind its condition. */
export function gate(
  statements: readonly { feature: FeatureName; text: string }[],
  gated: ReadonlyMap<FeatureName, string>,
): string[] {
  return groupByCondition(statements, gated).flatMap(({ condition, texts }) =>
    condition === undefined ? texts : [`if (${condition}) {\n${texts.join('\n')}\n}`],
  );
}

/** The conditions under which a request is captured at all, where that is not always. */
export function captureCondition({ capture }: MiddlewarePlan, gated: ReadonlyMap<FeatureName, string>): string {
  const sample = capture?.sample ?? 1;
  return [gated.get('capture') ?? [], sample < 1 ? `Math.random() < ${String(sample)}` : []].flat().join(' && ');
}

/** What the capture is told when the request comes in. */
export function captureFacts({ features }: MiddlewarePlan): string {
  return ['path', 'query', 'started', ...(features.includes('requestId') ? ['requestId'] : [])].join(', ');
}

function printOutlet({ name, capture }: MiddlewarePlan, { uses }: HelperUses): string {
  const sink =
    capture?.sink === 'callback'
      ? 'options.onCapture'
      : capture?.sink === 'opentelemetry'
        ? `telemetrySink(${stringLiteral(name)})`
        : 'logSink';
  return `const outlet = { records: new RecordQueue(${sink}, report)${uses.spill ? ', report' : ''} };`;
}

function printEnvironmentRead({ name, fallback, line }: EnvironmentRead, spec: string): string {
  const read =
    fallback === undefined
      ? `requiredEnvironment(${stringLiteral(name)}, ${stringLiteral(`${spec}:${String(line)}`)})`
      : `environment(${stringLiteral(name)}) ?? ${stringLiteral(fallback)}`;
  return `const ${environmentName(name)} = ${read};`;
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

/** What the steps of a middleware need to know at the time of a request. */
export function needsOf(plan: MiddlewarePlan): {
  readonly elapsed: boolean;
  readonly path: boolean;
  readonly target: boolean;
} {
  const kinds = new Set([...plan.head, ...plan.request].flatMap(partsOf).map(({ kind }) => kind));
  const path = plan.capture !== undefined || kinds.has('requestPath');
  return {
    elapsed: kinds.has('duration'),
    path,
    target: path || plan.routes.include.length + plan.routes.exclude.length > 0,
  };
}

function partsOf(step: MiddlewarePlan['head'][number] | MiddlewarePlan['request'][number]): Value {
  if ('value' in step) return step.value;
  return 'members' in step ? step.members.flat() : [];
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
