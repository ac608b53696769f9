/** Prints which requests a middleware, or a feature of it, leaves alone. */
import { setLiteral, stringLiteral } from '../../languages/python/literals.js';
import { routeGates } from '../../plan/gates.js';
import type { Gate, GateTable } from '../../plan/gates.js';
import type { FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import { routePath } from '../../plan/routes.js';
import type { RoutePlan, RouteRule } from '../../plan/routes.js';
import type { HelperUses } from '../../plan/uses.js';

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

export function printGates(plan: MiddlewarePlan, { routes }: HelperUses): PrintedGates {
  const { tables, whole, features, isSkippable } = routeGates(plan);
  const request = [...(routes.methods ? ['method'] : []), 'path', ...(routes.slash ? ['encoded'] : [])].join(', ');
  const tests = ({ included, excluded }: Gate): { included: string[]; excluded: string[] } => ({
    included: included === undefined ? [] : [`${tableName(included)}.has(${request})`],
    excluded: excluded === undefined ? [] : [`${tableName(excluded)}.has(${request})`],
  });
  const { included, excluded } = tests(whole);
  const gates = features.map((gate) => {
    const inside = tests(gate);
    const condition = [...inside.included, ...inside.excluded.map((test) => `not ${test}`)].join(' and ');
    return { feature: gate.feature, name: gateNames[gate.feature], condition };
  });
  return {
    tables: tables.map((table) => printTable(table, plan.routes)),
    gated: new Map(gates.map(({ feature, name }) => [feature, name])),
    skipped: [...included.map((test) => `not ${test}`), ...excluded].join(' or '),
    gates: gates.map(({ name, condition }) => ({ name, condition })),
    skippedByGates: isSkippable ? `not (${gates.map(({ name }) => name).join(' or ')})` : '',
  };
}

function tableName({ kind, features }: GateTable): string {
  const prefix = kind.toUpperCase();
  if (features.length === 0) return prefix;
  return `${prefix}_${kind === 'included' ? 'IN' : 'FROM'}_${features.map((name) => constantNames[name]).join('_AND_')}`;
}

function printTable(table: GateTable, { caseSensitive, strictTrailingSlash }: RoutePlan): string {
  const items = [
    ...table.rules.map(printRule),
    ...(caseSensitive ? ['case_sensitive=True'] : []),
    ...(strictTrailingSlash ? ['strict_trailing_slash=True'] : []),
  ];
  return `${tableName(table)} = RouteTable(${items.join(', ')})`;
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

function printRule(rule: RouteRule): string {
  const path = stringLiteral(routePath(rule));
  return rule.methods === undefined ? `Route(${path})` : `Route(${path}, methods=${setLiteral(rule.methods)})`;
}
