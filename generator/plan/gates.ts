/** Which requests a middleware, or one of its features, applies to. Independent of the language. */
import type { FeatureName, MiddlewarePlan } from './plan.js';
import { literalPath } from './routes.js';
import type { RoutePlan, RouteRule } from './routes.js';

export interface RouteGates {
  /** All tables that the gates use, without duplicates. */
  readonly tables: readonly GateTable[];
  /** A request that this gate does not let in is handled as if the middleware were not there. */
  readonly whole: Gate;
  /** The features that have rules of their own in addition to `whole`. */
  readonly features: readonly (Gate & { readonly feature: FeatureName })[];
  /** Whether every feature has a gate, so that the middleware can be skipped if none of them lets the request in. */
  readonly isSkippable: boolean;
}

/** Lets a request in if it matches `included` (when present) and does not match `excluded`. */
export interface Gate {
  readonly included: GateTable | undefined;
  readonly excluded: GateTable | undefined;
}

export interface GateTable {
  readonly kind: 'included' | 'excluded';
  /** The features that the table applies to; empty: all of them. */
  readonly features: readonly FeatureName[];
  readonly rules: readonly RouteRule[];
}

/** The paths that a table consists of; `undefined` if it has wildcards or methods, for which a tree is needed. */
export function literalPaths({ rules }: GateTable): string[] | undefined {
  const paths = rules.map(literalPath).filter((path) => path !== undefined);
  return paths.length === rules.length ? Array.from(new Set(paths)) : undefined;
}

/**
 * What a request's path is compared with where a table is a list of paths. To look for a path with a slash at the end as
 * well is cheaper than to remove it from every request's path.
 */
export function comparedPaths(
  table: GateTable,
  { strictTrailingSlash }: Pick<RoutePlan, 'strictTrailingSlash'>,
): string[] | undefined {
  const paths = literalPaths(table);
  if (strictTrailingSlash) return paths;
  return paths?.flatMap((path) => (/[^/]$/.test(path) ? [path, `${path}/`] : [`${path}/`]));
}

export function routeGates({ routes, features }: MiddlewarePlan): RouteGates {
  const include = routes.include.map((rule) => asWhole(rule, features));
  const exclude = routes.exclude.map((rule) => asWhole(rule, features));
  const isWholeInclude = include.every(isWhole);
  const whole = {
    included: isWholeInclude ? wholeTable('included', include) : undefined,
    excluded: wholeTable('excluded', exclude.filter(isWhole)),
  };
  const included = isWholeInclude ? new Map<FeatureName, GateTable>() : featureTables('included', include, features);
  const partial = exclude.filter((rule) => !isWhole(rule));
  const excluded = featureTables('excluded', partial, features);
  const gates = features
    .map((feature) => ({ feature, included: included.get(feature), excluded: excluded.get(feature) }))
    .filter((gate) => gate.included !== undefined || gate.excluded !== undefined);
  const tables = [whole.included, whole.excluded, ...included.values(), ...excluded.values()];
  return {
    tables: Array.from(new Set(tables)).filter((table) => table !== undefined),
    whole,
    features: gates,
    isSkippable: gates.length > 0 && gates.length === features.length,
  };
}

/** A rule that names every feature of the middleware applies to the whole middleware. */
function asWhole(rule: RouteRule, features: readonly FeatureName[]): RouteRule {
  const { features: named, ...whole } = rule;
  return named !== undefined && features.every((feature) => named.includes(feature)) ? whole : rule;
}

function isWhole({ features }: RouteRule): boolean {
  return features === undefined;
}

function wholeTable(kind: GateTable['kind'], rules: readonly RouteRule[]): GateTable | undefined {
  return rules.length === 0 ? undefined : { kind, features: [], rules };
}

/** One table for each feature that a rule names; features with the same rules share a table. */
function featureTables(
  kind: GateTable['kind'],
  rules: readonly RouteRule[],
  features: readonly FeatureName[],
): Map<FeatureName, GateTable> {
  const concerning = (feature: FeatureName): RouteRule[] =>
    rules.filter((rule) => rule.features?.includes(feature) ?? true);
  const tables = new Map<FeatureName, GateTable>();
  for (const feature of features) {
    const own = concerning(feature);
    if (tables.has(feature) || own.length === 0) continue;
    const group = features.filter((other) => isSame(own, concerning(other)));
    const table = { kind, features: group, rules: own };
    for (const member of group) tables.set(member, table);
  }
  return tables;
}

function isSame(one: readonly RouteRule[], other: readonly RouteRule[]): boolean {
  return one.length === other.length && one.every((rule, index) => rule === other[index]);
}
