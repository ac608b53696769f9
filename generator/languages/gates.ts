/** Prints the conditions that decide which requests a middleware or a feature applies to, in any language. */
import type { CourseOp } from '../plan/course.js';
import type { Gate, GateTable } from '../plan/gates.js';
import type { FeatureName } from '../plan/plan.js';

/** The syntax of a language for these conditions. */
export interface GateSyntax {
  /** Expressions for whether a table contains a route that matches the request, or none. */
  readonly has: (table: GateTable) => string;
  readonly hasNot: (table: GateTable) => string;
  readonly and: string;
  readonly or: string;
  /** An expression for whether none of some variables is true. */
  readonly none: (names: readonly string[]) => string;
  /** The name of the variable that stores whether a feature is on. */
  readonly nameOf: (feature: FeatureName) => string;
}

/** The condition for a request that the gate does not let in. */
export function isOutside({ included, excluded }: Gate, { has, hasNot, or }: GateSyntax): string {
  return [
    ...(included === undefined ? [] : [hasNot(included)]),
    ...(excluded === undefined ? [] : [has(excluded)]),
  ].join(or);
}

/** The condition for a request that the gate lets in. */
export function isInside({ included, excluded }: Gate, { has, hasNot, and }: GateSyntax): string {
  return [
    ...(included === undefined ? [] : [has(included)]),
    ...(excluded === undefined ? [] : [hasNot(excluded)]),
  ].join(and);
}

/** The variables that store whether a feature is on, for features that are on for some requests only. */
export function gateVariables(course: readonly CourseOp[], { nameOf }: GateSyntax): ReadonlyMap<FeatureName, string> {
  return new Map(course.flatMap((op) => (op.op === 'gate' ? [[op.feature, nameOf(op.feature)]] : [])));
}

/** Consecutive statements with the same condition; `undefined`: no condition. */
export interface Guarded {
  readonly condition: string | undefined;
  readonly texts: readonly string[];
}

/**
 * Groups consecutive statements by their condition. Steps of `requestId` get no condition, because they check the ID
 * itself.
 */
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
