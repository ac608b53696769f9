/**
 * Scope analysis for TypeScript: finds the names that a file uses and does not declare. Values and types are separate
 * in TypeScript, so a parameter named `Request` does not hide the type `Request`.
 */
import { ts } from '#ts-morph';
import { Recent } from '../recent.js';
import { parseSource } from './source.js';

export type Space = 'value' | 'type';

/** The top-level declarations of a file, and the references to names outside their own statement. */
export interface FileScopes {
  readonly top: Scope;
  /** References that no scope below the top level declares, in source order. */
  readonly outward: readonly Reference[];
  /** All names that are declared in a scope below the top level. */
  readonly inner: ReadonlySet<string>;
}

export interface Reference {
  readonly node: ts.Identifier;
  readonly space: Space;
}

/** The names that a scope declares. */
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
      // Types that a conditional type infers are not in scope in its false branch.
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

  /** The scope that declares a name; the top level if no inner scope does. */
  function declaringScope(name: string, space: Space, from: Scope): Scope {
    let scope = from;
    while (scope.parent !== undefined && !scope[space].has(name)) scope = scope.parent;
    return scope;
  }
}

/** The values that the statements of a function use and do not declare. */
export function valuesUsedIn(statements: string): ReadonlySet<string> {
  return usedValues.of(statements, () => {
    const text = `async function body() {\n${statements}\n}`;
    const { outward } = readScopes(parseSource(text));
    return new Set(outward.flatMap(({ node, space }) => (space === 'value' ? [node.text] : [])));
  });
}

/** Middleware with the same features have the same statements. */
const usedValues = new Recent<ReadonlySet<string>>();

export interface DeclaredName {
  readonly name: string;
  readonly spaces: readonly Space[];
}

/** The names that a statement declares in the scope that contains it. */
export function declaredBy(statement: ts.Statement): DeclaredName[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations
      .flatMap(({ name }) => boundNames(name))
      .map((name) => ({ name, spaces: values }));
  }
  return namedBy(statement);
}

/** The names that a binding declares, which may be a pattern. */
function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

function scopeOf(node: ts.Node, parent: Scope | undefined): Scope {
  return { node, parent, value: new Set(), type: new Set() };
}

/** The names that a node declares, with the scope that holds each of them. */
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

/** The name that a declaration with a single name declares. */
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

/** The name of a function or class expression, which is visible only inside it. */
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

/**
 * Whether an identifier refers to a declaration, as opposed to a property, a key, a label or the declaration itself.
 */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node && !ts.isImportTypeNode(outermostName(parent).parent);
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isTypeReferenceNode(parent) && ts.isConstTypeReference(parent)) return false;
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

/** The complete qualified name `a.b.c` that begins with an identifier `a`. */
function outermostName(node: ts.EntityName): ts.EntityName {
  let name = node;
  while (ts.isQualifiedName(name.parent)) name = name.parent;
  return name;
}
