/** The course of a middleware over the Fetch API: one form for each operation. */
import { dataLiteral, numberLiteral, stringLiteral } from '../../languages/typescript/literals.js';
import { opOf, partsOf } from '../../plan/course.js';
import type { Op } from '../../plan/course.js';
import type { AnswerRequest, AssignRequestId, HeadStep } from '../../plan/plan.js';
import { render } from '../../templates.js';
import {
  captureCondition,
  captureFacts,
  commonForms,
  constant,
  guarded,
  idValue,
  orUndefined,
  readTarget,
  returned,
  statement,
  when,
} from '../typescript/course.js';
import type { Forms, FormScope, ServerForms } from '../typescript/course.js';
import { headStatement, headerStatement } from '../typescript/steps.js';
import type { FetchFrame } from './frame.js';

export function fetchForms(frame: FetchFrame): ServerForms {
  const forms: Forms = {
    ...commonForms(frame.goingOn),
    target: (op) => readTarget(op, { path: `urlPath(${frame.request}.url)`, both: `splitUrl(${frame.request}.url)` }),
    id: ({ step, gate }, scope) => constant('requestId', idValue(newId(step, frame), gate, scope)),
    keepHeaders: () => form('keepHeaders', { request: frame.request }),
    change({ steps }, scope) {
      const statements = steps.map((step) => {
        // Cookies in a request are joined by `; ` and not by a comma (RFC 6265, section 4.2.1).
        const isCookie = step.op === 'appendHeader' && step.name.toLowerCase() === 'cookie';
        return headerStatement('request', step, scope.steps('request'), isCookie ? 'appendCookie' : step.op);
      });
      return when(scope.gated.get('headers'), [form('changeRequest', { request: frame.request, statements })]);
    },
    tellId: ({ gate }) =>
      when(gate === undefined ? undefined : 'requestId !== undefined', [statement(frame.tellId('requestId'))]),
    capture(op, scope) {
      const headers = op.showsKeptHeaders ? ', receivedHeaders' : '';
      const made = `new ExchangeCapture(captureSettings, records, ${frame.request}, { ${captureFacts(scope.plan)} }${headers})`;
      return constant('capture', orUndefined(captureCondition(op, scope), made));
    },
    onHead: () => '',
    onBody: () => '',
    onDone: (op, scope) => constant('exchange', exchange(op, scope, frame)),
    follow: () => '',
    // An answer that depends on the request is printed by `goOn`, as the other branch.
    answer: ({ gate }, scope) => (gate === undefined ? respond(scope, frame) : ''),
    goOn: (_, scope) => respond(scope, frame),
  };
  const finish = (scope: FormScope): string =>
    frame.variable === undefined || isPlain(scope) ? '' : returned(frame.variable.name);
  return {
    forms,
    after: {
      onHead: (op, scope) =>
        commitsHeadOnFailure(scope, frame) ? statement('commitHead()') : changeHead(op, scope, frame).join('\n'),
      follow(_, scope) {
        const capture = opOf(scope.course, 'capture') === undefined ? '' : ', capture';
        const followed = frame.setResponse(`await exchange.follow(${frame.given}${capture})`);
        return when(exchangeCondition(scope) === undefined ? undefined : 'exchange !== undefined', [
          statement(followed),
        ]);
      },
      answer: ({ gate }, scope) => (gate === undefined ? finish(scope) : ''),
      goOn: (_, scope) => finish(scope),
    },
  };
}

function form(name: string, holes: object): string {
  return render(`typescript/fetch/course/${name}`, holes).trim();
}

function newId({ header, incoming, format }: AssignRequestId, { request, knownId }: FetchFrame): string {
  const trusted = incoming === 'trust' ? `trustedId(${request}.headers.get(${stringLiteral(header)})) ?? ` : '';
  const own = format === 'uuid' ? 'crypto.randomUUID()' : 'uuidv7()';
  return `${knownId('requestId')} ?? ${trusted}customId(options.generateRequestId, report) ?? ${own}`;
}

/** Whether the middleware does nothing with the response. */
function isPlain({ course }: FormScope): boolean {
  const head = opOf(course, 'onHead');
  const isChanged = head !== undefined && head.steps.length > 0;
  return !isChanged && opOf(course, 'onDone') === undefined && opOf(course, 'answer') === undefined;
}

/**
 * Whether the headers must also be set when the `before` hook throws, because the error page is created outside the
 * middleware.
 */
function commitsHeadOnFailure({ course }: FormScope, { pageKeepsHeaders }: FetchFrame): boolean {
  const hasSteps = (opOf(course, 'onHead')?.steps.length ?? 0) > 0;
  return pageKeepsHeaders && hasSteps && opOf(course, 'goOn')?.callsHook === true;
}

