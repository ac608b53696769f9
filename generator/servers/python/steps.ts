/** Prints the steps of a plan as statements over the headers of a message. */
import { bytesLiteral, stringLiteral } from '../../languages/python/literals.js';
import { groupByCondition } from '../../languages/gates.js';
import { printValue } from '../../languages/python/values.js';
import type { PrintedValue, ValueScope } from '../../languages/values.js';
import type { FeatureName, HeadStep, HeaderStep, MergeList } from '../../plan/plan.js';
import { isMadeOnce } from '../../plan/values.js';
import type { Value } from '../../plan/values.js';
import { render } from '../../templates.js';
import { assign, when } from './course.js';
import type { Hoist } from './hoist.js';

export type { Hoist } from './hoist.js';

/** What printing a step needs. */
export interface StepContext {
  /** The folder with the templates of steps. */
  readonly templates: string;
  /** How the server interface represents names and values of headers. */
  readonly headers: 'bytes' | 'text';
  readonly scope: ValueScope;
  readonly hoist: Hoist;
  readonly gated: ReadonlyMap<FeatureName, string>;
}

export interface PrintedSteps {
  /** The header names to leave out of the copy, because a step replaces them anyway. */
  readonly replaced: readonly string[];
  readonly statements: readonly string[];
}

/** The statements on the headers of a message. */
export function printSteps(
  moment: 'head' | 'request',
  steps: readonly (HeadStep | HeaderStep)[],
  context: StepContext,
): PrintedSteps {
  const literal = context.headers === 'bytes' ? bytesLiteral : stringLiteral;
  const seen = new Set<string>();
  const replaced: string[] = [];
  const statements: { readonly feature: FeatureName; readonly text: string }[] = [];
  for (const step of steps) {
    if (step.op === 'callHook') continue;
    // Steps of the request id do not need a condition of their own: they check the id.
    const condition = step.feature === 'requestId' ? undefined : context.gated.get(step.feature);
    const values = valuesOf(step).map((value) => valueText(step, value, context));
    const name = literal(step.name.toLowerCase());
    const isCertain = condition === undefined && values.every(({ bindings }) => bindings.length === 0);
    const isFirst = !seen.has(name);
    seen.add(name);
    let { op } = step;
    if (isCertain && isFirst && (op === 'setHeader' || op === 'removeHeader')) {
      replaced.push(name);
      if (op === 'removeHeader') continue;
      op = 'appendHeader';
    }
    const holes = {
      name,
      value: values.map(({ expression }) => expression).join(', '),
      onlyWith: step.op !== 'mergeList' || step.onlyWith === undefined ? '' : literal(step.onlyWith.toLowerCase()),
    };
    statements.push({
      feature: step.feature,
      text: guarded(render(`${context.templates}/${moment}/${op}`, holes), values),
    });
  }
  return {
    replaced,
    statements: groupByCondition(statements, context.gated).map(({ condition, texts }) => when(condition, texts)),
  };
}

function valuesOf(step: HeaderStep | MergeList): readonly Value[] {
  if (step.op === 'mergeList') return step.members;
  return step.op === 'removeHeader' ? [] : [step.value];
}

/** Members of a list are printed as `str`, whole values as what the server sends. */
function valueText(
  { op, name }: HeaderStep | MergeList,
  value: Value,
  { scope, hoist, headers }: StepContext,
): PrintedValue {
  const form = op === 'mergeList' ? 'text' : headers;
  if (isMadeOnce(value)) return { expression: hoist(name, value, form), bindings: [] };
  const printed = printValue(value, scope);
  if (form === 'text') return printed;
  const isText = value.every(({ kind }) => kind === 'text');
  const text = value.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  return { ...printed, expression: isText ? bytesLiteral(text) : inBytes(printed.expression) };
}

/** The result of `header_value` contains only characters that Latin-1 can encode. */
export function inBytes(expression: string): string {
  return `${expression}.encode("latin-1")`;
}

/** Leaves the header unchanged if a value that it needs is missing. */
function guarded(statement: string, values: readonly PrintedValue[]): string {
  const bindings = values.flatMap((value) => value.bindings);
  if (bindings.length === 0) return statement.trim();
  const assignments = bindings
    .filter(({ expression }) => expression !== '')
    .map(({ name, expression }) => assign(name, expression));
  const condition = bindings.map(({ name }) => `${name} is not None`).join(' and ');
  return [...assignments, when(condition, [statement.trim()])].join('\n');
}
