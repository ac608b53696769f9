/** Facts about a middleware that several parts of its module need. */
import { hooksOf } from '../../plan/facts.js';
import type { MiddlewarePlan } from '../../plan/plan.js';

/** Whether the head of a response goes out with a change, or is kept for a hook. */
export function changesHead(plan: MiddlewarePlan): boolean {
  return plan.head.length > 0 || hooksOf(plan).includes('done');
}

/** Whether an exchange is followed for its record alone: one without a record then passes without being followed. */
export function isFollowedForRecord(plan: MiddlewarePlan): boolean {
  const hooks = hooksOf(plan);
  return plan.capture !== undefined && !hooks.includes('before') && !hooks.includes('done');
}
