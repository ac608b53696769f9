/** The statements of one middleware over the Fetch API. */
import { stringLiteral } from '../../languages/typescript/literals.js';
import type { AssignRequestId, FeatureName, HeadStep, MiddlewarePlan } from '../../plan/plan.js';
import { render } from '../../templates.js';
import { captureCondition, captureFacts, gate, needsOf } from '../typescript/middleware.js';
import type { BodyParts } from '../typescript/middleware.js';
import { headStatement, headerStatement } from '../typescript/steps.js';
import { isHeaderStep } from '../../plan/uses.js';
import type { FetchFrame } from './frame.js';

export function printBody(parts: BodyParts, frame: FetchFrame): string {
  const { plan, assignId, gates } = parts;
  const { capture } = plan;
  const needs = needsOf(plan);
  const headSteps = printHead(parts, frame);
  const exchange = printExchange(plan, gates.gated, frame);
  const requestSteps = printRequestSteps(parts, frame);
  const before = plan.request.some(({ op }) => op === 'callHook')
    ? guarded(gates.gated.get('hooks'), frame.before)
    : '';
  const headOnFailure = frame.pageKeepsHeaders && before !== '' && headSteps.length > 0;
  return render('typescript/fetch/middleware', {
    frame,
    identify: frame.identify('requestId'),
    routes: gates.context,
    needsTarget: needs.target,
    targetParts: capture === undefined ? 'path' : 'path, query',
    needsClock: needs.elapsed || capture !== undefined,
    needsElapsed: needs.elapsed,
    requestId:
      assignId === undefined
        ? ''
        : {
            expression: requestIdExpression(assignId, gates.gated, frame),
            isOptional: gates.gated.has('requestId'),
          },
    received: showsReceived(plan),
    requestSteps,
    capture: capture === undefined ? '' : captureExpression(plan, gates.gated, frame),
    exchange: exchange?.expression ?? '',
    exchangeName: exchange?.isOptional === true ? 'exchange?' : 'exchange',
    before,
    headOnFailure,
    catches: headOnFailure || exchange !== undefined,
    isPlain: headSteps.length === 0 && exchange === undefined,
    headSteps,
    follow: exchange === undefined ? '' : printFollow(plan, exchange.isOptional, frame),
  });
}

/** Header steps that stand together change one head; the hook, which may see another response, stands by itself. */
function printHead({ plan, gates, context }: BodyParts, frame: FetchFrame): string[] {
  const groups: HeadStep[][] = [];
  for (const step of plan.head) {
    const last = groups.at(-1);
    if (step.op !== 'callHook' && last !== undefined && last[0]?.op !== 'callHook') last.push(step);
    else groups.push([step]);
  }
  return groups.map((steps) => {
    const [first] = steps;
    if (first?.op === 'callHook') return guarded(gates.gated.get(first.feature), frame.after);
    const conditions = new Set(
      steps.map(({ feature }) => (feature === 'requestId' ? undefined : gates.gated.get(feature))),
    );
    const [condition] = conditions;
    const isAlike = conditions.size === 1 && condition !== undefined;
    const printed = steps.map((step) => ({ feature: step.feature, text: headStatement(step, context('head')) }));
    const texts = isAlike ? printed.map(({ text }) => text) : gate(printed, gates.gated);
    const usesStatus = steps.some((step) => valueKinds(step).includes('responseStatus'));
    const change = `changeHead(${frame.response}, ({ headers${usesStatus ? ', status' : ''} }) => {\n${texts.join('\n')}\n})`;
    return guarded(isAlike ? condition : undefined, frame.replaceResponse(change));
  });
}

