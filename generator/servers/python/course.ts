/** What printing a course in Python needs, whatever the server interface. */
import { gateVariables } from '../../languages/gates.js';
import type { GateSyntax } from '../../languages/gates.js';
import type { CourseOp, Op, OpName } from '../../plan/course.js';
import type { FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import type { HelperUses } from '../../plan/uses.js';
import { render } from '../../templates.js';
import type { Hoist } from './hoist.js';

/** What a form receives besides its operation. */
export interface FormScope {
  readonly plan: MiddlewarePlan;
  readonly course: readonly CourseOp[];
  readonly helpers: HelperUses;
  readonly gates: GateSyntax;
  /** For each feature that is on for some requests only: the variable that says whether it is on for this one. */
  readonly gated: ReadonlyMap<FeatureName, string>;
  readonly hoist: Hoist;
  /** The expression for an environment variable at the time of a request. */
  readonly readEnvironment: (name: string) => string;
}

/** Prints the statements of one operation, without indentation; an empty string if there are none. */
export type Form<Name extends OpName> = (op: Op<Name>, scope: FormScope) => string;
export type Forms = { readonly [Name in OpName]: Form<Name> };

export function printOp(op: CourseOp, forms: Forms, scope: FormScope): string {
  const form = forms[op.op] as (given: CourseOp, scope: FormScope) => string;
  return form(op, scope);
}

export function scopeOf(parts: Omit<FormScope, 'gated'>): FormScope {
  return { ...parts, gated: gateVariables(parts.course, parts.gates) };
}

export function assign(name: string, value: string): string {
  return render('python/course/assign', { name, value }).trim();
}

/** Wraps statements in an `if`, unless there is no condition. */
export function when(condition: string | undefined, statements: readonly string[]): string {
  return condition === undefined
    ? statements.join('\n')
    : render('python/course/when', { condition, statements: statements.map((text) => indent(text)) }).trim();
}

export function indent(text: string, depth = 1): string {
  return text.replace(/^(?=.)/gm, '    '.repeat(depth));
}

/** The condition under which a request is captured; empty if it always is. */
export function captureCondition({ gate, sample }: Op<'capture'>, { gated }: FormScope): string {
  const conditions = [
    ...(gate === undefined ? [] : [gated.get(gate) ?? '']),
    ...(sample === undefined ? [] : [`is_sampled(${String(sample)})`]),
  ];
  return conditions.join(' and ');
}
