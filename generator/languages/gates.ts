/** Prints which requests a middleware, or a feature of it, leaves alone: what is the same in every language. */
import { routeGates } from '../plan/gates.js';
import type { Gate, GateTable } from '../plan/gates.js';
import type { FeatureName, MiddlewarePlan } from '../plan/plan.js';

/** How a language says it. */
export interface GateSyntax {
  /** The statement that makes a table. */
  readonly table: (table: GateTable) => string;
  /** Whether a table has a route for the request. */
  readonly has: (table: GateTable) => string;
  readonly not: (test: string) => string;
  readonly and: string;
  readonly or: string;
  /** That none of some variables is true. */
  readonly none: (names: readonly string[]) => string;
  /** The variables that tell whether a feature is on. */
  readonly names: Readonly<Record<FeatureName, string>>;
}

export interface PrintedGates {
  /** Statements at the top of the module. */
  readonly tables: readonly string[];
  /** The variable that tells whether a feature is on, where that depends on the request. */
  readonly gated: ReadonlyMap<FeatureName, string>;
  /** For the template of the middleware; total. */
  readonly context: {
    /** When the request passes as if the middleware were not there; empty: never. */
    readonly skipped: string;
    readonly gates: readonly { readonly name: string; readonly condition: string }[];
    /** The same, once the gates are known. */
    readonly skippedByGates: string;
  };
}

export function printGates(plan: MiddlewarePlan, syntax: GateSyntax): PrintedGates {
  const { tables, whole, features, isSkippable } = routeGates(plan);
  const { has, not, names } = syntax;
  const tests = ({ included, excluded }: Gate, isInside: boolean): string[] => [
    ...(included === undefined ? [] : [isInside ? has(included) : not(has(included))]),
    ...(excluded === undefined ? [] : [isInside ? not(has(excluded)) : has(excluded)]),
  ];
  return {
    tables: tables.map(syntax.table),
    gated: new Map(features.map(({ feature }) => [feature, names[feature]])),
    context: {
      skipped: tests(whole, false).join(syntax.or),
      gates: features.map((gate) => ({ name: names[gate.feature], condition: tests(gate, true).join(syntax.and) })),
      skippedByGates: isSkippable ? syntax.none(features.map(({ feature }) => names[feature])) : '',
    },
  };
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
