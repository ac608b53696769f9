/** Prints the course of a middleware, with one form for each operation. The forms that all servers share are here. */
import { gateVariables, groupByCondition, isInside, isOutside } from '../../languages/gates.js';
import type { GateSyntax } from '../../languages/gates.js';
import type { CourseOp, Op, OpName } from '../../plan/course.js';
import type { FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import { render } from '../../templates.js';
import type { StepContext } from './step-context.js';

/** What a form receives besides its operation. */
export interface FormScope {
  readonly plan: MiddlewarePlan;
  readonly course: readonly CourseOp[];
  readonly gates: GateSyntax;
  /** For each feature that is on for some requests only: the variable that says whether it is on for this one. */
  readonly gated: ReadonlyMap<FeatureName, string>;
  /** What printing steps needs, for request headers and for response headers. */
  readonly steps: (moment: 'request' | 'head') => StepContext;
}

/** Prints the statements of one operation; an empty string if there are none. */
export type Form<Name extends OpName> = (op: Op<Name>, scope: FormScope) => string;
export type Forms = { readonly [Name in OpName]: Form<Name> };

/** The forms of a server interface. */
export interface ServerForms {
  readonly forms: Forms;
  /** Forms for statements that come after `await next()`, for servers whose middleware awaits the response. */
  readonly after?: Partial<Forms>;
}

/** Prints the body of the function that handles a request. */
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

/** How the middleware passes the request on. */
export interface GoingOn {
  /** For example `next()`. */
  readonly goOn: string;
  /** Whether the middleware returns the value of that expression. */
  readonly isTail: boolean;
}

/** The forms that are the same for all servers. */
export function commonForms(goingOn: GoingOn): Pick<Forms, 'skip' | 'gate' | 'skipUngated' | 'clock'> {
  const skip = (condition: string): string => render('typescript/course/skip', { condition, ...goingOn }).trim();
  return {
    skip: ({ gate }, { gates }) => skip(isOutside(gate, gates)),
    gate: ({ feature, gate }, { gates }) => constant(gates.nameOf(feature), isInside(gate, gates)),
    skipUngated: ({ features }, { gates }) => skip(gates.none(features.map(gates.nameOf))),
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

/** Prints an expression as a statement. */
export function statement(expression: string): string {
  return render('typescript/course/call', { call: expression }).trim();
}

export function returned(expression: string): string {
  return render('typescript/course/return', { value: expression }).trim();
}

/** Wraps statements in an `if`, unless there is no condition. */
export function when(condition: string | undefined, statements: readonly string[]): string {
  return condition === undefined
    ? statements.join('\n')
    : render('typescript/course/when', { condition, statements }).trim();
}

/** Wraps consecutive statements of one feature in one `if` on its variable. */
export function guarded(
  statements: readonly { readonly feature: FeatureName; readonly text: string }[],
  gated: ReadonlyMap<FeatureName, string>,
): string[] {
  return groupByCondition(statements, gated).map(({ condition, texts }) => when(condition, texts));
}

/** The condition under which a request is captured; empty if it always is. */
export function captureCondition({ gate, sample }: Op<'capture'>, { gated }: FormScope): string {
  const conditions = [
    ...(gate === undefined ? [] : [gated.get(gate) ?? '']),
    ...(sample === undefined ? [] : [`Math.random() < ${String(sample)}`]),
  ];
  return conditions.join(' && ');
}

/** Prints a conditional expression that is `undefined` if the condition does not hold. */
export function orUndefined(condition: string | undefined, expression: string): string {
  return condition === undefined || condition === '' ? expression : `${condition} ? ${expression} : undefined`;
}

/** The initializer of `requestId`. */
export function idValue(expression: string, gate: FeatureName | undefined, { gated }: FormScope): string {
  return gate === undefined ? expression : orUndefined(gated.get(gate), `(${expression})`);
}

/** The facts about the request that the capture receives when it starts. */
export function captureFacts({ features }: MiddlewarePlan): string {
  return ['path', 'query', 'started', ...(features.includes('requestId') ? ['requestId'] : [])].join(', ');
}

/**
 * Reads the parts of the request target that later operations use: the path alone with one function, or together with
 * the query with another.
 */
export function readTarget(
  { forRoutes, showsPath, showsQuery }: Op<'target'>,
  { path, both }: { readonly path: string; readonly both: string },
): string {
  if (showsQuery) return constant(`{ ${forRoutes || showsPath ? 'path, ' : ''}query }`, both);
  return forRoutes || showsPath ? constant('path', path) : '';
}
