/**
 * Describes what a change of a plan means for the requests and responses of an application, in a few lines for a
 * review.
 */
import { featureWords } from '../../plan/plan.js';
import type { MiddlewarePlan, Plan } from '../../plan/plan.js';
import { captureMeaning } from './capture.js';
import { whereText } from '../../plan/words.js';
import { routesMeaning } from './routes.js';
import { stepsMeaning } from './steps.js';

/** One line for each changed middleware; empty if the plans mean the same. */
export function meaningOf(before: Plan, after: Plan): string[] {
  return [
    ...after.middleware.flatMap((now) => {
      const old = before.middleware.find(({ name }) => name === now.name);
      const phrases = old === undefined ? [newText(now)] : middlewareMeaning(old, now);
      return phrases.length === 0 ? [] : [`${now.name}: ${phrases.join('; ')}`];
    }),
    ...before.middleware.filter((old) => !has(after, old.name)).map(({ name }) => `${name}: was removed`),
    ...orderMeaning(before, after),
  ];
}

function newText({ features, routes }: MiddlewarePlan): string {
  const names = features.map((feature) => featureWords[feature].title).join(', ');
  return `is new (${names}), ${whereText(routes)}`;
}

function middlewareMeaning(before: MiddlewarePlan, after: MiddlewarePlan): string[] {
  return [
    ...stepsMeaning(before, after),
    ...captureMeaning(before, after),
    ...routesMeaning(before.routes, after.routes),
    ...environmentMeaning(before, after),
    ...(before.description === after.description ? [] : ['changes the description']),
  ];
}

function environmentMeaning(before: MiddlewarePlan, after: MiddlewarePlan): string[] {
  const needed = (plan: MiddlewarePlan): string[] =>
    plan.environment.filter(({ fallback }) => fallback === undefined).map(({ name }) => name);
  const added = needed(after).filter((name) => !needed(before).includes(name));
  const gone = needed(before).filter((name) => !needed(after).includes(name));
  return [
    ...added.map((name) => `needs the environment variable ${name} at start-up`),
    ...gone.map((name) => `no longer needs the environment variable ${name}`),
  ];
}

function orderMeaning(before: Plan, after: Plan): string[] {
  const old = before.middleware.map(({ name }) => name).filter((name) => has(after, name));
  const now = after.middleware.map(({ name }) => name).filter((name) => has(before, name));
  if (old.join() === now.join()) return [];
  return [`order, outermost first: ${after.middleware.map(({ name }) => name).join(', ')}`];
}

function has(plan: Plan, wanted: string): boolean {
  return plan.middleware.some(({ name }) => name === wanted);
}
