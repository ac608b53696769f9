/** Prints which requests a middleware, or a feature of it, leaves alone: what is the same in every language. */
import type { CourseOp } from '../plan/course.js';
import type { Gate, GateTable } from '../plan/gates.js';
import type { FeatureName } from '../plan/plan.js';

/** How a language says it. */
export interface GateSyntax {
  /** Whether a table has a route for the request. */
  readonly has: (table: GateTable) => string;
  readonly not: (test: string) => string;
  readonly and: string;
  readonly or: string;
  /** That none of some variables is true. */
  readonly none: (names: readonly string[]) => string;
  /** The variable that tells whether a feature is on. */
  readonly nameOf: (feature: FeatureName) => string;
}

/** The condition under which a request is outside of a gate. */
export function isOutside({ included, excluded }: Gate, { has, not, or }: GateSyntax): string {
  return [
    ...(included === undefined ? [] : [not(has(included))]),
    ...(excluded === undefined ? [] : [has(excluded)]),
  ].join(or);
}

/** The condition under which a request is inside of a gate. */
export function isInside({ included, excluded }: Gate, { has, not, and }: GateSyntax): string {
  return [
    ...(included === undefined ? [] : [has(included)]),
    ...(excluded === undefined ? [] : [not(has(excluded))]),
  ].join(and);
}

/** The variables that tell whether a feature is on, for the features of which that depends on the request. */
export function gateVariables(course: readonly CourseOp[], { nameOf }: GateSyntax): ReadonlyMap<FeatureName, string> {
  return new Map(course.flatMap((op) => (op.op === 'gate' ? [[op.feature, nameOf(op.feature)]] : [])));
}

/** Statements that stand together under one condition; `undefined`: always. */
export interface Guarded {
  readonly condition: string | undefined;
  readonly texts: readonly string[];
}

/** Puts statements that stand together under the condition that they share; a step of the request id is guarded by the id itself. */
export function groupByCondition(
  statements: readonly { readonly feature: FeatureName; readonly text: string }[],
  gated: ReadonlyMap<FeatureName, string>,
): Guarded[] {
  const groups: { condition: string | undefined; texts: string[] }[] = [];
  for (const { feature, text } of statements) {
    const condition = feature === 'requestId' ? undefined : gated.get(feature);
    const last = groups.at(-1);
    if (last !== undefined && last.condition === condition) last.texts.push(text);
    else groups.push({ condition, texts: [text] });
  }
  return groups;
}
