/** Prints which requests a middleware, or a feature of it, leaves alone. */
import { dataLiteral } from '../../languages/typescript/literals.js';
import { routeGates } from '../../plan/gates.js';
import type { Gate, GateTable } from '../../plan/gates.js';
import type { FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import { routePath } from '../../plan/routes.js';
import type { RoutePlan, RouteRule } from '../../plan/routes.js';
import type { HelperUses } from '../../plan/uses.js';

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

export function printGates(plan: MiddlewarePlan, method: string, { routes }: HelperUses): PrintedGates {
  const { tables, whole, features, isSkippable } = routeGates(plan);
  const request = routes.methods ? `${method}, path` : 'path';
  const tests = ({ included, excluded }: Gate): { included: string[]; excluded: string[] } => ({
    included: included === undefined ? [] : [`${tableName(included)}.has(${request})`],
    excluded: excluded === undefined ? [] : [`${tableName(excluded)}.has(${request})`],
  });
  const { included, excluded } = tests(whole);
  const gates = features.map((gate) => {
    const inside = tests(gate);
    const condition = [...inside.included, ...inside.excluded.map((test) => `!${test}`)].join(' && ');
    return { feature: gate.feature, name: gateNames[gate.feature], condition };
  });
  return {
    tables: tables.map((table) => printTable(table, plan.routes)),
    gated: new Map(gates.map(({ feature, name }) => [feature, name])),
    context: {
      skipped: [...included.map((test) => `!${test}`), ...excluded].join(' || '),
      gates: gates.map(({ name, condition }) => ({ name, condition })),
      skippedByGates: isSkippable ? gates.map(({ name }) => `!${name}`).join(' && ') : '',
    },
  };
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
