/** Properties of values and types that can be derived from the form of the code. */
import { ts } from '#ts-morph';
import type { Callable } from './syntax.js';

/** Whether an expression is always `true` or `false`, as far as its form shows. */
export function isBooleanExpression(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isBooleanExpression(node.expression);
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken;
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  const isLogical = kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
  if (isLogical) return isBooleanExpression(node.left) && isBooleanExpression(node.right);
  return (
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    kind === ts.SyntaxKind.LessThanToken ||
    kind === ts.SyntaxKind.LessThanEqualsToken ||
    kind === ts.SyntaxKind.GreaterThanToken ||
    kind === ts.SyntaxKind.GreaterThanEqualsToken
  );
}

export function isNullish(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword;
}

/** Whether an expression is part of an optional chain, and therefore `undefined` if an earlier part is. */
export function isInChain(node: ts.Expression): boolean {
  return (node.flags & ts.NodeFlags.OptionalChain) !== 0;
}

/** Whether the type of a setting allows it to be absent. */
export function canBeAbsent(node: ts.PropertySignature | ts.ParameterDeclaration): boolean {
  if (node.questionToken !== undefined) return true;
  if (node.type !== undefined) return hasUndefinedArm(node.type);
  // The parameter of a callback gets its type from the context.
  return ts.isParameter(node) && ts.isArrowFunction(node.parent) && ts.isIdentifier(node.name);
}

export function hasUndefinedArm(type: ts.TypeNode): boolean {
  return ts.isUnionTypeNode(type) && type.types.some(({ kind }) => kind === ts.SyntaxKind.UndefinedKeyword);
}

/** Whether all calls of a function can be known. */
export function isNamed(callable: Callable): boolean {
  return (
    ts.isFunctionDeclaration(callable) || ts.isMethodDeclaration(callable) || ts.isConstructorDeclaration(callable)
  );
}
