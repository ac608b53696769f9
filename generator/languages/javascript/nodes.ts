/** Facts about syntax trees that decide how types are written in plain code. */
import { ts } from '#ts-morph';
import { parseSource } from '../typescript/source.js';

/** Whether a module has nothing but types. */
export function hasOnlyTypes(text: string): boolean {
  return parseSource(text).statements.every(
    (statement) =>
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      (ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword),
  );
}

/** Whether the type of an expression is that of the declaration or the result around it. */
export function declaresItsType({ parent }: ts.Expression): boolean {
  return (
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isArrowFunction(parent)
  );
}

/**
 * Whether a function has a type with a name. A tag would give the function exactly the result of that type: with `unknown`,
 * it could not be asynchronous. So it becomes a cast.
 */
export function isNamedFunctionType(
  type: ts.TypeNode | undefined,
  initializer: ts.Expression | undefined,
): type is ts.TypeReferenceNode {
  const isFunction =
    initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
  return isFunction && type !== undefined && ts.isTypeReferenceNode(type);
}

/** What a comment calls a parameter that has no name because it is destructured. */
export function nameFor(type: ts.TypeNode): string {
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return 'parts';
  const { text } = type.typeName;
  return text.charAt(0).toLowerCase() + text.slice(1);
}
