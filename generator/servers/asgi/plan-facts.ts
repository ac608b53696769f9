/** Facts about a middleware that several parts of its module need. */
import type { AssignRequestId, HookName, MiddlewarePlan } from '../../plan/plan.js';
import type { Value } from '../../plan/values.js';

export type OptionName = 'on_capture' | 'generate_request_id' | 'on_error';

export const optionNames: readonly OptionName[] = ['on_capture', 'generate_request_id', 'on_error'];

/** The options that a middleware reads. */
export function optionsOf(plan: MiddlewarePlan): OptionName[] {
  const canFail =
    plan.capture !== undefined ||
    plan.features.includes('requestId') ||
    hooksOf(plan).some((hook) => hook !== 'before');
  return [
    ...(plan.capture?.sink === 'callback' ? ['on_capture' as const] : []),
    ...(plan.features.includes('requestId') ? ['generate_request_id' as const] : []),
    ...(canFail ? ['on_error' as const] : []),
  ];
}

export function hooksOf(plan: MiddlewarePlan): HookName[] {
  return [...plan.request, ...plan.head, ...plan.done].flatMap((step) => (step.op === 'callHook' ? [step.hook] : []));
}

export function assignIdOf(plan: MiddlewarePlan): AssignRequestId | undefined {
  return plan.request.find((step): step is AssignRequestId => step.op === 'assignRequestId');
}

export function valueParts({ head, request }: MiddlewarePlan): Value {
  return [...head, ...request].flatMap((step) => {
    if ('value' in step) return step.value;
    return 'members' in step ? step.members.flat() : [];
  });
}

/** Whether the head of a response goes out with a change, or is kept for a hook. */
export function changesHead(plan: MiddlewarePlan): boolean {
  return plan.head.length > 0 || hooksOf(plan).includes('done');
}

/** Whether an exchange is followed for its record alone: one without a record then passes without being followed. */
export function isFollowedForRecord(plan: MiddlewarePlan): boolean {
  const hooks = hooksOf(plan);
  return plan.capture !== undefined && !hooks.includes('before') && !hooks.includes('done');
}
