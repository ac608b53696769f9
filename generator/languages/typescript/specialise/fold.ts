/** Folds conditions, comparisons, `??` and `?.` whose value is known. */
import { ts } from '#ts-morph';
import { localOf } from './bindings.js';
import type { Effects } from './effects.js';
import { boundNames, isAssignment, isReference } from './syntax.js';
import { isBooleanExpression } from './forms.js';
import { isConstant } from './known.js';
import type { Values } from './values.js';
import type { View } from './view.js';

const { SyntaxKind } = ts;

export class Folder {
  readonly #view: View;
  readonly #values: Values;
  readonly #effects: Effects;

  constructor({ view, values, effects }: { readonly view: View; readonly values: Values; readonly effects: Effects }) {
    this.#view = view;
    this.#values = values;
    this.#effects = effects;
  }

  fold(node: ts.Node): void {
    switch (node.kind) {
      case SyntaxKind.IfStatement:
        this.#if(node as ts.IfStatement);
        break;
      case SyntaxKind.Block:
        this.#unreachable(node as ts.Block);
        break;
      case SyntaxKind.ExpressionStatement:
        this.#statement(node as ts.ExpressionStatement);
        break;
      case SyntaxKind.SpreadAssignment:
        this.#spread(node as ts.SpreadAssignment);
        break;
      case SyntaxKind.PropertyAssignment:
        this.#shorthand(node as ts.PropertyAssignment);
        break;
      case SyntaxKind.Identifier:
        if (isReference(node as ts.Identifier) && localOf(node as ts.Identifier))
          this.#expression(node as ts.Identifier);
        break;
      case SyntaxKind.PropertyAccessExpression:
      case SyntaxKind.CallExpression:
      case SyntaxKind.ConditionalExpression:
      case SyntaxKind.BinaryExpression:
      case SyntaxKind.PrefixUnaryExpression:
        this.#expression(node as ts.Expression);
    }
  }

