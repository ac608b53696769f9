/** Prints the course of a middleware: one form for each operation; those that every server shares stand here. */
import { gateVariables, groupByCondition, isInside, isOutside } from '../../languages/gates.js';
import type { GateSyntax } from '../../languages/gates.js';
import type { CourseOp, Op, OpName } from '../../plan/course.js';
import type { FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import { render } from '../../templates.js';
import type { StepContext } from './step-context.js';

/** What a form is given besides its operation. */
export interface FormScope {
  readonly plan: MiddlewarePlan;
  readonly course: readonly CourseOp[];
  readonly gates: GateSyntax;
  /** The variable that tells whether a feature is on, where that depends on the request. */
  readonly gated: ReadonlyMap<FeatureName, string>;
  /** How steps are printed at either moment. */
  readonly steps: (moment: 'request' | 'head') => StepContext;
}

/** The statements of one operation; an empty text for none. */
export type Form<Name extends OpName> = (op: Op<Name>, scope: FormScope) => string;
export type Forms = { readonly [Name in OpName]: Form<Name> };

/** The statements of a server interface: in the order of the course, and after the request has gone on. */
export interface ServerForms {
  readonly forms: Forms;
  /** For a server whose middleware goes on where it waits for the response. */
  readonly after?: Partial<Forms>;
}

/** The statements of the function that handles a request. */
export function printCourse({ forms, after = {} }: ServerForms, scope: FormScope): string[] {
  const { course } = scope;
  return [...course.map((op) => printOp(op, forms, scope)), ...course.map((op) => printOp(op, after, scope))].filter(
    (text) => text !== '',
  );
}

function printOp(op: CourseOp, forms: Partial<Forms>, scope: FormScope): string {
  const form = forms[op.op] as ((given: CourseOp, scope: FormScope) => string) | undefined;
  return form?.(op, scope) ?? '';
}

/** How a request goes on to what comes after. */
export interface GoingOn {
  /** The expression that goes on: `next()`. */
  readonly goOn: string;
  /** Whether the middleware returns what that comes to. */
  readonly isTail: boolean;
}

/** The forms that are the same for all servers of the language. */
export function commonForms(goingOn: GoingOn): Pick<Forms, 'skip' | 'gate' | 'skipUngated' | 'clock'> {
  const skip = (condition: string): string => render('typescript/course/skip', { condition, ...goingOn }).trim();
  return {
    skip: ({ gate }, { gates }) => skip(isOutside(gate, gates)),
    gate: ({ feature, gate }, { gates }) => constant(gates.names[feature], isInside(gate, gates)),
    skipUngated: ({ features }, { gates }) => skip(gates.none(features.map((feature) => gates.names[feature]))),
    clock: () => constant('started', 'performance.now()'),
  };
}

export function scopeOf(
  plan: MiddlewarePlan,
  course: readonly CourseOp[],
  gates: GateSyntax,
  steps: (moment: 'request' | 'head', gated: FormScope['gated']) => StepContext,
): FormScope {
  const gated = gateVariables(course, gates);
  return { plan, course, gates, gated, steps: (moment) => steps(moment, gated) };
}

export function constant(name: string, value: string): string {
  return render('typescript/course/constant', { name, value }).trim();
}

/** An expression as a statement. */
export function statement(expression: string): string {
  return render('typescript/course/call', { call: expression }).trim();
}

export function returned(expression: string): string {
  return render('typescript/course/return', { value: expression }).trim();
}

/** Puts statements under a condition, where there is one. */
export function when(condition: string | undefined, statements: readonly string[]): string {
  return condition === undefined
    ? statements.join('\n')
    : render('typescript/course/when', { condition, statements }).trim();
}

/** Puts statements of one feature that stand together behind its condition. */
export function guarded(
  statements: readonly { readonly feature: FeatureName; readonly text: string }[],
  gated: ReadonlyMap<FeatureName, string>,
): string[] {
  return groupByCondition(statements, gated).map(({ condition, texts }) => when(condition, texts));
}

/** The conditions under which a request is captured at all; empty: always. */
export function captureCondition({ gate, sample }: Op<'capture'>, { gated }: FormScope): string {
  const conditions = [
    ...(gate === undefined ? [] : [gated.get(gate) ?? '']),
    ...(sample === undefined ? [] : [`Math.random() < ${String(sample)}`]),
  ];
  return conditions.join(' && ');
}

/** An expression under a condition, else `undefined`. */
export function orUndefined(condition: string | undefined, expression: string): string {
  return condition === undefined || condition === '' ? expression : `${condition} ? ${expression} : undefined`;
}

/** The value of the constant for the id of the request, of an id that is given where it is on. */
export function idValue(expression: string, gate: FeatureName | undefined, { gated }: FormScope): string {
  return gate === undefined ? expression : orUndefined(gated.get(gate), `(${expression})`);
}

/** What the capture is told when the request comes in. */
export function captureFacts({ features }: MiddlewarePlan): string {
  return ['path', 'query', 'started', ...(features.includes('requestId') ? ['requestId'] : [])].join(', ');
}

/** The parts of the target that a request is read for, as the pattern that takes it apart; none where nobody asks. */
export function targetParts({ forRoutes, showsPath, showsQuery }: Op<'target'>): string[] {
  return [...(forRoutes || showsPath ? ['path'] : []), ...(showsQuery ? ['query'] : [])];
}
