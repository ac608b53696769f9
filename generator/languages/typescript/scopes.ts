/**
 * Which names a file takes from outside itself, by the scopes of TypeScript. A name is two things in that language: a value
 * and a type of the same name need not have to do with each other, so a parameter `Request` does not hide the type.
 */
import { ts } from 'ts-morph';

export type Space = 'value' | 'type';

/** What a file declares at its top level, and what its statements refer to beyond themselves. */
export interface FileScopes {
  readonly top: Scope;
  /** Uses of names that no scope inside a top-level statement declares, in the order of the text. */
  readonly outward: readonly Reference[];
  /** Every name that is declared in a scope below the top level. */
  readonly inner: ReadonlySet<string>;
}

export interface Reference {
  readonly node: ts.Identifier;
  readonly space: Space;
}

/** The names that are declared in one stretch of code. */
export interface Scope {
  readonly node: ts.Node;
  readonly parent: Scope | undefined;
  readonly value: Set<string>;
  readonly type: Set<string>;
}

export function readScopes(file: ts.SourceFile): FileScopes {
  const top = scopeOf(file, undefined);
  const inner = new Set<string>();
  const references: (Reference & { readonly scope: Scope })[] = [];
  const visit = (node: ts.Node, scope: Scope): void => {
    if (ts.isIdentifier(node)) {
      if (isReference(node)) references.push({ node, space: spaceOf(node), scope });
      return;
    }
    for (const { name, spaces, holder } of declarationsOf(node, scope)) {
      for (const space of spaces) holder[space].add(name);
      if (holder !== top) inner.add(name);
    }
    const own = opensScope(node) ? scopeOf(node, scope) : scope;
    for (const { name, spaces } of ownName(node)) {
      for (const space of spaces) own[space].add(name);
      inner.add(name);
    }
    ts.forEachChild(node, (child) => {
      // What a conditional type infers is not known where its condition does not hold.
      visit(child, ts.isConditionalTypeNode(node) && child === node.falseType ? scope : own);
    });
  };
  ts.forEachChild(file, (statement) => {
    visit(statement, top);
  });

  return {
    top,
    outward: references.filter(({ node, space, scope }) => declaringScope(node.text, space, scope) === top),
    inner,
  };

  /** The scope that declares a name; the top level for what nothing below it declares. */
  function declaringScope(name: string, space: Space, from: Scope): Scope {
    let scope = from;
    while (scope.parent !== undefined && !scope[space].has(name)) scope = scope.parent;
    return scope;
  }
}

/** The values that statements of a function take from outside themselves. */
export function valuesUsedIn(statements: string): Set<string> {
  const text = `async function body() {\n${statements}\n}`;
  const { outward } = readScopes(ts.createSourceFile('body.ts', text, ts.ScriptTarget.ES2022, true));
  return new Set(outward.flatMap(({ node, space }) => (space === 'value' ? [node.text] : [])));
}

export interface DeclaredName {
  readonly name: string;
  readonly spaces: readonly Space[];
}

/** What a statement declares in the scope that it stands in. */
export function declaredBy(statement: ts.Statement): DeclaredName[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations
      .flatMap(({ name }) => boundNames(name))
      .map((name) => ({ name, spaces: values }));
  }
  return namedBy(statement);
}

/** The names that a binding, plain or a pattern, declares. */
function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

function scopeOf(node: ts.Node, parent: Scope | undefined): Scope {
  return { node, parent, value: new Set(), type: new Set() };
}

/** What a node declares in a scope around it. */
function declarationsOf(node: ts.Node, scope: Scope): (DeclaredName & { readonly holder: Scope })[] {
  if (ts.isVariableDeclaration(node)) {
    const isVar = ts.isVariableDeclarationList(node.parent) && (node.parent.flags & ts.NodeFlags.BlockScoped) === 0;
    const holder = isVar ? nearest(scope, holdsVariables) : scope;
    return boundNames(node.name).map((name) => ({ name, spaces: values, holder }));
  }
  if (ts.isParameter(node)) return boundNames(node.name).map((name) => ({ name, spaces: values, holder: scope }));
  if (ts.isTypeParameterDeclaration(node)) {
    const holder = ts.isInferTypeNode(node.parent) ? nearest(scope, ts.isConditionalTypeNode) : scope;
    return [{ name: node.name.text, spaces: types, holder }];
  }
  return namedBy(node).map((declared) => ({ ...declared, holder: scope }));
}

/** What a declaration with a single name of its own declares. */
function namedBy(node: ts.Node): DeclaredName[] {
  const spaces = spacesOf(node);
  const name = spaces === undefined ? undefined : (node as ts.NamedDeclaration).name;
  return spaces === undefined || name === undefined || !ts.isIdentifier(name) ? [] : [{ name: name.text, spaces }];
}

function spacesOf(node: ts.Node): readonly Space[] | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isEnumMember(node)) return values;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return types;
  return ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isImportClause(node) ||
    ts.isImportSpecifier(node) ||
    ts.isNamespaceImport(node)
    ? both
    : undefined;
}

/** The name of an expression of a function or a class is known inside of it alone. */
function ownName(node: ts.Node): DeclaredName[] {
  if (ts.isFunctionExpression(node) && node.name !== undefined) return [{ name: node.name.text, spaces: values }];
  if (ts.isClassExpression(node) && node.name !== undefined) return [{ name: node.name.text, spaces: both }];
  return [];
}

const values: readonly Space[] = ['value'];
const types: readonly Space[] = ['type'];
const both: readonly Space[] = ['value', 'type'];

function nearest(from: Scope, test: (node: ts.Node) => boolean): Scope {
  let scope = from;
  while (scope.parent !== undefined && !test(scope.node)) scope = scope.parent;
  return scope;
}

function opensScope(node: ts.Node): boolean {
  return (
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isMappedTypeNode(node) ||
    ts.isConditionalTypeNode(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleBlock(node) ||
    ts.isBlock(node) ||
    ts.isCaseBlock(node) ||
    ts.isCatchClause(node) ||
    ts.isForStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isForOfStatement(node)
  );
}

function holdsVariables(node: ts.Node): boolean {
  return ts.isFunctionLike(node) || ts.isModuleBlock(node) || ts.isClassStaticBlockDeclaration(node);
}

/** Whether an identifier stands for something that is declared elsewhere, and is no member, key, label or declaration. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node && !ts.isImportTypeNode(outermostName(parent).parent);
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isExportSpecifier(parent)) {
    return parent.parent.parent.moduleSpecifier === undefined && (parent.propertyName ?? parent.name) === node;
  }
  if (
    ts.isImportClause(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isNamespaceImport(parent) ||
    ts.isNamespaceExport(parent) ||
    ts.isImportTypeNode(parent) ||
    ts.isMetaProperty(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent)
  ) {
    return false;
  }
  return !('name' in parent) || parent.name !== node;
}

function spaceOf(node: ts.Identifier): Space {
  const name = outermostName(node);
  const { parent } = name;
  if (ts.isTypeReferenceNode(parent)) return 'type';
  if (!ts.isExpressionWithTypeArguments(parent) || !ts.isHeritageClause(parent.parent)) return 'value';
  const { token, parent: heir } = parent.parent;
  return token === ts.SyntaxKind.ImplementsKeyword || ts.isInterfaceDeclaration(heir) ? 'type' : 'value';
}

/** `a.b.c` for its `a`. */
function outermostName(node: ts.EntityName): ts.EntityName {
  let name = node;
  while (ts.isQualifiedName(name.parent)) name = name.parent;
  return name;
}
