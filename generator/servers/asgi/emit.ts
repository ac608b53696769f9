/** The server interface of ASGI: makes the modules of an output from a plan and a framework's frame. */
import type { PythonModules } from '../../languages/python/emit.js';
import { hooksOf } from '../../plan/facts.js';
import type { Presence } from '../../plan/knowledge.js';
import type { MiddlewarePlan, Plan } from '../../plan/plan.js';
import { isAlwaysCaptured } from '../../plan/uses.js';
import { emitModules } from '../python/emit.js';
import type { PythonServer } from '../python/server.js';
import { changesHead, isFollowedForRecord, printCourse, unhandled, valueScope } from './forms.js';
import type { AsgiFrame } from './frame.js';
import { indexModule } from './index-module.js';

export function emitAsgi(plan: Plan, frame: AsgiFrame): PythonModules {
  return emitModules(plan, asgiServer(frame));
}

function asgiServer(frame: AsgiFrame): PythonServer {
  return {
    library: ['shared', 'asgi'],
    classTemplate: 'python/asgi/course/class',
    traits: { changesInPlace: true },
    printCourse,
    unhandled,
    valueScope,
    facts: exchangeFacts,
    presence: exchangePresence,
    open: ['ResponseHead'],
    index: (modules) => indexModule(modules, frame),
    externals: frame.externals,
  };
}

/** The server is asked about exchanges that are recorded, and about those that a hook is told the end of. */
export function exchangeFacts(middleware: readonly MiddlewarePlan[]): Readonly<Record<string, boolean>> {
  const asksOften = (plan: MiddlewarePlan): boolean =>
    hasDone(plan) || (plan.capture !== undefined && plan.capture.statuses === undefined);
  return { asksOften: middleware.some(asksOften) };
}

/** Which arguments the middleware pass to their exchanges. */
function exchangePresence(middleware: readonly MiddlewarePlan[]): Readonly<Record<string, Presence>> {
  const followed = middleware.filter((plan) => plan.capture !== undefined || hasDone(plan));
  const presence = (isGiven: (plan: MiddlewarePlan) => boolean, isSure = isGiven): Presence => {
    if (!followed.some(isGiven)) return 'never';
    return followed.every(isSure) ? 'always' : 'sometimes';
  };
  return {
    'Exchange.capture': presence(
      ({ capture }) => capture !== undefined,
      (plan) => isFollowedForRecord(plan) || isAlwaysCaptured(plan),
    ),
    'Exchange.on_head': presence(changesHead),
    'Exchange.on_done': presence(hasDone),
  };
}

function hasDone(plan: MiddlewarePlan): boolean {
  return hooksOf(plan).includes('done');
}
