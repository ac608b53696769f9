/** Prints which requests a middleware, or a feature of it, leaves alone. */
import { setLiteral, stringLiteral } from '../../languages/python/literals.js';
import type { FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import type { RoutePlan, RouteRule, RouteSegment } from '../../plan/routes.js';
import type { HelperUses } from '../typescript/uses.js';

export interface PrintedGates {
  /** Statements at the top of the module. */
  readonly tables: readonly string[];
  /** The variable that tells whether a feature is on, where that depends on the request. */
  readonly gated: ReadonlyMap<FeatureName, string>;
  /** When the request passes as if the middleware were not there; empty: never. */
  readonly skipped: string;
  readonly gates: readonly { readonly name: string; readonly condition: string }[];
  /** The same, once the gates are known. */
  readonly skippedByGates: string;
}

export function printGates({ routes, features }: MiddlewarePlan, helpers: HelperUses): PrintedGates {
  const tables: string[] = [];
  const request = helpers.routes.methods ? 'method, path' : 'path';
  const test = (name: string, rules: readonly RouteRule[]): string => {
    tables.push(printTable(name, rules, routes));
    return `${name}.has(${request})`;
  };

  const { include, exclude } = routes;
  const isWholeInclude = include.every((rule) => rule.features === undefined);
  const wholeExclude = exclude.filter((rule) => rule.features === undefined);
  const skipped = [
    ...(include.length > 0 && isWholeInclude ? [`not ${test('INCLUDED', include)}`] : []),
    ...(wholeExclude.length > 0 ? [test('EXCLUDED', wholeExclude)] : []),
  ].join(' or ');
  const included = isWholeInclude
    ? new Map<FeatureName, string>()
    : testsByFeature('INCLUDED_IN', include, features, test);
  const partial = exclude.filter((rule) => rule.features !== undefined);
  const excluded = testsByFeature('EXCLUDED_FROM', partial, features, test);
  const gates = features.flatMap((feature) => {
    const exclusion = excluded.get(feature);
    const conditions = [included.get(feature) ?? [], exclusion === undefined ? [] : `not ${exclusion}`].flat();
    return conditions.length === 0 ? [] : [{ feature, name: gateNames[feature], condition: conditions.join(' and ') }];
  });
  const isSkippable = gates.length > 0 && gates.length === features.length;
  return {
    tables,
    gated: new Map(gates.map(({ feature, name }) => [feature, name])),
    skipped,
    gates: gates.map(({ name, condition }) => ({ name, condition })),
    skippedByGates: isSkippable ? `not (${gates.map(({ name }) => name).join(' or ')})` : '',
  };
}

/** One table for each feature that some rule is about; features with the same rules share one. */
function testsByFeature(
  prefix: string,
  rules: readonly RouteRule[],
  features: readonly FeatureName[],
  test: (name: string, rules: readonly RouteRule[]) => string,
): Map<FeatureName, string> {
  const concerning = (feature: FeatureName): RouteRule[] =>
    rules.filter((rule) => rule.features?.includes(feature) ?? true);
  const key = (feature: FeatureName): string =>
    concerning(feature)
      .map((rule) => String(rules.indexOf(rule)))
      .join();
  const tests = new Map<FeatureName, string>();
  for (const feature of features) {
    if (tests.has(feature) || concerning(feature).length === 0) continue;
    const group = features.filter((other) => key(other) === key(feature));
    const name = `${prefix}_${group.map((member) => constantNames[member]).join('_AND_')}`;
    const expression = test(name, concerning(feature));
    for (const member of group) tests.set(member, expression);
  }
  return tests;
}

function printTable(
  name: string,
  rules: readonly RouteRule[],
  { caseSensitive, strictTrailingSlash }: RoutePlan,
): string {
  const items = [
    ...rules.map(printRule),
    ...(caseSensitive ? ['case_sensitive=True'] : []),
    ...(strictTrailingSlash ? ['strict_trailing_slash=True'] : []),
  ];
  return `${name} = RouteTable(${items.join(', ')})`;
}

const gateNames: Readonly<Record<FeatureName, string>> = {
  timing: 'is_timed',
  requestId: 'is_identified',
  headers: 'is_edited',
  capture: 'is_captured',
  hooks: 'is_hooked',
};

const constantNames: Readonly<Record<FeatureName, string>> = {
  timing: 'TIMING',
  requestId: 'REQUEST_ID',
  headers: 'HEADERS',
  capture: 'CAPTURE',
  hooks: 'HOOKS',
};

function printRule({ segments, methods }: RouteRule): string {
  const path = stringLiteral(`/${segments.map(segmentText).join('/')}`);
  return methods === undefined ? `Route(${path})` : `Route(${path}, methods=${setLiteral(methods)})`;
}

/** A segment as the matcher of the generated code reads it; what would read as a wildcard or an escape is escaped. */
function segmentText(segment: RouteSegment): string {
  switch (segment.kind) {
    case 'text':
      return escapeText(segment.text);
    case 'any':
      return '*';
    case 'rest':
      return '**';
    case 'glob':
      return segment.pieces.map(escapeText).join('*');
  }
}

/** A slash stays as it is: the application's router has only decoded paths, where an encoded slash is one as well. */
function escapeText(text: string): string {
  return text.replace(/[%*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}
