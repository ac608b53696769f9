/** One middleware over ASGI: a plan in, a module out. */
import { bytesLiteral, docstring, snakeCase, stringLiteral } from '../../languages/python/literals.js';
import type { PythonDraft } from '../../languages/python/modules.js';
import { printValue } from '../../languages/python/values.js';
import type { ValueScope } from '../../languages/values.js';
import { assignIdOf, hooksOf, optionsOf, valueParts } from '../../plan/facts.js';
import type { OptionName } from '../../plan/facts.js';
import type { EnvironmentRead, FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import { render } from '../../templates.js';
import { isHeaderStep } from '../../plan/uses.js';
import type { HelperUses } from '../../plan/uses.js';
import { printCaptureSettings } from './capture-settings.js';
import { pythonGates } from './gates.js';
import { fieldNames, optionsParameter } from './options.js';
import { changesHead, isFollowedForRecord } from './plan-facts.js';
import { inBytes, indent, printSteps, when } from './steps.js';
import type { Hoist, StepContext } from './steps.js';

export function middlewareModule(
  plan: MiddlewarePlan,
  { className, spec, helpers }: { readonly className: string; readonly spec: string; readonly helpers: HelperUses },
): PythonDraft {
  const gates = pythonGates(plan, helpers);
  const { gated } = gates;
  const hooks = hooksOf(plan);
  const has = (hook: string): boolean => hooks.some((one) => one === hook);
  const { capture } = plan;
  const assignId = assignIdOf(plan);
  const hoisted: { readonly name: string; readonly expression: string }[] = [];
  const scope = valueScope(gated);
  const hoist: Hoist = (label, value, form) => {
    const name = uniqueName(snakeCase(label), ['app', 'errors', 'outlet', ...hoisted.map((one) => one.name)]);
    const { expression } = printValue(value, { ...scope, environment: environmentVariable });
    hoisted.push({ name, expression: form === 'text' ? expression : inBytes(expression) });
    return `self.${name}`;
  };
  const isFollowed = capture !== undefined || has('done');
  const depth = isFollowed ? 3 : 4;
  const context = (moment: 'request' | 'head'): StepContext => ({
    scope,
    hoist,
    gated,
    depth: moment === 'request' ? 2 : depth,
  });
  const head = printSteps('head', plan.head, context('head'));
  const request = printSteps('request', plan.request, context('request'));
  const kinds = new Set(valueParts(plan).map(({ kind }) => kind));
  const headKinds = new Set(valueParts({ ...plan, request: [] }).map(({ kind }) => kind));
  const captureConditions = [
    ...(capture === undefined ? [] : [gated.get('capture') ?? []]).flat(),
    ...(capture !== undefined && capture.sample < 1 ? [`is_sampled(${String(capture.sample)})`] : []),
  ];
  const needsHead = has('after') || has('done');
  const hookGate = gated.get('hooks');
  const facts = [
    'CAPTURE_SETTINGS',
    'self.outlet',
    'scope',
    'started',
    ...(helpers.uses.requestId && assignId !== undefined ? ['request_id'] : []),
  ];
  const needsCommit = changesHead(plan);
  const exchangeParts = [
    ...(capture === undefined ? [] : [', capture=capture']),
    ...(needsCommit ? [', on_head=commit'] : []),
    ...(has('done') ? [', on_done=finish'] : []),
  ].join('');
  const isSplit = gates.context.skipped !== '' && isFollowed && plan.head.length > 0;
  const usesMethod = kinds.has('requestMethod');
  const code = render('python/asgi/middleware', {
    name: className,
    doc: docstring(plan.description ?? `The middleware \`${plan.name}\`.`, 4),
    options: optionsParameter(optionsOf(plan)),
    setup: setupStatements(plan, spec, hoisted).map((line) => indent(line, 2)),
    needsMethod: (usesMethod && !isSplit) || (gates.tables.length > 0 && helpers.routes.methods),
    isSplit,
    needsMethodInside: usesMethod || (gates.context.gates.length > 0 && helpers.routes.methods),
    needsRouteInside: gates.context.gates.length > 0,
    needsEncoded: helpers.routes.slash,
    needsRoute: gates.tables.length > 0,
    skipped: gates.context.skipped,
    gates: gates.context.gates,
    skippedByGates: gates.context.skippedByGates,
    needsClock: headKinds.has('duration') || capture !== undefined,
    requestId: assignId === undefined ? '' : requestIdExpression(assignId.header, assignId.incoming),
    requestIdCondition: gated.get('requestId') ?? '',
    capture: capture === undefined ? '' : `ExchangeCapture(${facts.join(', ')})`,
    captureCondition: captureConditions.join(' and '),
    changesRequest: plan.request.some(isHeaderStep),
    replacedRequestNames: request.replaced,
    requestSteps: request.statements,
    needsRequest: hooks.length > 0,
    keepsHead: has('done'),
    followed: isFollowed,
    needsStatus: headKinds.has('responseStatus'),
    needsElapsed: headKinds.has('duration'),
    replacedNames: head.replaced,
    headSteps: head.statements,
    needsHead,
    afterSteps: has('after') ? [indent(when(hookGate, 'with self.errors:\n    after(request, response)'), depth)] : [],
    changesHead: needsCommit,
    passesDirectly: captureConditions.length > 0 && isFollowedForRecord(plan),
    sender: needsCommit ? 'send_head' : 'send',
    done: has('done') ? indent(when(hookGate, 'run_done(done, request, response, outcome, self.errors)'), 3) : '',
    exchangeParts,
    before: has('before')
      ? `await run_before(before, request)${hookGate === undefined ? '' : ` if ${hookGate} else None`}`
      : '',
  });
  return {
    name: snakeCase(plan.name),
    doc: docstring(`The middleware \`${plan.name}\`.`),
    role: 'entry',
    siblings: Object.fromEntries(hooks.map((hook) => [hook, `${snakeCase(plan.name)}_hooks`])),
    code: [
      ...gates.tables,
      ...(capture === undefined ? [] : [printCaptureSettings(plan.name, capture, helpers)]),
      code,
    ].join('\n\n'),
  };
}

function setupStatements(
  plan: MiddlewarePlan,
  spec: string,
  hoisted: readonly { readonly name: string; readonly expression: string }[],
): string[] {
  const options = optionsOf(plan);
  const assignId = assignIdOf(plan);
  const { capture } = plan;
  const isRequired = options.includes('onCapture');
  const given = (name: OptionName): string =>
    isRequired ? `options.${fieldNames[name]}` : `options.${fieldNames[name]} if options else None`;
  const factory = assignId?.format === 'uuidv7' ? 'time_ordered_id' : 'random_id';
  return [
    ...(options.includes('onError')
      ? [`self.errors = ErrorReporter(${stringLiteral(plan.name)}, ${given('onError')})`]
      : []),
    ...(assignId === undefined
      ? []
      : [
          `self.generate_request_id = ${isRequired ? given('generateRequestId') : `(${given('generateRequestId')})`} or ${factory}`,
        ]),
    ...(capture === undefined
      ? []
      : [`self.outlet = CaptureOutlet(${recordQueue(plan.name, capture.sink)}, self.errors)`]),
    ...plan.environment.map((read) => printEnvironmentRead(read, spec)),
    ...hoisted.map(({ name, expression }) => `self.${name} = ${expression}`),
  ];
}

function recordQueue(name: string, sink: 'log' | 'callback' | 'opentelemetry'): string {
  if (sink === 'callback') return 'CallbackQueue(options.on_capture, self.errors)';
  return `WorkerQueue(${sink === 'log' ? 'log_record' : `TelemetrySink(${stringLiteral(name)})`}, self.errors)`;
}

function requestIdExpression(header: string, incoming: 'trust' | 'ignore'): string {
  const trusted = incoming === 'trust' ? ` or trusted_id(request_header(scope, ${bytesLiteral(header)}))` : '';
  return `(known_id(state)${trusted} or generated_id(self.generate_request_id, self.errors))`;
}

function printEnvironmentRead({ name, fallback, line }: EnvironmentRead, spec: string): string {
  const read =
    fallback === undefined
      ? `required_environment(${stringLiteral(name)}, ${stringLiteral(`${spec}:${String(line)}`)})`
      : `environment(${stringLiteral(name)}) or ${stringLiteral(fallback)}`;
  return `${environmentVariable(name)} = ${read}`;
}

function environmentVariable(name: string): string {
  return `env_${name.toLowerCase()}`;
}

function valueScope(gated: ReadonlyMap<FeatureName, string>): ValueScope {
  return {
    requestMethod: 'method',
    requestPath: 'sent_path(scope)',
    requestId: 'request_id',
    requestIdIsOptional: gated.has('requestId'),
    responseStatus: 'str(status)',
    elapsed: 'elapsed',
    requestHeader: (name) => `request_header(scope, ${bytesLiteral(name)})`,
    environment: (name) => `self.${environmentVariable(name)}`,
  };
}

function uniqueName(name: string, taken: readonly string[]): string {
  let unique = name;
  for (let count = 2; taken.includes(unique); count += 1) unique = `${name}_${String(count)}`;
  return unique;
}
