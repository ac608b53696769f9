/** The course of a middleware over ASGI: one form for each operation. */
import { isInside, isOutside } from '../../languages/gates.js';
import { bytesLiteral, dictLiteral, numberLiteral, stringLiteral } from '../../languages/python/literals.js';
import type { ValueScope } from '../../languages/values.js';
import { opOf } from '../../plan/course.js';
import { literalPaths } from '../../plan/gates.js';
import type { Op } from '../../plan/course.js';
import { hooksOf } from '../../plan/facts.js';
import type { AnswerRequest, AssignRequestId, FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import { render } from '../../templates.js';
import { captureSettingsName } from '../python/capture-settings.js';
import { assign, captureCondition, indent, printOp, when } from '../python/course.js';
import type { FormScope, Forms } from '../python/course.js';
import { gateSyntax } from '../python/gates.js';
import { printSteps } from '../python/steps.js';
import type { PrintedSteps, StepContext } from '../python/steps.js';

/** Prints the body of `__call__`, and a second method if that makes excluded requests cheaper. */
export function printCourse(scope: FormScope): string[] {
  const statements: string[] = [];
  let isPrepared = false;
  for (const op of scope.course.slice(isSkippedAtOnce(scope) ? 2 : 0)) {
    if (!isPrepared && ['onHead', 'onDone', 'follow', 'answer', 'goOn'].includes(op.op)) {
      isPrepared = true;
      statements.push(...forHooks(scope));
    }
    statements.push(printOp(op, forms, scope));
    if (op.op === 'skip' && isSplit(scope)) statements.push(methodMark, targetInside(scope));
  }
  return statements
    .filter((text) => text !== '')
    .map((text) => (text === methodMark ? form('handle') : indent(text, 2)));
}

/** Excluded requests, where they are recognised together with those that are not HTTP. */
export function unhandled(scope: FormScope): string {
  const skip = isSkippedAtOnce(scope) ? opOf(scope.course, 'skip') : undefined;
  return skip === undefined ? '' : ` or ${isOutside(skip.gate, gateSyntax(scope.plan.routes, 'route_path(scope)'))}`;
}

/** Whether all that is needed of the target is to look up its path, once. */
function isSkippedAtOnce(scope: FormScope): boolean {
  const [target, skip] = scope.course;
  if (target?.op !== 'target' || skip?.op !== 'skip' || target.showsMethod || isSplit(scope)) return false;
  const tables = [skip.gate.included, skip.gate.excluded].filter((table) => table !== undefined);
  const isLiteral = tables.every((table) => literalPaths(table) !== undefined);
  return isLiteral && tables.length === 1 && opOf(scope.course, 'gate') === undefined;
}

/** Marks where the second method begins. */
const methodMark = '\0';

const forms: Forms = {
  target({ forRoutes, showsMethod }, scope) {
    const { routes } = scope.helpers;
    return form('target', {
      method: (showsMethod && !isSplit(scope)) || (forRoutes && routes.methods),
      path: forRoutes,
      encoded: forRoutes && routes.slash,
    });
  },
  skip: ({ gate }, { gates }) => form('skip', { condition: isOutside(gate, gates) }),
  gate: ({ feature, gate }, { gates }) => assign(gates.nameOf(feature), isInside(gate, gates)),
  skipUngated: ({ features }, { gates }) => form('skip', { condition: gates.none(features.map(gates.nameOf)) }),
  clock: () => assign('started', 'perf_counter()'),
  id: ({ step, gate }, { gated }) =>
    form('id', { condition: gate === undefined ? '' : gated.get(gate), value: newId(step) }),
  // The form of `id` has already stored the ID in the scope's state.
  tellId: () => '',
  keepHeaders: () => '',
  capture(op, scope) {
    const { helpers, course } = scope;
    const facts = [
      ...[captureSettingsName, 'self.records', 'scope', 'started'],
      ...(helpers.uses.requestId && opOf(course, 'id') !== undefined ? ['request_id'] : []),
    ];
    return form('capture', {
      condition: captureCondition(op, scope),
      value: `ExchangeCapture(${facts.join(', ')})`,
    });
  },
  change: ({ steps }, scope) => change(printSteps('request', steps, stepContext(scope))),
  onHead(op, scope) {
    if (!changesHead(scope.plan)) return '';
    const steps = printSteps('head', op.steps, stepContext(scope));
    const isFollowed = opOf(scope.course, 'follow') !== undefined;
    return form(isFollowed ? 'commit' : 'sendHead', {
      isKept: op.isKept,
      statements: [indent(headStatements(op, steps, scope), isFollowed ? 1 : 2)],
      changed: form('changed', { showsHead: showsHead(op) }).trim(),
    });
  },
  onBody: () => '',
  onDone({ callsHook }, { gated }) {
    return callsHook ? form('finish', { statements: [indent(when(gated.get('hooks'), [form('callDone')]))] }) : '';
  },
  follow(_, scope) {
    const { course, plan } = scope;
    const capture = opOf(course, 'capture');
    const parts = [
      ...(capture === undefined ? [] : [', capture=capture']),
      ...(changesHead(plan) ? [', on_head=commit'] : []),
      ...(opOf(course, 'onDone')?.callsHook === true ? [', on_done=finish'] : []),
    ];
    const passesDirectly =
      capture !== undefined && captureCondition(capture, scope) !== '' && isFollowedForRecord(plan);
    return [
      ...(passesDirectly ? [form('passDirectly', { changesHead: changesHead(plan) })] : []),
      form('exchange', { parts: parts.join('') }),
    ].join('\n');
  },
  answer: ({ step, gate }, scope) => (gate === undefined ? goOn(newResponse(step), scope) : ''),
  goOn(_, scope) {
    const answer = opOf(scope.course, 'answer');
    const condition = answer?.gate === undefined ? undefined : scope.gated.get(answer.gate);
    if (answer === undefined || condition === undefined) return goOn('self.app', scope);
    return goOn(`(${newResponse(answer.step)} if ${condition} else self.app)`, scope);
  },
};

function change({ replaced, statements }: PrintedSteps): string {
  return form('change', { others: othersIn('scope', replaced), statements });
}

/** Makes a list of all headers of a message or a scope except for some. */
function othersIn(message: string, names: readonly string[]): string {
  return form('others', {
    given: `${message}.get("headers", ())`,
    name: names.length === 1 ? names[0] : undefined,
    names: names.length > 1 ? `(${names.join(', ')})` : undefined,
    // Linters allow 50 statements in a function, which is not much for one that changes many headers.
    isFull: names.length > 3 || message === 'scope',
  });
}

function form(name: string, holes: object = {}): string {
  return render(`python/asgi/course/${name}`, holes).trimEnd();
}

/** Whether the response headers are changed, or kept for a hook. */
export function changesHead(plan: MiddlewarePlan): boolean {
  return plan.head.length > 0 || hooksOf(plan).includes('done');
}

/** Whether an exchange is followed only for its record, so that one without a record need not be followed. */
export function isFollowedForRecord(plan: MiddlewarePlan): boolean {
  const hooks = hooksOf(plan);
  return plan.capture !== undefined && !hooks.includes('before') && !hooks.includes('done');
}

/** Whether handled requests get a method of their own, so that excluded ones do not pay for its closures. */
function isSplit({ course, plan }: FormScope): boolean {
  return opOf(course, 'skip') !== undefined && opOf(course, 'follow') !== undefined && plan.head.length > 0;
}

function targetInside({ course, helpers: { routes } }: FormScope): string {
  const target = opOf(course, 'target');
  const hasGates = opOf(course, 'gate') !== undefined;
  return form('target', {
    method: target?.showsMethod === true || (hasGates && routes.methods),
    path: hasGates,
    encoded: hasGates && routes.slash,
  });
}

/** The objects that hooks receive. */
function forHooks({ plan }: FormScope): string[] {
  const hooks = hooksOf(plan);
  return [...(hooks.length > 0 ? [form('request')] : []), ...(hooks.includes('done') ? [form('keptHead')] : [])];
}

function newId({ header, incoming, format }: AssignRequestId): string {
  const trusted = incoming === 'trust' ? ` or trusted_id(request_header(scope, ${bytesLiteral(header)}))` : '';
  const own = format === 'uuid' ? 'str(uuid4())' : 'time_ordered_id()';
  return `(trusted_id(state.get("request_id"))${trusted} or custom_id(self.generate_request_id, self.errors) or ${own})`;
}

/** Whether a hook receives the response headers. */
function showsHead({ steps, isKept }: Op<'onHead'>): boolean {
  return isKept || steps.some(({ op }) => op === 'callHook');
}

function headStatements(op: Op<'onHead'>, { replaced, statements }: PrintedSteps, { gated }: FormScope): string {
  return form('head', {
    ...op,
    others: othersIn('message', replaced),
    statements,
    showsHead: showsHead(op),
    hooks: op.steps.some((step) => step.op === 'callHook') ? [when(gated.get('hooks'), [form('callAfter')])] : [],
  });
}

function goOn(handler: string, { course, gated, plan }: FormScope): string {
  const isFollowed = opOf(course, 'follow') !== undefined;
  const hooked = gated.get('hooks');
  const callsHook = opOf(course, 'goOn')?.callsHook === true;
  const statements = form('goOn', {
    handler,
    receive: isFollowed ? 'exchange.receive' : 'receive',
    send: isFollowed ? 'exchange.send' : changesHead(plan) ? 'send_head' : 'send',
    before: callsHook
      ? `await run_before(before, request)${hooked === undefined ? '' : ` if ${hooked} else None`}`
      : '',
  });
  return isFollowed ? form('following', { statements: [indent(statements)] }) : statements;
}

function newResponse({ status, headers, body }: AnswerRequest): string {
  const fields = headers.length === 0 ? '' : `, ${dictLiteral(headers.map(({ name, value }) => [name, value]))}`;
  return `Response(${stringLiteral(body)}, ${numberLiteral(status)}${fields})`;
}

function stepContext({ gated, hoist, readEnvironment }: FormScope): StepContext {
  return { templates: 'python/asgi/steps', headers: 'bytes', scope: valueScope(gated, readEnvironment), hoist, gated };
}

/** The expressions for the parts of header values, inside the methods of the middleware. */
export function valueScope(
  gated: ReadonlyMap<FeatureName, string>,
  environment: ValueScope['environment'],
): ValueScope {
  return {
    requestMethod: 'method',
    requestPath: 'sent_path(scope)',
    requestId: 'request_id',
    requestIdIsOptional: gated.has('requestId'),
    responseStatus: 'str(status)',
    elapsed: 'elapsed',
    requestHeader: (name) => `request_header(scope, ${bytesLiteral(name)})`,
    environment,
  };
}
