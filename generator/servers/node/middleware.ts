/** One middleware over Node's HTTP server: a plan in, a module out. */
import { StructureKind } from 'ts-morph';
import type { StatementStructures } from 'ts-morph';
import { commentLines, identifier, stringLiteral } from '../../languages/typescript/literals.js';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import { printValue } from '../../languages/typescript/values.js';
import type { ValueScope } from '../../languages/typescript/values.js';
import type { AssignRequestId, EnvironmentRead, FeatureName, HookName, MiddlewarePlan } from '../../plan/plan.js';
import type { Value } from '../../plan/values.js';
import { render } from '../../templates.js';
import { printCaptureSettings } from './capture-settings.js';
import type { NodeFrame } from './frame.js';
import { printGates } from './gates.js';
import type { PrintedGates } from './gates.js';
import { headStatement, headerStatement } from './steps.js';
import type { HelperUses } from './uses.js';

/** What the other modules of an output need to know of a middleware. */
export interface MiddlewareModule {
  readonly draft: ModuleDraft;
  /** The factory's name. */
  readonly factory: string;
  readonly hooks: readonly HookName[];
}

export type OptionName = 'onCapture' | 'generateRequestId' | 'onError';

/** The options that a middleware reads. */
export function optionsOf(plan: MiddlewarePlan): OptionName[] {
  const identifies = plan.features.includes('requestId');
  const canFail = plan.capture !== undefined || identifies || hooksOf(plan).some((hook) => hook !== 'before');
  return [
    ...(plan.capture?.sink === 'callback' ? ['onCapture' as const] : []),
    ...(identifies ? ['generateRequestId' as const] : []),
    ...(canFail ? ['onError' as const] : []),
  ];
}

export function middlewareModule(
  plan: MiddlewarePlan,
  spec: string,
  frame: NodeFrame,
  helpers: HelperUses,
  factory: string,
  allOptions: readonly OptionName[],
): MiddlewareModule {
  const hooks = hooksOf(plan);
  const assignId = plan.request.find((step): step is AssignRequestId => step.op === 'assignRequestId');
  const options = optionsOf(plan);
  const gates = printGates(plan, frame, helpers);
  const hoisted: string[] = [];
  const scope = valueScope(frame, gates.gated);
  const hoist = (label: string, value: Value): string => {
    const name = uniqueName(identifier(label.toLowerCase().replace(/[^a-z\d]+/g, '-'), new Set()), hoisted);
    hoisted.push(name);
    statements.push(`const ${name} = ${printValue(value, scope).expression};`);
    return name;
  };
  const statements: string[] = [];
  if (options.includes('onError'))
    statements.push(`const report = errorReporter(${stringLiteral(plan.name)}, options.onError);`);
  if (assignId !== undefined) {
    const generator = assignId.format === 'uuid' ? '() => randomUUID()' : 'uuidv7';
    statements.push(`const generateRequestId = options.generateRequestId ?? (${generator});`);
  }
  statements.push(...plan.environment.map((read) => printEnvironmentRead(read, spec)));
  if (plan.capture !== undefined) statements.push(printOutlet(plan, helpers));
  const body = printBody(plan, frame, assignId, gates, scope, hoist);
  statements.push(
    `return function ${factory}${factory.endsWith('Middleware') ? 'Handler' : 'Middleware'}(${frame.parameters.map(({ name, type }) => `${name}: ${String(type)}`).join(', ')}): ${frame.returnType} {\n${body}};`,
  );

  const draft: ModuleDraft = {
    name: plan.name,
    role: 'entry',
    siblings: Object.fromEntries(hooks.map((hook) => [hook, `${plan.name}.hooks`])),
    statements: [
      ...(assignId === undefined ? [] : [requestIdType]),
      ...gates.tables,
      ...(plan.capture === undefined ? [] : [printCaptureSettings(plan.name, plan.capture, helpers)]),
      {
        kind: StructureKind.Function,
        name: factory,
        isExported: true,
        docs: [description(plan)],
        parameters: options.length === 0 ? [] : [optionsParameter(options, allOptions)],
        returnType: frame.middlewareType,
        statements,
      } satisfies StatementStructures,
    ],
  };
  return { draft, factory, hooks };
}

/** Every kind of request on Node's HTTP server is an `IncomingMessage`, so one declaration serves all. */
const requestIdType = `declare module 'node:http' {
  interface IncomingMessage {
    /** The id of the request; absent on routes that are left out. */
    requestId?: string;
  }
}`;

/** The parameter of a function that reads some of the options there are. */
export function optionsParameter(
  read: readonly OptionName[],
  all: readonly OptionName[],
): { name: string; type: string; initializer?: string } {
  const type =
    read.length === all.length
      ? 'MiddlewareOptions'
      : `Pick<MiddlewareOptions, ${read.map((name) => `'${name}'`).join(' | ')}>`;
  return { name: 'options', type, ...(read.includes('onCapture') ? {} : { initializer: '{}' }) };
}

export function hooksOf(plan: MiddlewarePlan): HookName[] {
  return [...plan.request, ...plan.head, ...plan.done].flatMap((step) => (step.op === 'callHook' ? [step.hook] : []));
}

