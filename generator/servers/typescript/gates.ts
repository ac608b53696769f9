/** Route gates in TypeScript. */
import { printGates } from '../../languages/gates.js';
import type { PrintedGates } from '../../languages/gates.js';
import { dataLiteral } from '../../languages/typescript/literals.js';
import type { GateTable } from '../../plan/gates.js';
import type { FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import { routePath } from '../../plan/routes.js';
import type { RoutePlan, RouteRule } from '../../plan/routes.js';
import type { HelperUses } from '../../plan/uses.js';

/** `method` is the expression of a request's method. */
export function typeScriptGates(plan: MiddlewarePlan, method: string, { routes }: HelperUses): PrintedGates {
  const request = routes.methods ? `${method}, path` : 'path';
  return printGates(plan, {
    table: (table) => printTable(table, plan.routes),
    has: (table) => `${tableName(table)}.has(${request})`,
    not: (test) => `!${test}`,
    and: ' && ',
    or: ' || ',
    none: (names) => names.map((name) => `!${name}`).join(' && '),
    names: gateNames,
  });
}

function tableName({ kind, features }: GateTable): string {
  if (features.length === 0) return kind;
  const names = features.map((name) => name.charAt(0).toUpperCase() + name.slice(1));
  return `${kind}${kind === 'included' ? 'In' : 'From'}${names.join('And')}`;
}

function printTable(table: GateTable, { caseSensitive, strictTrailingSlash }: RoutePlan): string {
  const options = [
    caseSensitive ? 'caseSensitive: true' : [],
    strictTrailingSlash ? 'strictTrailingSlash: true' : [],
  ].flat();
  const entries = table.rules.map((rule) => dataLiteral(ruleLiteral(rule)));
  return `const ${tableName(table)} = new RouteTable([${entries.join(', ')}]${options.length === 0 ? '' : `, { ${options.join(', ')} }`});`;
}

const gateNames: Readonly<Record<FeatureName, string>> = {
  timing: 'isTimed',
  requestId: 'isIdentified',
  headers: 'isEdited',
  capture: 'isCaptured',
  hooks: 'isHooked',
};

function ruleLiteral(rule: RouteRule): Record<string, string | readonly string[]> {
  return { path: routePath(rule), ...(rule.methods === undefined ? {} : { methods: rule.methods }) };
}
