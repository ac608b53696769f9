/** Prints the steps of a plan as statements over a server's request and response. */
import { printValue } from '../../languages/typescript/values.js';
import type { PrintedValue } from '../../languages/values.js';
import { stringLiteral } from '../../languages/typescript/literals.js';
import type { HeadStep, HeaderStep } from '../../plan/plan.js';
import { isMadeOnce } from '../../plan/values.js';
import type { Value } from '../../plan/values.js';
import { render } from '../../templates.js';
import { constant, when } from './course.js';
import type { StepContext } from './step-context.js';

export type { Hoist, StepContext } from './step-context.js';

export function headStatement(step: HeadStep, context: StepContext): string {
  if (step.op === 'callHook')
    return render(`${context.templates}/head/callHook`, { ...context.bindings, hook: step.hook }).trim();
  if (step.op === 'mergeList') {
    const members = step.members.map((member) => valueText(step.name, member, context));
    const holes = {
      ...context.bindings,
      name: stringLiteral(step.name),
      value: members.map(({ expression }) => expression).join(', '),
      onlyWith: step.onlyWith === undefined ? '' : stringLiteral(step.onlyWith),
    };
    return guarded(render(`${context.templates}/head/mergeList`, holes), members);
  }
  return headerStatement('head', step, context);
}

export function headerStatement(
  moment: 'head' | 'request',
  step: HeaderStep,
  context: StepContext,
  template: string = step.op,
): string {
  const value = step.op === 'removeHeader' ? undefined : valueText(step.name, step.value, context);
  const holes = {
    ...context.bindings,
    name: stringLiteral(step.name),
    lowerName: stringLiteral(step.name.toLowerCase()),
    value: value?.expression ?? '',
  };
  return guarded(render(`${context.templates}/${moment}/${template}`, holes), value === undefined ? [] : [value]);
}

function valueText(label: string, value: Value, { scope, hoist }: StepContext): PrintedValue {
  return isMadeOnce(value) ? { expression: hoist(label, value), bindings: [] } : printValue(value, scope);
}

/** Leaves the header unchanged if a value that it needs is missing. */
function guarded(statement: string, values: readonly PrintedValue[]): string {
  const bindings = values.flatMap((value) => value.bindings);
  if (bindings.length === 0) return statement.trim();
  const declarations = bindings
    .filter(({ expression }) => expression !== '')
    .map(({ name, expression }) => constant(name, expression));
  const condition = bindings.map(({ name }) => `${name} !== undefined`).join(' && ');
  const test = when(condition, [statement.trim()]);
  // In a block, because another header may need constants of the same names.
  return declarations.length === 0
    ? test
    : render('typescript/course/block', { statements: [...declarations, test] }).trim();
}
