/** Prints the steps of a plan as statements over a server's request and response. */
import { printValue } from '../../languages/typescript/values.js';
import type { PrintedValue } from '../../languages/values.js';
import { stringLiteral } from '../../languages/typescript/literals.js';
import { partsOf } from '../../plan/course.js';
import type { FeatureName, HeadStep, HeaderStep } from '../../plan/plan.js';
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

/**
 * The headers that steps set or remove, as an object literal in which `undefined` removes one. `undefined` if a step
 * does something else, or depends on the request or on the rest of the response.
 */
export function replacements(
  steps: readonly HeadStep[],
  context: StepContext,
  gated: ReadonlyMap<FeatureName, string>,
): string | undefined {
  const names = steps.map((step) => ('name' in step ? step.name.toLowerCase() : ''));
  const isPlain =
    gated.size === 0 &&
    steps.every(({ op }) => op === 'setHeader' || op === 'removeHeader') &&
    new Set(names).size === names.length &&
    !names.includes('__proto__') &&
    !partsOf(steps).some(({ kind }) => kind === 'responseStatus' || kind === 'requestHeader');
  if (!isPlain) return undefined;
  const properties = steps.flatMap((step) =>
    step.op === 'setHeader'
      ? [`${stringLiteral(step.name)}: ${valueText(step.name, step.value, context).expression}`]
      : step.op === 'removeHeader'
        ? [`${stringLiteral(step.name)}: undefined`]
        : [],
  );
  return `{ ${properties.join(', ')} }`;
}

function valueText(label: string, value: Value, { scope, hoist }: StepContext): PrintedValue {
  return hoist !== undefined && isMadeOnce(value)
    ? { expression: hoist(label, value), bindings: [] }
    : printValue(value, scope);
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
