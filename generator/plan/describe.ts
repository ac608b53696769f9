/** Says what a middleware does, for its doc comment if the spec has no description. */
import { hooksOf } from './facts.js';
import type { CapturePlan, FeatureName, HeadStep, MiddlewarePlan, RequestStep } from './plan.js';
import { bytesText, listText, percentText, whereText } from './words.js';

/** One sentence on each line. */
export function describe(plan: MiddlewarePlan): string {
  const where = whereText(plan.routes);
  const routes = where === 'on all routes' ? [] : [`Runs ${where}.`];
  return [...plan.features.flatMap((feature) => sentencesOf[feature](plan)), ...routes].join('\n');
}

/** What one feature of a middleware does, in sentences. */
export function describeFeature(plan: MiddlewarePlan, feature: FeatureName): string[] {
  return sentencesOf[feature](plan);
}

const sentencesOf: Readonly<Record<FeatureName, (plan: MiddlewarePlan) => string[]>> = {
  timing: ({ head }) => [`Sends the duration of each request as ${named(stepsOf(head, 'timing'))}.`],
  requestId: () => ['Gives each request an ID.'],
  headers: ({ request, head }) => [...headerSentences('request', request), ...headerSentences('response', head)],
  capture: ({ capture }) => (capture === undefined ? [] : captureSentences(capture)),
  hooks: (plan) => [`Calls the hook${plural(hooksOf(plan))} ${listText(hooksOf(plan).map(quoted))}.`],
};

const verbs = {
  setHeader: 'Sets',
  defaultHeader: 'Sets, if missing,',
  appendHeader: 'Adds to',
  mergeList: 'Adds to',
  removeHeader: 'Removes',
} as const;

function headerSentences(moment: string, steps: readonly (RequestStep | HeadStep)[]): string[] {
  const own = stepsOf(steps, 'headers');
  return Array.from(new Set(own.map(({ op }) => verbs[op]))).map((verb) => {
    const alike = own.filter(({ op }) => verbs[op] === verb);
    return `${verb} the ${moment} header${plural(alike)} ${named(alike)}.`;
  });
}

type NamedStep = Extract<RequestStep | HeadStep, { readonly op: keyof typeof verbs }>;

function stepsOf(steps: readonly (RequestStep | HeadStep)[], feature: FeatureName): NamedStep[] {
  return steps.flatMap((step) => (step.feature === feature && 'name' in step ? [step] : []));
}

function named(steps: readonly NamedStep[]): string {
  return listText(Array.from(new Set(steps.map(({ name }) => quoted(name)))));
}

function captureSentences({ request, response, statuses, sample }: CapturePlan): string[] {
  const ranges = statuses?.map(([from, to]) => (from === to ? String(from) : `${String(from)} to ${String(to)}`));
  const which = ranges === undefined ? '' : ` with a status of ${listText(ranges)}`;
  const share = sample === 1 ? '' : `${percentText(sample)} of the `;
  const bodies = Object.entries({ request, response }).flatMap(([side, body]) =>
    body === undefined ? [] : [`${bytesText(body.maxBytes)} of each ${side} body`],
  );
  return [`Records ${share}exchanges${which}.`, `Keeps up to ${bodies.join(' and ')}.`];
}

function plural(items: readonly unknown[]): string {
  return items.length === 1 ? '' : 's';
}

function quoted(text: string): string {
  return `\`${text}\``;
}
