/** Describes header operations, request IDs and hooks, and their changes. */
import type {
  AssignRequestId,
  DoneStep,
  EnvironmentRead,
  FeatureName,
  HeadStep,
  HeaderStep,
  MergeList,
  MiddlewarePlan,
  RequestStep,
} from '../../plan/plan.js';
import { listText, whereText } from '../../plan/words.js';
import { changedTexts, valueText } from './words.js';

export function stepsMeaning(before: MiddlewarePlan, after: MiddlewarePlan): string[] {
  return [
    ...headersMeaning('request', before, after),
    ...headersMeaning('response', before, after),
    ...durationMeaning(before, after),
    ...requestIdMeaning(before, after),
    ...hooksMeaning(before, after),
  ];
}

type HeaderOperation = HeaderStep | MergeList;
type Side = 'request' | 'response';

const verbs: Readonly<Record<HeaderOperation['op'], string>> = {
  setHeader: 'adds',
  defaultHeader: 'adds, if absent,',
  appendHeader: 'appends to',
  mergeList: 'extends the list in',
  removeHeader: 'removes',
};

function headersMeaning(side: Side, before: MiddlewarePlan, after: MiddlewarePlan): string[] {
  const [old, now] = [headerSteps(side, before), headerSteps(side, after)];
  const added = [...now.keys()].filter((key) => !old.has(key));
  const gone = [...old.keys()].filter((key) => !now.has(key));
  return [
    ...together(added, now).map(({ op, feature, names }) => {
      return `${verbs[op]} ${side} header${plural(names)} ${listText(names)} ${whereText(after.routes, feature)}`;
    }),
    ...together(gone, old).map(
      ({ op, names }) => `no longer ${verbs[op]} ${side} header${plural(names)} ${listText(names)}`,
    ),
    ...[...now].flatMap(([key, { name, value }]) => {
      const was = old.get(key)?.value;
      if (was === undefined || was === value) return [];
      const [from, to] = changedTexts(was, value);
      return [`changes ${side} header ${name} from ${from} to ${to}`];
    }),
  ];
}

interface HeaderSteps {
  readonly op: HeaderOperation['op'];
  readonly feature: FeatureName;
  readonly name: string;
  /** All values as text; empty for a removal. */
  readonly value: string;
}

/** The header operations on requests or responses, by operation and header. */
function headerSteps(side: Side, plan: MiddlewarePlan): Map<string, HeaderSteps> {
  const steps: readonly (RequestStep | HeadStep)[] = side === 'request' ? plan.request : plan.head;
  const found = new Map<string, HeaderSteps>();
  for (const step of steps) {
    if (!('name' in step)) continue;
    const { op, feature, name } = step;
    const key = `${op} ${feature} ${name.toLowerCase()}`;
    const earlier = found.get(key)?.value;
    const value = [...(earlier === undefined ? [] : [earlier]), valuesText(step, plan.environment)].join(', ');
    found.set(key, { op, feature, name, value });
  }
  return found;
}

function valuesText(step: HeaderOperation, environment: readonly EnvironmentRead[]): string {
  if (step.op === 'removeHeader') return '';
  const values = step.op === 'mergeList' ? step.members : [step.value];
  return values.map((value) => valueText(value, environment)).join(', ');
}

/** Combines headers with the same change for the same feature into one phrase. */
function together(keys: readonly string[], steps: ReadonlyMap<string, HeaderSteps>) {
  const groups = new Map<string, { op: HeaderOperation['op']; feature: FeatureName; names: string[] }>();
  for (const step of keys.map((key) => steps.get(key)).filter((found) => found !== undefined)) {
    const title = `${step.op} ${step.feature}`;
    const group = groups.get(title);
    if (group === undefined) groups.set(title, { op: step.op, feature: step.feature, names: [step.name] });
    else group.names.push(step.name);
  }
  return [...groups.values()];
}

function plural(names: readonly string[]): string {
  return names.length === 1 ? '' : 's';
}

/** The number of decimals is not part of a value's text. */
function durationMeaning(before: MiddlewarePlan, after: MiddlewarePlan): string[] {
  const [old, now] = [precisions(before), precisions(after)];
  return [...now].flatMap(([name, decimals]) => {
    const was = old.get(name);
    return was === undefined || was === decimals
      ? []
      : [`prints the time in ${name} with ${decimals} decimals, not ${was}`];
  });
}

function precisions(plan: MiddlewarePlan): Map<string, string> {
  return new Map(
    plan.head.flatMap((step) => {
      if (!('value' in step)) return [];
      const found = step.value.flatMap((part) => (part.kind === 'duration' ? [String(part.precision)] : []));
      return found.length === 0 ? [] : [[step.name, found.join(' and ')] as const];
    }),
  );
}

function requestIdMeaning(before: MiddlewarePlan, after: MiddlewarePlan): string[] {
  const [old, now] = [requestIdOf(before), requestIdOf(after)];
  if (old === undefined || now === undefined) {
    if (now !== undefined) return [`assigns each request an ID ${whereText(after.routes, 'requestId')}`];
    return old === undefined ? [] : ['no longer assigns request IDs'];
  }
  const phrases: string[] = [];
  if (old.header !== now.header) phrases.push(`reads the request ID from ${now.header}, no longer from ${old.header}`);
  if (old.incoming !== now.incoming)
    phrases.push(now.incoming === 'trust' ? 'keeps incoming request IDs' : 'ignores incoming request IDs');
  if (old.format !== now.format) phrases.push(`creates request IDs as ${now.format}, no longer as ${old.format}`);
  return phrases;
}

function requestIdOf(plan: MiddlewarePlan): AssignRequestId | undefined {
  return plan.request.find((step) => step.op === 'assignRequestId');
}

function hooksMeaning(before: MiddlewarePlan, after: MiddlewarePlan): string[] {
  const [old, now] = [hooksOf(before), hooksOf(after)];
  return [
    ...now
      .filter((hook) => !old.includes(hook))
      .map((hook) => `calls the hook ${hook} ${whereText(after.routes, 'hooks')}`),
    ...old.filter((hook) => !now.includes(hook)).map((hook) => `no longer calls the hook ${hook}`),
  ];
}

function hooksOf({ request, head, done }: MiddlewarePlan): string[] {
  const steps: readonly (RequestStep | HeadStep | DoneStep)[] = [...request, ...head, ...done];
  return steps.flatMap((step) => (step.op === 'callHook' ? [step.hook] : []));
}
