/** Prints the steps of a plan as statements over ASGI's headers. */
import { stringLiteral } from '../../languages/python/literals.js';
import { printValue } from '../../languages/python/values.js';
import type { PrintedValue, ValueScope } from '../../languages/python/values.js';
import type { HeaderStep, MergeList } from '../../plan/plan.js';
import { isMadeOnce } from '../../plan/values.js';
import type { Value } from '../../plan/values.js';
import { render } from '../../templates.js';

/** Gives the name of an attribute that holds a value which is made once. */
export type Hoist = (label: string, value: Value) => string;

/** A statement on the headers of a message. */
export function headerStatement(
  moment: 'head' | 'request',
  step: HeaderStep | MergeList,
  scope: ValueScope,
  hoist: Hoist,
): string {
  const values = valuesOf(step).map((value) => valueText(step.name, value, scope, hoist));
  const context = {
    name: stringLiteral(step.name),
    value: values.map(({ expression }) => expression).join(', '),
    onlyWith: step.op !== 'mergeList' || step.onlyWith === undefined ? '' : stringLiteral(step.onlyWith),
  };
  return guarded(render(`python/asgi/steps/${moment}/${step.op}`, context), values);
}

function valuesOf(step: HeaderStep | MergeList): readonly Value[] {
  if (step.op === 'mergeList') return step.members;
  return step.op === 'removeHeader' ? [] : [step.value];
}

function valueText(label: string, value: Value, scope: ValueScope, hoist: Hoist): PrintedValue {
  return isMadeOnce(value) ? { expression: hoist(label, value), bindings: [] } : printValue(value, scope);
}

/** A header without its value is left alone. */
function guarded(statement: string, values: readonly PrintedValue[]): string {
  const bindings = values.flatMap((value) => value.bindings);
  if (bindings.length === 0) return statement.trim();
  const assignments = bindings
    .filter(({ expression }) => expression !== '')
    .map(({ name, expression }) => `${name} = ${expression}\n`);
  const condition = bindings.map(({ name }) => `${name} is not None`).join(' and ');
  return `${assignments.join('')}if ${condition}:\n${indent(statement.trim())}`;
}

export function indent(text: string, depth = 1): string {
  return text.replace(/^(?=.)/gm, '    '.repeat(depth));
}