function printRequestSteps({ plan, gates, context }: BodyParts, frame: FetchFrame): string {
  const steps = plan.request.filter(isHeaderStep);
  if (steps.length === 0) return '';
  const texts = steps.map((step) => {
    const { templates, scope, hoist } = context('request');
    // Cookies in a request are joined in a way of their own.
    const isCookie = step.op === 'appendHeader' && step.name.toLowerCase() === 'cookie';
    return headerStatement('request', step, { templates, scope, hoist }, isCookie ? 'appendCookie' : step.op);
  });
  const change = `changeRequest(${frame.request}, (headers) => {\n${texts.join('\n')}\n})`;
  return guarded(gates.gated.get('headers'), frame.replaceRequest(change));
}

interface PrintedExchange {
  readonly expression: string;
  readonly isOptional: boolean;
}

/** What follows the response to its end; only where something waits for that. */
function printExchange(
  plan: MiddlewarePlan,
  gated: ReadonlyMap<FeatureName, string>,
  frame: FetchFrame,
): PrintedExchange | undefined {
  const hasDone = plan.done.some(({ op }) => op === 'callHook');
  if (plan.capture === undefined && !hasDone) return undefined;
  const condition = captureCondition(plan, gated);
  const isCaptureOptional = condition !== '';
  const hooked = gated.get('hooks');
  const finish = `finish(() => ${frame.done}, report)`;
  const work = [
    ...(plan.capture === undefined
      ? []
      : [isCaptureOptional && hasDone ? 'capture?.done(outcome)' : 'capture.done(outcome)']),
    ...(hasDone
      ? [hooked === undefined || plan.capture === undefined ? finish : `${hooked} ? ${finish} : undefined`]
      : []),
  ];
  const whole = work.length === 1 ? work[0] : `Promise.all([${work.join(', ')}])`;
  const made = `new Exchange(${frame.request}, ${frame.lifetime}, (outcome) => ${String(whole)})`;
  const conditions = [
    ...(plan.capture === undefined ? [] : [isCaptureOptional ? 'capture !== undefined' : '']),
    ...(hasDone ? [hooked ?? ''] : []),
  ];
  if (conditions.includes('')) return { expression: made, isOptional: false };
  return { expression: `${conditions.join(' || ')} ? ${made} : undefined`, isOptional: true };
}

function printFollow({ capture }: MiddlewarePlan, isOptional: boolean, frame: FetchFrame): string {
  const follow = frame.replaceResponse(
    `await exchange.follow(${frame.response}${capture === undefined ? '' : ', capture'})`,
  );
  return guarded(isOptional ? 'exchange !== undefined' : undefined, follow);
}

function guarded(condition: string | undefined, statement: string): string {
  return condition === undefined ? statement : `if (${condition}) {\n${statement}\n}`;
}

function requestIdExpression(
  { header, incoming }: AssignRequestId,
  gated: ReadonlyMap<FeatureName, string>,
  frame: FetchFrame,
): string {
  const trusted =
    incoming === 'trust' ? `trustedId(requestHeader(${frame.request}.headers, ${stringLiteral(header)})) ?? ` : '';
  const expression = `${frame.knownId} ?? ${trusted}generatedId(generateRequestId, report)`;
  const condition = gated.get('requestId');
  return condition === undefined ? expression : `${condition} ? (${expression}) : undefined`;
}

function captureExpression(plan: MiddlewarePlan, gated: ReadonlyMap<FeatureName, string>, frame: FetchFrame): string {
  const received = showsReceived(plan) ? ', receivedHeaders' : '';
  const made = `new ExchangeCapture(captureSettings, outlet, ${frame.request}, { ${captureFacts(plan)} }${received})`;
  const condition = captureCondition(plan, gated);
  return condition === '' ? made : `${condition} ? ${made} : undefined`;
}

/** Whether the record shows request headers that the application may see changed. */
function showsReceived({ capture, request }: MiddlewarePlan): boolean {
  return capture?.request !== undefined && request.some(isHeaderStep);
}

function valueKinds(step: HeadStep): string[] {
  const values = 'value' in step ? [step.value] : 'members' in step ? step.members : [];
  return values.flat().map(({ kind }) => kind);
}