  #if(node: ts.IfStatement): void {
    const { expression, thenStatement, elseStatement } = node;
    const truth = this.#values.truth(expression);
    if (truth !== undefined && this.#effects.isFree(expression)) {
      const taken = truth ? thenStatement : elseStatement;
      if (taken === undefined || this.#view.isDropped(taken)) this.#view.drop(node);
      else {
        this.#checkNames(node, taken);
        this.#view.replace(node, taken);
      }
      return;
    }
    const isElseEmpty =
      elseStatement === undefined || this.#view.isDropped(elseStatement) || this.#isEmpty(elseStatement);
    if (elseStatement !== undefined && isElseEmpty && !this.#view.isDropped(elseStatement))
      this.#view.drop(elseStatement);
    if (isElseEmpty && this.#isEmpty(thenStatement) && this.#effects.isFree(expression)) this.#view.drop(node);
  }

  /** Checks that names in a block which loses its braces do not collide with names in the enclosing block. */
  #checkNames(node: ts.IfStatement, taken: ts.Statement): void {
    if (!ts.isBlock(taken) || !ts.isBlock(node.parent)) return;
    const outer = new Set(namesIn(this.#view.statementsOf(node.parent.statements)));
    const twice = namesIn(taken.statements).find((name) => outer.has(name));
    if (twice !== undefined) throw new Error(`"${twice}" would be declared twice: ${node.expression.getText()}`);
  }

  #isEmpty(node: ts.Statement): boolean {
    return ts.isBlock(node) && this.#view.statementsOf(node.statements).length === 0;
  }

  /** Removes code after a `return`, and a redundant `return` at the end of a function. */
  #unreachable(block: ts.Block): void {
    const statements = this.#view.statementsOf(block.statements);
    const end = statements.findIndex((statement) => this.#leaves(statement));
    if (end !== -1) {
      for (const statement of statements.slice(end + 1))
        if (!ts.isFunctionDeclaration(statement)) this.#view.drop(statement);
    }
    const last = end === -1 ? undefined : statements[end];
    const isNeedless = last !== undefined && ts.isReturnStatement(last) && last.expression === undefined;
    if (isNeedless && ts.isFunctionLike(block.parent)) this.#view.drop(last);
  }

  #leaves(statement: ts.Statement): boolean {
    return ts.isReturnStatement(statement) || ts.isThrowStatement(statement);
  }

  #statement(node: ts.ExpressionStatement): void {
    const inner = withoutResult(node.expression);
    const value = this.#values.of(inner);
    // An optional call on `undefined` does nothing, and its arguments are not evaluated.
    if (isConstant(value) && (this.#effects.isFree(inner) || this.#isSkipped(inner))) this.#view.drop(node);
  }

  #isSkipped(node: ts.Expression): boolean {
    return (
      (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) &&
      (node.flags & ts.NodeFlags.OptionalChain) !== 0 &&
      (this.#values.isUndefined(node.expression) || this.#isSkipped(node.expression))
    );
  }

  #spread(node: ts.SpreadAssignment): void {
    const there = this.#there(node.expression);
    if (!ts.isObjectLiteralExpression(there)) return;
    if (there.properties.every((property) => this.#view.isDropped(property))) this.#view.drop(node);
    else if (!there.properties.some((property) => this.#view.isDropped(property))) this.#view.inline(node, there);
  }

  /** Writes `{ query: query }` as `{ query }`. */
  #shorthand(node: ts.PropertyAssignment): void {
    const there = this.#there(node.initializer);
    const isSame = there !== node.initializer && ts.isIdentifier(there) && ts.isIdentifier(node.name);
    if (isSame && there.text === node.name.text) this.#view.replace(node, there);
  }

  /** The current form of an expression, without parentheses. */
  #there(node: ts.Expression): ts.Node {
    const there = this.#view.at(node);
    return ts.isParenthesizedExpression(there) ? this.#there(there.expression) : there;
  }

  #expression(node: ts.Expression): void {
    if (this.#view.changeOf(node) !== undefined || isTarget(node) || isWritten(node)) return;
    const value = this.#values.of(node);
    if (isConstant(value) && isEvaluated(node) && (this.#effects.isFree(node) || this.#isSkipped(node))) {
      this.#view.settle(node, value.value);
      return;
    }
    if (ts.isConditionalExpression(node)) {
      const truth = this.#values.truth(node.condition);
      if (truth !== undefined && this.#effects.isFree(node.condition))
        this.#view.replace(node, truth ? node.whenTrue : node.whenFalse);
    } else if (ts.isBinaryExpression(node)) this.#binary(node);
    else if (ts.isCallExpression(node)) {
      this.#chain(node);
      this.#filter(node);
    } else if (ts.isPropertyAccessExpression(node)) this.#chain(node);
  }

  #binary(node: ts.BinaryExpression): void {
    const { left, right, operatorToken } = node;
    if (operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
      if (this.#values.isUndefined(left)) this.#view.replace(node, right);
      else if (this.#values.isDefined(left) && left.kind !== ts.SyntaxKind.NullKeyword) this.#view.replace(node, left);
      return;
    }
    const isOr = operatorToken.kind === ts.SyntaxKind.BarBarToken;
    if (!isOr && operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) return;
    const truth = this.#values.truth(left);
    if (truth !== undefined && this.#effects.isFree(left)) {
      this.#view.replace(node, truth === isOr ? left : right);
      return;
    }
    const after = this.#values.of(right);
    // `x && true` is the same as `x` if only its truth is used.
    const isNeutral = isConstant(after) && after.value === !isOr && this.#effects.isFree(right);
    if (isNeutral && (isCondition(node) || isBooleanExpression(left))) this.#view.replace(node, left);
  }

  #chain(node: ts.PropertyAccessExpression | ts.CallExpression): void {
    const { questionDotToken } = node;
    if (questionDotToken === undefined || this.#view.changeOf(questionDotToken) !== undefined) return;
    if (this.#values.isDefined(node.expression)) {
      this.#view.write(questionDotToken, ts.isCallExpression(node) ? '' : '.');
    }
  }

  /** Folds `[a, b].filter((item) => item !== undefined)`. */
  #filter(node: ts.CallExpression): void {
    const { expression } = node;
    const [test] = node.arguments;
    if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'filter') return;
    if (!ts.isArrayLiteralExpression(expression.expression) || test === undefined || !isTestForDefined(test)) return;
    for (const element of expression.expression.elements) {
      if (!this.#view.isDropped(element) && this.#values.isUndefined(element)) this.#view.drop(element);
    }
    const kept = expression.expression.elements.filter((element) => !this.#view.isDropped(element));
    if (kept.every((element) => this.#values.isDefined(element))) this.#view.replace(node, expression.expression);
  }
}

/** The operand of `void` or `await`, if the result is not used. */
function withoutResult(node: ts.Expression): ts.Expression {
  return ts.isVoidExpression(node) || ts.isAwaitExpression(node) ? withoutResult(node.expression) : node;
}

function namesIn(statements: readonly ts.Statement[]): string[] {
  return statements.flatMap((statement) =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.flatMap((declaration) => boundNames(declaration).map(([name]) => name))
      : [],
  );
}

/** Whether an expression is the target of an assignment. */
function isTarget(node: ts.Expression): boolean {
  const { parent } = node;
  return (isAssignment(parent) && parent.left === node) || ts.isDeleteExpression(parent);
}

/** Whether an expression is already written as a constant. */
function isWritten(node: ts.Expression): boolean {
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return true;
  return ts.isIdentifier(node) && node.text === 'undefined';
}

/** Whether an expression is evaluated, as opposed to a name in a declaration or a part of another name. */
function isEvaluated(node: ts.Expression): boolean {
  if (ts.isIdentifier(node))
    return isReference(node) && !ts.isShorthandPropertyAssignment(node.parent) && isValue(node);
  return !ts.isParenthesizedExpression(node) && !ts.isVoidExpression(node) && !ts.isExpressionStatement(node.parent);
}

function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  return !ts.isTypeReferenceNode(parent) && !ts.isTypeQueryNode(parent) && !ts.isExpressionWithTypeArguments(parent);
}

/** Whether only the truth of an expression is used. */
function isCondition(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return isCondition(parent);
  if (ts.isIfStatement(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  const isLogical = kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
  return isLogical && (isCondition(parent) || parent.left === node);
}

function isTestForDefined(node: ts.Expression): boolean {
  if (!ts.isArrowFunction(node) || !ts.isBinaryExpression(node.body)) return false;
  const { left, operatorToken, right } = node.body;
  const [parameter] = node.parameters;
  return (
    operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken &&
    ts.isIdentifier(left) &&
    parameter !== undefined &&
    ts.isIdentifier(parameter.name) &&
    left.text === parameter.name.text &&
    ts.isIdentifier(right) &&
    right.text === 'undefined'
  );
}
