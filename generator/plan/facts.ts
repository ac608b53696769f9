/** Facts about one middleware that every server interface asks for, whatever language it prints. */
import type { AssignRequestId, HeaderStep, HookName, MiddlewarePlan, RequestStep } from './plan.js';

/** The hooks that a middleware calls, in the order of their moments. */
export function hooksOf(plan: MiddlewarePlan): HookName[] {
  return [...plan.request, ...plan.head, ...plan.done].flatMap((step) => (step.op === 'callHook' ? [step.hook] : []));
}

/** The step that gives a request its id. */
export function assignIdOf({ request }: MiddlewarePlan): AssignRequestId | undefined {
  return request.find((step): step is AssignRequestId => step.op === 'assignRequestId');
}

/** Whether a step on the way in changes a header. */
export function isHeaderStep(step: RequestStep): step is HeaderStep {
  return 'name' in step;
}

/** What the application may give the middleware besides the spec. */
export type OptionName = 'onCapture' | 'generateRequestId' | 'onError';
export const optionNames: readonly OptionName[] = ['onCapture', 'generateRequestId', 'onError'];

/** The options that a middleware reads. */
export function optionsOf(plan: MiddlewarePlan): OptionName[] {
  const identifies = plan.features.includes('requestId');
  const canFail = plan.capture !== undefined || identifies || hooksOf(plan).some((hook) => hook !== 'before');
  const reads: Readonly<Record<OptionName, boolean>> = {
    onCapture: plan.capture?.sink === 'callback',
    generateRequestId: identifies,
    onError: canFail,
  };
  return optionNames.filter((name) => reads[name]);
}
