/** The course of a middleware over Node's HTTP server: one form for each operation. */
import { dataLiteral, numberLiteral, stringLiteral } from '../../languages/typescript/literals.js';
import { opOf } from '../../plan/course.js';
import type { AssignRequestId } from '../../plan/plan.js';
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
import type { FormScope, Forms, ServerForms } from '../typescript/course.js';
import { headStatement, headerStatement, replacements } from '../typescript/steps.js';
import type { NodeFrame } from './frame.js';

export function nodeForms(frame: NodeFrame): ServerForms {
  const notes = frame.headNote === undefined ? [] : [frame.headNote];
  const form = (name: string, holes: object = {}): string =>
    render(`typescript/node/course/${name}`, { ...bindingsOf(frame), notes, ...holes }).trimEnd();
  const forms: Forms = {
    ...commonForms(frame.goingOn),
    target: (op) =>
      [
        readTarget(op, { path: `targetPath(${frame.target})`, both: `splitTarget(${frame.target})` }),
        // Read now, and not when the headers are sent, because other middleware may override it in the meantime.
        ...(op.showsMethod ? [constant('method', frame.method)] : []),
      ].join('\n'),
    id: ({ step, gate }, scope) => constant('requestId', idValue(newId(step, frame), gate, scope)),
    tellId: ({ gate }) => when(gate === undefined ? undefined : 'requestId !== undefined', [form('tellId')]),
    keepHeaders: () => '',
    capture: (op, scope) =>
      constant(
        'capture',
        orUndefined(
          captureCondition(op, scope),
          `new ExchangeCapture(captureSettings, records, ${frame.req}, { ${captureFacts(scope.plan)} })`,
        ),
      ),
    change: ({ steps }, scope) =>
      guarded(
        steps.map((step) => ({
          feature: step.feature,
          text: headerStatement('request', step, scope.steps('request')),
        })),
        scope.gated,
      ).join('\n'),
    onHead({ steps, readsClock, isCaptured }, scope) {
      const clock = readsClock ? [constant('elapsed', 'performance.now() - started')] : [];
      const replaced = replacements(steps, scope.steps('head'), scope.gated);
      if (steps.length === 0 || replaced !== undefined) {
        const isOptional = isCaptureOptional(scope);
        return [
          // The first to wrap `writeHead` is called last, with the headers that have been replaced.
          ...(isCaptured ? [when(isOptional ? 'capture !== undefined' : undefined, [form('observeHead')])] : []),
          ...(steps.length === 0 ? [] : [form('replaceHeaders', { statements: [...clock, returned(replaced ?? '')] })]),
        ].join('\n');
      }
      const statements = [
        ...clock,
        ...guarded(
          steps.map((step) => ({ feature: step.feature, text: headStatement(step, scope.steps('head')) })),
          scope.gated,
        ),
        ...(isCaptured ? [form('captureHead', { capture: captureReference(scope) })] : []),
      ];
      return statements.length === 0 ? '' : form('onHead', { statements });
    },
    onBody: (_, scope) => when(isCaptureOptional(scope) ? 'capture !== undefined' : undefined, [form('onBody')]),
    onDone({ isCaptured, callsHook }, scope) {
      const hook = { feature: 'hooks' as const, text: form('callDone') };
      const statements = [
        ...(isCaptured ? [form('captureDone', { capture: captureReference(scope) })] : []),
        ...(callsHook ? guarded([hook], scope.gated) : []),
      ];
      return form('onDone', { statements });
    },
    follow: () => '',
    answer({ step, gate }, { gated }) {
      const { status, headers, body } = step;
      const fields = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
      const text = form('answer', {
        status: numberLiteral(status),
        headers: dataLiteral(fields),
        body: body === '' ? '' : stringLiteral(body),
        isLast: gate === undefined,
      });
      return when(gate === undefined ? undefined : gated.get(gate), [text]);
    },
    goOn({ callsHook }, { gated }) {
      const hooked = gated.get('hooks');
      const { callback, goingOn } = frame;
      const { goOn, isTail } = goingOn;
      const call = `before(${frame.moments.arguments})`;
      if (!callsHook) return form('goOn', goingOn);
      const before = orUndefined(hooked, call);
      if (isTail) return form('goOn', { goOn: `continueAfter(${before}, () => ${goOn})`, isTail });
      if (callback === undefined) return ['', when(hooked, [statement(`await ${call}`)]), statement(goOn)].join('\n');
      const hook = hooked === undefined ? before : `(${before})`;
      return form('goOn', { goOn: `callBefore(() => ${hook}, ${callback.proceed}, ${callback.fail})`, isTail });
    },
  };
  return { forms };
}

/** The expressions that the templates use for the request and the response. */
export function bindingsOf({ req, res, moments, identity }: NodeFrame): Readonly<Record<string, string>> {
  return { req, res, hookArguments: (moments.late ?? moments).arguments, identity: identity.on };
}

function newId({ header, incoming, format }: AssignRequestId, { req, identity }: NodeFrame): string {
  const trusted = incoming === 'trust' ? `trustedId(${req}.headers[${stringLiteral(header)}]) ?? ` : '';
  const own = format === 'uuid' ? 'randomUUID()' : 'uuidv7()';
  return `trustedId(${identity.on}.requestId) ?? ${trusted}customId(options.generateRequestId, report) ?? ${own}`;
}

/** Whether the middleware also handles requests that it does not capture. */
function isCaptureOptional(scope: FormScope): boolean {
  const op = opOf(scope.course, 'capture');
  return op !== undefined && captureCondition(op, scope) !== '';
}

function captureReference(scope: FormScope): string {
  return isCaptureOptional(scope) ? 'capture?' : 'capture';
}
