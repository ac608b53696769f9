/** Route gates in Python. */
import type { GateSyntax } from '../../languages/gates.js';
import { setLiteral, tupleLiteral } from '../../languages/python/literals.js';
import { comparedPaths, literalPaths } from '../../plan/gates.js';
import type { GateTable } from '../../plan/gates.js';
import { featureWords } from '../../plan/plan.js';
import type { FeatureName } from '../../plan/plan.js';
import { segmentData } from '../../plan/routes.js';
import type { RoutePlan, RouteRule } from '../../plan/routes.js';
import { assign } from './course.js';

/**
 * Prints gates with the variables that hold the path, query and method of the request. Specialising removes arguments
 * whose parameter no table of the output uses.
 */
export function gateSyntax({ caseSensitive }: Pick<RoutePlan, 'caseSensitive'>, path = 'path'): GateSyntax {
  const comparable = `${path}${caseSensitive ? '' : '.lower()'}`;
  const has = (table: GateTable, not: string): string =>
    literalPaths(table) === undefined
      ? `${not}${tableName(table)}.has(method, path, encoded)`
      : `${comparable} ${not}in ${tableName(table)}`;
  return {
    has: (table) => has(table, ''),
    hasNot: (table) => has(table, 'not '),
    and: ' and ',
    or: ' or ',
    none: (names) => `not (${names.join(' or ')})`,
    nameOf: (feature) => `is_${featureWords[feature].participle}`,
  };
}

function tableName({ kind, features }: GateTable): string {
  const prefix = kind.toUpperCase();
  if (features.length === 0) return prefix;
  return `${prefix}_${kind === 'included' ? 'IN' : 'FROM'}_${features.map(constantName).join('_AND_')}`;
}

/** Prints the constant that holds a table. */
export function printTable(table: GateTable, { caseSensitive, strictTrailingSlash }: RoutePlan): string {
  const paths = comparedPaths(table, { strictTrailingSlash });
  if (paths !== undefined) return assign(tableName(table), setLiteral(paths));
  const items = [
    ...table.rules.map(printRule),
    ...(caseSensitive ? ['case_sensitive=True'] : []),
    ...(strictTrailingSlash ? ['strict_trailing_slash=True'] : []),
  ];
  return assign(tableName(table), `RouteTable(${items.join(', ')})`);
}

function constantName(feature: FeatureName): string {
  return feature.replace(/[A-Z]/g, '_$&').toUpperCase();
}

function printRule({ segments, methods }: RouteRule): string {
  const path = tupleLiteral(segments.map(segmentData));
  return methods === undefined ? `Route(${path})` : `Route(${path}, methods=${setLiteral(methods)})`;
}