/** Prints how the middleware gets the response: from the next handler, or as its own answer. */
function respond(scope: FormScope, frame: FetchFrame): string {
  const { course, gated } = scope;
  const { variable } = frame;
  const head = opOf(course, 'onHead');
  const before =
    opOf(course, 'goOn')?.callsHook === true ? [when(gated.get('hooks'), [statement(`await ${frame.before}`)])] : [];
  if (isPlain(scope)) return spaced([...before, goOn(frame)]);
  const commits = commitsHeadOnFailure(scope, frame) && head !== undefined;
  const follows = opOf(course, 'onDone') !== undefined;
  const answer = opOf(course, 'answer');
  if (!commits && !follows && answer === undefined) {
    return spaced([
      ...before,
      variable === undefined ? goOn(frame) : form('declare', { ...variable, value: `await ${frame.goingOn.goOn}` }),
    ]);
  }
  const response = form('respond', {
    condition: answer?.gate === undefined ? '' : gated.get(answer.gate),
    answer: answer === undefined ? '' : frame.setResponse(newResponse(answer.step)),
    goOn:
      answer !== undefined && answer.gate === undefined
        ? frame.setResponse(newResponse(answer.step))
        : variable === undefined
          ? frame.goingOn.goOn
          : `${variable.name} = await ${frame.goingOn.goOn}`,
  });
  const isOptional = exchangeCondition(scope) !== undefined;
  const statements = [...before, response];
  return spaced([
    ...(commits ? [form('commitHead', { statements: changeHead(head, scope, frame) }), ''] : []),
    ...(variable === undefined ? [] : [form('declare', { ...variable, value: '' })]),
    ...(commits || follows
      ? [
          form('catching', {
            statements,
            commitsHead: commits,
            exchange: follows ? (isOptional ? 'exchange?' : 'exchange') : '',
          }),
        ]
      : statements),
  ]);
}

/** Puts an empty line between the statements for the request and those for the response. */
function spaced(statements: readonly string[]): string {
  return ['', ...statements].join('\n');
}

function goOn({ goingOn }: FetchFrame): string {
  return goingOn.isTail ? returned(goingOn.goOn) : statement(goingOn.goOn);
}

function newResponse({ status, headers, body }: AnswerRequest): string {
  const init = [
    `status: ${numberLiteral(status)}`,
    ...(headers.length === 0 ? [] : [`headers: ${dataLiteral(headers.map(({ name, value }) => [name, value]))}`]),
  ];
  return `new Response(${body === '' ? 'null' : stringLiteral(body)}, { ${init.join(', ')} })`;
}

/** Consecutive header steps share one `changeHead` call. The hook comes separately, since it may replace the response. */
function changeHead({ steps: all, readsClock }: Op<'onHead'>, scope: FormScope, frame: FetchFrame): string[] {
  const { gated } = scope;
  const groups: HeadStep[][] = [];
  for (const step of all) {
    const last = groups.at(-1);
    if (step.op !== 'callHook' && last !== undefined && last[0]?.op !== 'callHook') last.push(step);
    else groups.push([step]);
  }
  const changes = groups.map((steps) => {
    const [first] = steps;
    if (first?.op === 'callHook') {
      return when(gated.get(first.feature), [render(`typescript/${frame.library}/course/after`, {}).trim()]);
    }
    const conditions = new Set(steps.map(({ feature }) => (feature === 'requestId' ? undefined : gated.get(feature))));
    const [condition] = conditions;
    const isAlike = conditions.size === 1 && condition !== undefined;
    const readsStatus = partsOf(steps).some(({ kind }) => kind === 'responseStatus');
    const isPlain = steps.every(({ op }) => op === 'setHeader' || op === 'removeHeader');
    const inPlace = groups.length === 1 && isPlain && !readsStatus ? frame.responseHeaders : undefined;
    const isSingle = steps.length === 1;
    const headers = inPlace === undefined ? 'headers' : `${isSingle ? inPlace : 'headers'}?`;
    const context = { ...scope.steps('head'), bindings: { headers } };
    const printed = steps.map((step) => ({ feature: step.feature, text: headStatement(step, context) }));
    const statements = isAlike ? printed.map(({ text }) => text) : guarded(printed, gated);
    const parts = readsStatus ? 'headers, status' : 'headers';
    const change =
      inPlace === undefined
        ? [statement(frame.setResponse(form('changeHead', { response: frame.response, parts, statements })))]
        : [...(isSingle ? [] : [constant('headers', inPlace)]), ...statements];
    return when(isAlike ? condition : undefined, change);
  });
  return [...(readsClock ? [constant('elapsed', 'performance.now() - started')] : []), ...changes];
}

/** The condition under which an exchange is followed; `undefined`: always. */
function exchangeCondition(scope: FormScope): string | undefined {
  const { course, gated } = scope;
  const capture = opOf(course, 'capture');
  const hooked = gated.get('hooks');
  const conditions = [
    ...(capture === undefined ? [] : [captureCondition(capture, scope) === '' ? undefined : 'capture !== undefined']),
    ...(opOf(course, 'onDone')?.callsHook === true ? [hooked] : []),
  ];
  return conditions.includes(undefined) ? undefined : conditions.join(' || ');
}

/** The statement that observes the response until its end. */
function exchange({ isCaptured, callsHook }: Op<'onDone'>, scope: FormScope, frame: FetchFrame): string {
  const { course, gated } = scope;
  const capture = opOf(course, 'capture');
  const isOptional = capture !== undefined && captureCondition(capture, scope) !== '';
  const hooked = gated.get('hooks');
  const finish = `finish(() => ${frame.done(frame.outcome)}, report)`;
  const work = [
    ...(isCaptured ? [`capture${isOptional && callsHook ? '?' : ''}.done(${frame.outcome})`] : []),
    ...(callsHook ? [isCaptured ? orUndefined(hooked, finish) : finish] : []),
  ];
  const whole = work.length === 1 ? work.join('') : `Promise.all([${work.join(', ')}])`;
  const { request, lifetime, clientSignal, bodyOf } = frame;
  const bodies = bodyOf === undefined ? '' : `, ${bodyOf}`;
  const made = `new Exchange(${request}, ${lifetime}, (outcome) => ${whole}, ${clientSignal}${bodies})`;
  return orUndefined(exchangeCondition(scope), made);
}
