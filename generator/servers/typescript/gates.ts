/** Prints which requests a middleware, or a feature of it, leaves alone. */
import { dataLiteral } from '../../languages/typescript/literals.js';
import type { FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import type { RoutePlan, RouteRule, RouteSegment } from '../../plan/routes.js';
import type { HelperUses } from './uses.js';

export interface PrintedGates {
  /** Statements at the top of the module. */
  readonly tables: readonly string[];
  /** The condition under which each feature is on, where that depends on the request. */
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

export function printGates({ routes, features }: MiddlewarePlan, method: string, helpers: HelperUses): PrintedGates {
  const tables: string[] = [];
  const request = helpers.routes.methods ? `${method}, path` : 'path';
  const test = (name: string, rules: readonly RouteRule[]): string => {
    tables.push(printTable(name, rules, routes));
    return `${name}.has(${request})`;
  };

  const include = routes.include.map((rule) => asWhole(rule, features));
  const exclude = routes.exclude.map((rule) => asWhole(rule, features));
  const isWholeInclude = include.every((rule) => rule.features === undefined);
  const wholeExclude = exclude.filter((rule) => rule.features === undefined);
  const skipped = [
    ...(include.length > 0 && isWholeInclude ? [`!${test('included', include)}`] : []),
    ...(wholeExclude.length > 0 ? [test('excluded', wholeExclude)] : []),
  ].join(' || ');

  const included = isWholeInclude
    ? new Map<FeatureName, string>()
    : testsByFeature('includedIn', include, features, test);
  const excluded = testsByFeature(
    'excludedFrom',
    exclude.filter((rule) => rule.features !== undefined),
    features,
    test,
  );
  const gates = features.flatMap((feature) => {
    const exclusion = excluded.get(feature);
    const conditions = [included.get(feature) ?? [], exclusion === undefined ? [] : `!${exclusion}`].flat();
    return conditions.length === 0 ? [] : [{ feature, name: gateNames[feature], condition: conditions.join(' && ') }];
  });
  const isSkippable = gates.length > 0 && gates.length === features.length;
  return {
    tables,
    gated: new Map(gates.map(({ feature, name }) => [feature, name])),
    context: {
      skipped,
      gates: gates.map(({ name, condition }) => ({ name, condition })),
      skippedByGates: isSkippable ? gates.map(({ name }) => `!${name}`).join(' && ') : '',
    },
  };
}

/** A rule about every feature that the middleware has is one about the middleware. */
function asWhole(rule: RouteRule, features: readonly FeatureName[]): RouteRule {
  const { features: named, ...whole } = rule;
  return named !== undefined && features.every((feature) => named.includes(feature)) ? whole : rule;
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
  const isAlike = (one: FeatureName, other: FeatureName): boolean => {
    const [mine, theirs] = [concerning(one), concerning(other)];
    return mine.length === theirs.length && mine.every((rule, index) => rule === theirs[index]);
  };
  const tests = new Map<FeatureName, string>();
  for (const feature of features) {
    if (tests.has(feature) || concerning(feature).length === 0) continue;
    const group = features.filter((other) => isAlike(feature, other));
    const expression = test(
      prefix + group.map((name) => name.charAt(0).toUpperCase() + name.slice(1)).join('And'),
      concerning(feature),
    );
    for (const member of group) tests.set(member, expression);
  }
  return tests;
}

function printTable(
  name: string,
  rules: readonly RouteRule[],
  { caseSensitive, strictTrailingSlash }: RoutePlan,
): string {
  const options = [
    caseSensitive ? 'caseSensitive: true' : [],
    strictTrailingSlash ? 'strictTrailingSlash: true' : [],
  ].flat();
  const entries = rules.map((rule) => dataLiteral(ruleLiteral(rule)));
  return `const ${name} = new RouteTable([${entries.join(', ')}]${options.length === 0 ? '' : `, { ${options.join(', ')} }`});`;
}

const gateNames: Readonly<Record<FeatureName, string>> = {
  timing: 'isTimed',
  requestId: 'isIdentified',
  headers: 'isEdited',
  capture: 'isCaptured',
  hooks: 'isHooked',
};

function ruleLiteral({ segments, methods }: RouteRule): Record<string, string | readonly string[]> {
  return {
    path: `/${segments.map(segmentText).join('/')}`,
    ...(methods === undefined ? {} : { methods }),
  };
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

function escapeText(text: string): string {
  return text.replace(/[%*/]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}