function printBody(
  plan: MiddlewarePlan,
  frame: NodeFrame,
  assignId: AssignRequestId | undefined,
  gates: PrintedGates,
  scope: ValueScope,
  hoist: (label: string, value: Value) => string,
): string {
  const headSteps = gate(
    plan.head.map((step) => ({ feature: step.feature, text: headStatement(step, scope, hoist) })),
    gates.gated,
  );
  const requestSteps = gate(
    plan.request.flatMap((step) =>
      step.op === 'assignRequestId' || step.op === 'callHook'
        ? []
        : [{ feature: step.feature, text: headerStatement('request', step, scope, hoist) }],
    ),
    gates.gated,
  );
  const { capture } = plan;
  const captureIsOptional = capture !== undefined && (gates.gated.has('capture') || capture.sample < 1);
  const doneHooks = plan.done.flatMap((step) =>
    step.op === 'callHook' ? [{ feature: step.feature, text: doneHook }] : [],
  );
  if (capture !== undefined) headSteps.push(`capture${captureIsOptional ? '?' : ''}.head(res);`);
  const usesElapsed = plan.head.some((step) => partsOf(step).some(({ kind }) => kind === 'duration'));
  const usesPath = capture !== undefined || partsOfAll(plan).some(({ kind }) => kind === 'requestPath');
  const needsTarget = usesPath || plan.routes.include.length + plan.routes.exclude.length > 0;
  const hasBefore = plan.request.some((step) => step.op === 'callHook');
  return render('typescript/node/middleware', {
    frame,
    routes: gates.context,
    needsTarget,
    targetParts: capture === undefined ? 'path' : 'path, query',
    needsClock: usesElapsed || capture !== undefined,
    needsElapsed: usesElapsed,
    requestId:
      assignId === undefined
        ? ''
        : { expression: requestIdExpression(assignId, gates.gated), isOptional: gates.gated.has('requestId') },
    capture: capture === undefined ? '' : { expression: captureExpression(plan, gates.gated, captureIsOptional) },
    requestSteps,
    headSteps,
    observesBody: capture?.response === undefined ? '' : observeBody(captureIsOptional),
    doneSteps: [
      ...(capture === undefined ? [] : [`capture${captureIsOptional ? '?' : ''}.done(outcome);`]),
      ...gate(doneHooks, gates.gated),
    ],
    before: hasBefore ? beforeExpression(gates.gated.get('hooks')) : '',
  });
}

function beforeExpression(condition: string | undefined): string {
  return condition === undefined ? 'before(req, res)' : `(${condition} ? before(req, res) : undefined)`;
}

const doneHook = 'attempt(() => done(req, res, outcome), report);';

function observeBody(isOptional: boolean): string {
  const call = 'observeBody(res, (chunk, encoding) => {\ncapture.chunk(chunk, encoding);\n});';
  return isOptional ? `if (capture !== undefined) {\n${call}\n}` : call;
}

/** Puts statements of one feature that stand together behind its condition. */
function gate(
  statements: readonly { feature: FeatureName; text: string }[],
  gated: ReadonlyMap<FeatureName, string>,
): string[] {
  const groups: { condition: string | undefined; texts: string[] }[] = [];
  for (const { feature, text } of statements) {
    // A step of the request id is guarded by the id itself.
    const condition = feature === 'requestId' ? undefined : gated.get(feature);
    const last = groups.at(-1);
    if (last !== undefined && last.condition === condition) last.texts.push(text);
    else groups.push({ condition, texts: [text] });
  }
  return groups.flatMap(({ condition, texts }) =>
    condition === undefined ? texts : [`if (${condition}) {\n${texts.join('\n')}\n}`],
  );
}

function requestIdExpression({ header, incoming }: AssignRequestId, gated: ReadonlyMap<FeatureName, string>): string {
  const trusted = incoming === 'trust' ? `trustedId(requestHeader(req, ${stringLiteral(header)})) ?? ` : '';
  const expression = `req.requestId ?? ${trusted}generatedId(generateRequestId, report)`;
  const condition = gated.get('requestId');
  return condition === undefined ? expression : `${condition} ? (${expression}) : undefined`;
}

function captureExpression(
  { capture, features }: MiddlewarePlan,
  gated: ReadonlyMap<FeatureName, string>,
  isOptional: boolean,
): string {
  const facts = ['path', 'query', 'started', ...(features.includes('requestId') ? ['requestId'] : [])];
  const made = `new ExchangeCapture(captureSettings, outlet, req, { ${facts.join(', ')} })`;
  if (!isOptional) return made;
  const sample = capture?.sample ?? 1;
  const conditions = [gated.get('capture') ?? [], sample < 1 ? `Math.random() < ${String(sample)}` : []].flat();
  return `${conditions.join(' && ')} ? ${made} : undefined`;
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

function valueScope(frame: NodeFrame, gated: ReadonlyMap<FeatureName, string>): ValueScope {
  return {
    requestMethod: frame.method,
    requestPath: 'path',
    requestId: 'requestId',
    requestIdIsOptional: gated.has('requestId'),
    responseStatus: 'String(res.statusCode)',
    elapsed: 'elapsed',
    requestHeader: (name) => `requestHeader(req, ${stringLiteral(name)})`,
    environment: environmentName,
  };
}

function partsOf(step: MiddlewarePlan['head'][number] | MiddlewarePlan['request'][number]): Value {
  if ('value' in step) return step.value;
  return 'members' in step ? step.members.flat() : [];
}

function partsOfAll({ head, request }: MiddlewarePlan): Value {
  return [...head, ...request].flatMap(partsOf);
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
