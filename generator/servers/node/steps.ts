/** Prints the steps of a plan as statements over Node's request and response. */
import { isMadeOnce, printValue } from '../../languages/typescript/values.js';
import type { PrintedValue, ValueScope } from '../../languages/typescript/values.js';
import { stringLiteral } from '../../languages/typescript/literals.js';
import type { HeadStep, HeaderStep } from '../../plan/plan.js';
import type { Value } from '../../plan/values.js';
import { render } from '../../templates.js';

/** Gives the name of a constant that holds a value which is made once. */
export type Hoist = (label: string, value: Value) => string;

export function headStatement(step: HeadStep, scope: ValueScope, hoist: Hoist): string {
  if (step.op === 'callHook') return render('typescript/node/steps/head/callHook', { hook: step.hook }).trim();
  if (step.op === 'mergeList') {
    const members = step.members.map((member) => valueText(step.name, member, scope, hoist));
    const context = {
      name: stringLiteral(step.name),
      value: members.map(({ expression }) => expression).join(', '),
      onlyWith: step.onlyWith === undefined ? '' : stringLiteral(step.onlyWith),
    };
    return guarded(render('typescript/node/steps/head/mergeList', context), members);
  }
  return headerStatement('head', step, scope, hoist);
}

export function headerStatement(moment: 'head' | 'request', step: HeaderStep, scope: ValueScope, hoist: Hoist): string {
  const value = step.op === 'removeHeader' ? undefined : valueText(step.name, step.value, scope, hoist);
  const context = {
    name: stringLiteral(step.name),
    lowerName: stringLiteral(step.name.toLowerCase()),
    value: value?.expression ?? '',
  };
  return guarded(render(`typescript/node/steps/${moment}/${step.op}`, context), value === undefined ? [] : [value]);
}

function valueText(label: string, value: Value, scope: ValueScope, hoist: Hoist): PrintedValue {
  return isMadeOnce(value) ? { expression: hoist(label, value), bindings: [] } : printValue(value, scope);
}

/** A header without its value is left alone. */
function guarded(statement: string, values: readonly PrintedValue[]): string {
  const bindings = values.flatMap((value) => value.bindings);
  if (bindings.length === 0) return statement.trim();
  const declarations = bindings.filter(({ expression }) => expression !== '');
  const condition = bindings.map(({ name }) => `${name} !== undefined`).join(' && ');
  const text = `${declarations.map(({ name, expression }) => `const ${name} = ${expression};\n`).join('')}if (${condition}) {\n${statement.trim()}\n}`;
  return declarations.length === 0 ? text : `{\n${text}\n}`;
}
