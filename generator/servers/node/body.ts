/** The statements of one middleware over Node's HTTP server. */
import { stringLiteral } from '../../languages/typescript/literals.js';
import type { AssignRequestId, FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import { render } from '../../templates.js';
import { captureCondition, captureFacts, gate, needsOf } from '../typescript/middleware.js';
import type { BodyParts } from '../typescript/middleware.js';
import { headStatement, headerStatement } from '../typescript/steps.js';
import type { NodeFrame } from './frame.js';

/** Every kind of request on Node's HTTP server is an `IncomingMessage`, so one declaration serves all. */
export const requestIdType = `declare module 'node:http' {
  interface IncomingMessage {
    /** The id of the request; absent on routes that are left out. */
    requestId?: string;
  }
}`;

export function printBody({ plan, assignId, gates, context }: BodyParts, frame: NodeFrame): string {
  const headSteps = gate(
    plan.head.map((step) => ({ feature: step.feature, text: headStatement(step, context('head')) })),
    gates.gated,
  );
  const requestSteps = gate(
    plan.request.flatMap((step) =>
      step.op === 'assignRequestId' || step.op === 'callHook'
        ? []
        : [{ feature: step.feature, text: headerStatement('request', step, context('request')) }],
    ),
    gates.gated,
  );
  const { capture } = plan;
  const captureIsOptional = capture !== undefined && (gates.gated.has('capture') || capture.sample < 1);
  const doneHooks = plan.done.flatMap((step) =>
    step.op === 'callHook' ? [{ feature: step.feature, text: doneHook }] : [],
  );
  if (capture !== undefined) headSteps.push(`capture${captureIsOptional ? '?' : ''}.head(res);`);
  const needs = needsOf(plan);
  const hasBefore = plan.request.some((step) => step.op === 'callHook');
  return render('typescript/node/middleware', {
    frame,
    routes: gates.context,
    needsTarget: needs.target,
    targetParts: capture === undefined ? 'path' : 'path, query',
    needsClock: needs.elapsed || capture !== undefined,
    needsElapsed: needs.elapsed,
    requestId:
      assignId === undefined
        ? ''
        : { expression: requestIdExpression(assignId, gates.gated), isOptional: gates.gated.has('requestId') },
    capture: capture === undefined ? '' : { expression: captureExpression(plan, gates.gated) },
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

function requestIdExpression({ header, incoming }: AssignRequestId, gated: ReadonlyMap<FeatureName, string>): string {
  const trusted = incoming === 'trust' ? `trustedId(requestHeader(req, ${stringLiteral(header)})) ?? ` : '';
  const expression = `req.requestId ?? ${trusted}generatedId(generateRequestId, report)`;
  const condition = gated.get('requestId');
  return condition === undefined ? expression : `${condition} ? (${expression}) : undefined`;
}

function captureExpression(plan: MiddlewarePlan, gated: ReadonlyMap<FeatureName, string>): string {
  const made = `new ExchangeCapture(captureSettings, outlet, req, { ${captureFacts(plan)} })`;
  const condition = captureCondition(plan, gated);
  return condition === '' ? made : `${condition} ? ${made} : undefined`;
}
