/** Functions on syntax trees that need no other information. */
import { ts } from '#ts-morph';

/** Declarations that can be called, with a list of parameters. */
export type Callable =
  | ts.FunctionDeclaration
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.ArrowFunction
  | ts.FunctionExpression
  | ts.FunctionTypeNode
  | ts.MethodSignature;

export type Call = ts.CallExpression | ts.NewExpression;

/** Declarations that have members. */
export type Holder = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeLiteralNode;

/** A member of an interface or a class. */
export type Member = ts.ClassElement | ts.TypeElement;

export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

export function isPlainAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** Whether a node is an increment or decrement such as `x++`. */
export function isStep(node: ts.Node): node is ts.PrefixUnaryExpression | ts.PostfixUnaryExpression {
  return (
    ts.isPostfixUnaryExpression(node) ||
    (ts.isPrefixUnaryExpression(node) &&
      (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken))
  );
}

/** The class that contains a node. */
export function classOf(node: ts.Node): ts.ClassDeclaration | undefined {
  return ancestor(node, ts.isClassDeclaration);
}

/** The function that contains a node. */
export function functionOf(node: ts.Node): ts.SignatureDeclaration | undefined {
  return ancestor(node.parent, ts.isFunctionLike);
}

/** The top-level statement that contains a node. */
export function topStatement(node: ts.Node): ts.Statement | undefined {
  let at = node;
  while (!ts.isSourceFile(at) && !ts.isSourceFile(at.parent)) at = at.parent;
  return ts.isSourceFile(at) ? undefined : (at as ts.Statement);
}

/** The member of a class that contains a node, or else the top-level statement. */
export function partOf(node: ts.Node): ts.Node | undefined {
  const statement = topStatement(node);
  if (statement === undefined || !ts.isClassDeclaration(statement) || node === statement) return statement;
  let at = node;
  while (at.parent !== statement) at = at.parent;
  return ts.isClassElement(at) ? at : statement;
}

export function ancestor<Found extends ts.Node>(
  node: ts.Node,
  test: (node: ts.Node) => node is Found,
): Found | undefined {
  let at = node;
  while (!test(at)) {
    if (ts.isSourceFile(at)) return undefined;
    at = at.parent;
  }
  return at;
}

export function withoutParentheses(node: ts.Expression): ts.Expression {
  let at = node;
  while (ts.isParenthesizedExpression(at)) at = at.expression;
  return at;
}

/** The names that a binding declares, which may be a pattern, with their declarations. */
export function boundNames(
  declaration: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement,
): (readonly [name: string, declaration: ts.Declaration])[] {
  const { name } = declaration;
  if (ts.isIdentifier(name)) return [[name.text, declaration]];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element)));
}

/** The name of a member or property; `undefined` if it is computed. */
export function memberName(node: ts.Node): string | undefined {
  const name = 'name' in node ? (node.name as ts.Node | undefined) : undefined;
  if (name === undefined) return undefined;
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteral(name)) return name.text;
  return undefined;
}

/** The name of the property that an element of a pattern reads. */
export function takenName({ propertyName, name }: ts.BindingElement): string | undefined {
  if (propertyName === undefined) return ts.isIdentifier(name) ? name.text : undefined;
  return ts.isIdentifier(propertyName) || ts.isStringLiteral(propertyName) ? propertyName.text : undefined;
}

/** The names that a top-level statement declares. */
export function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap((declaration) =>
      boundNames(declaration).map(([name]) => name),
    );
  }
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  ) {
    return statement.name === undefined ? [] : [statement.name.text];
  }
  return [];
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return modifier(node, kind) !== undefined;
}

export function modifier(node: ts.Node, kind: ts.SyntaxKind): ts.Modifier | undefined {
  return ts.canHaveModifiers(node) ? ts.getModifiers(node)?.find((one) => one.kind === kind) : undefined;
}

/** Whether an identifier refers to a declaration, as opposed to a property, a key or the declaration itself. */
export function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent)) return false;
  if (ts.isExportSpecifier(parent)) return (parent.propertyName ?? parent.name) === node;
  return !('name' in parent) || parent.name !== node;
}

/** Whether an identifier refers to a type. */
export function isTypeName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isTypeReferenceNode(parent)) return true;
  if (!ts.isExpressionWithTypeArguments(parent) || !ts.isHeritageClause(parent.parent)) return false;
  const { token, parent: heir } = parent.parent;
  return token === ts.SyntaxKind.ImplementsKeyword || ts.isInterfaceDeclaration(heir);
}

/** The names and other words in a text. */
export function wordsIn(text: string): readonly string[] {
  return text.match(/#?[A-Za-z_$][\w$]*/g)?.filter((word) => !everywhere.has(word)) ?? [];
}

/** Words that occur in most code and therefore do not help. */
const everywhere = new Set(
  `as async await boolean break catch class const constructor continue else export extends false for from function if in
  instanceof interface is let length new null number of private push readonly return slice string this throw true try
  typeof undefined unknown void while`.split(/\s+/),
);
