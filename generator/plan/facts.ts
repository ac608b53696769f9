/** Facts about a middleware that all server interfaces need, independent of the language. */
import type { AssignRequestId, HeaderStep, HookName, MiddlewarePlan, RequestStep } from './plan.js';

/** The hooks that a middleware calls, in the order in which they run. */
export function hooksOf(plan: MiddlewarePlan): HookName[] {
  return [...plan.request, ...plan.head, ...plan.done].flatMap((step) => (step.op === 'callHook' ? [step.hook] : []));
}

/** The step that assigns the request ID. */
export function assignIdOf({ request }: MiddlewarePlan): AssignRequestId | undefined {
  return request.find((step): step is AssignRequestId => step.op === 'assignRequestId');
}

/** Whether a request step changes a header. */
export function isHeaderStep(step: RequestStep): step is HeaderStep {
  return 'name' in step;
}

/** Options that the application can pass to a middleware. */
export type OptionName = 'onCapture' | 'generateRequestId' | 'onError';
export const optionNames: readonly OptionName[] = ['onCapture', 'generateRequestId', 'onError'];

/** The options that a middleware uses. */
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
