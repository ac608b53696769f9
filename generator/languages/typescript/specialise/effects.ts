/** Determines whether expressions have side effects. Those without can be removed if their value is not used. */
import { ts } from '#ts-morph';
import type { Shapes } from './shapes.js';
import { isAssignment, isStep } from './syntax.js';
import type { View } from './view.js';

export class Effects {
  readonly #view: View;
  readonly #shapes: Shapes;
  readonly #asked = new Set<ts.Node>();

  constructor(view: View, shapes: Shapes) {
    this.#view = view;
    this.#shapes = shapes;
  }

  /** Whether an expression, in its current form, has no side effects. */
  isFree(node: ts.Node): boolean {
    const change = this.#view.changeOf(node);
    if (change?.kind === 'constant' || change?.kind === 'dropped') return true;
    if (change?.kind === 'replaced') return this.isFree(change.by);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return true;
    if (ts.isAwaitExpression(node) || ts.isDeleteExpression(node) || isAssignment(node) || isStep(node)) return false;
    if (ts.isCallExpression(node) && change?.kind !== 'expanded' && !this.#isHarmlessCall(node)) return false;
    if (ts.isNewExpression(node) && !this.#isHarmlessClass(node.expression)) return false;
    let isFree = true;
    this.#view.eachChild(node, (child) => {
      isFree &&= this.isFree(child);
    });
    return isFree;
  }

  /** Whether creating an instance of a class has no effect besides the evaluation of the arguments. */
  #isHarmlessClass(expression: ts.Expression): boolean {
    const shape = this.#shapes.of(expression);
    if (shape.kind !== 'class') return ts.isIdentifier(expression) && harmlessClasses.has(expression.text);
    const { heritageClauses = [], members } = shape.declaration;
    return (
      heritageClauses.every(({ token }) => token === ts.SyntaxKind.ImplementsKeyword) &&
      members.every((member) => {
        if (ts.isConstructorDeclaration(member) || ts.isClassStaticBlockDeclaration(member)) return false;
        if (!ts.isPropertyDeclaration(member) || member.initializer === undefined) return true;
        return this.isFree(member.initializer);
      })
    );
  }

  #isHarmlessCall(call: ts.CallExpression): boolean {
    const { expression } = call;
    const callee = this.#shapes.callee(call);
    if (callee !== undefined && ts.isFunctionDeclaration(callee)) return this.#isHarmless(callee);
    if (ts.isIdentifier(expression)) return callee === undefined && harmlessFunctions.has(expression.text);
    return (
      callee === undefined && ts.isPropertyAccessExpression(expression) && harmlessMethods.has(expression.name.text)
    );
  }

  /** Whether a function only computes its result. */
  #isHarmless(callee: ts.FunctionDeclaration): boolean {
    if (callee.body === undefined || this.#asked.has(callee)) return false;
    this.#asked.add(callee);
    const isHarmless = this.#view.statementsOf(callee.body.statements).every((statement) => this.#isQuiet(statement));
    this.#asked.delete(callee);
    return isHarmless;
  }

  #isQuiet(statement: ts.Statement): boolean {
    if (ts.isReturnStatement(statement)) return statement.expression === undefined || this.isFree(statement.expression);
    return (
      ts.isVariableStatement(statement) &&
      statement.declarationList.declarations.every(
        ({ initializer }) => initializer === undefined || this.isFree(initializer),
      )
    );
  }
}

const harmlessClasses = new Set(['Set', 'Map', 'Date', 'Headers', 'Uint8Array']);
const harmlessFunctions = new Set(['Number', 'String', 'Boolean']);

/** Methods of the language and of platforms that have no side effects. */
const harmlessMethods = new Set(
  `active at endsWith entries flat get getHeaders has includes indexOf join keys now slice split startsWith subarray
  toISOString toLowerCase toString toUpperCase trim values`.split(/\s+/),
);
