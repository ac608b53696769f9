/** Route gates in TypeScript. */
import type { GateSyntax } from '../../languages/gates.js';
import { dataLiteral } from '../../languages/typescript/literals.js';
import type { Data } from '../../languages/typescript/literals.js';
import { comparedPaths, literalPaths } from '../../plan/gates.js';
import type { GateTable } from '../../plan/gates.js';
import { featureWords } from '../../plan/plan.js';
import { segmentData } from '../../plan/routes.js';
import type { RoutePlan, RouteRule } from '../../plan/routes.js';
import type { HelperUses } from '../../plan/uses.js';
import { constant } from './course.js';

/** Prints gates as conditions; `method` is the expression for the request method. */
export function gateSyntax(method: string, { routes }: HelperUses, matching: RoutePlan): GateSyntax {
  const request = routes.methods ? `${method}, path` : 'path';
  const comparable = `comparablePath(path${optionsArgument({ ...matching, strictTrailingSlash: false })})`;
  const has = (table: GateTable): string =>
    `${tableName(table)}.has(${literalPaths(table) === undefined ? request : comparable})`;
  return {
    has,
    hasNot: (table) => `!${has(table)}`,
    and: ' && ',
    or: ' || ',
    none: (names) => names.map((name) => `!${name}`).join(' && '),
    nameOf: (feature) => `is${capitalised(featureWords[feature].participle)}`,
  };
}

/** Prints the constant that holds a table. */
export function printTable(table: GateTable, matching: RoutePlan): string {
  const paths = comparedPaths(table, matching);
  if (paths !== undefined) return constant(tableName(table), `new Set(${dataLiteral(paths)})`);
  const entries = table.rules.map((rule) => dataLiteral(ruleData(rule)));
  return constant(tableName(table), `new RouteTable([${entries.join(', ')}]${optionsArgument(matching)})`);
}

/** How paths are compared, as an argument that begins with a comma; empty for the default. */
function optionsArgument({ caseSensitive, strictTrailingSlash }: RoutePlan): string {
  const options = [
    ...(caseSensitive ? ['caseSensitive: true'] : []),
    ...(strictTrailingSlash ? ['strictTrailingSlash: true'] : []),
  ];
  return options.length === 0 ? '' : `, { ${options.join(', ')} }`;
}

function tableName({ kind, features }: GateTable): string {
  if (features.length === 0) return kind;
  const names = features.map(capitalised);
  return `${kind}${kind === 'included' ? 'In' : 'From'}${names.join('And')}`;
}

function ruleData({ segments, methods }: RouteRule): Data {
  return { path: segments.map(segmentData), methods };
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
