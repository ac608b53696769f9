/** What the form of code tells of its values and types. */
import { ts } from 'ts-morph';
import type { Callable } from './syntax.js';

/** Whether an expression gives `true` or `false` and nothing else, as far as its form tells. */
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

/** Whether what an expression gives is `undefined` where something before a `?.` in it is. */
export function isInChain(node: ts.Expression): boolean {
  return (node.flags & ts.NodeFlags.OptionalChain) !== 0;
}

/** Whether a setting can be absent by its type. */
export function canBeAbsent(node: ts.PropertySignature | ts.ParameterDeclaration): boolean {
  if (node.questionToken !== undefined) return true;
  if (node.type !== undefined) return hasUndefinedArm(node.type);
  // The parameter of a callback has its type from elsewhere.
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
