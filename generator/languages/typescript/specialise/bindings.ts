/** Resolves the names inside functions, by scopes. */
import { ts } from '#ts-morph';
import { boundNames, isReference, isTypeName } from './syntax.js';

/** The names of a scope. Values and types are separate. */
interface Scope {
  readonly parent: Scope | undefined;
  readonly values: Map<string, ts.Declaration>;
  readonly types: Map<string, ts.Declaration>;
}

export interface Bindings {
  /** The declarations inside functions, with the identifiers that refer to them. */
  readonly uses: ReadonlyMap<ts.Declaration, readonly ts.Identifier[]>;
  /** All other identifiers. */
  readonly outward: readonly ts.Identifier[];
}

/** The declaration inside a function that an identifier refers to, in any file that has been read. */
export function localOf(name: ts.Identifier): ts.Declaration | undefined {
  return declarations.get(name);
}

const declarations = new WeakMap<ts.Identifier, ts.Declaration>();

export function readBindings(file: ts.SourceFile): Bindings {
  const uses = new Map<ts.Declaration, ts.Identifier[]>();
  const outward: ts.Identifier[] = [];
  const visit = (node: ts.Node, scope: Scope): void => {
    if (ts.isIdentifier(node)) {
      if (!isReference(node)) return;
      const declaration = find(node, scope);
      if (declaration === undefined) {
        outward.push(node);
        return;
      }
      declarations.set(node, declaration);
      const others = uses.get(declaration);
      if (others === undefined) uses.set(declaration, [node]);
      else others.push(node);
      return;
    }
    const inner = scopeOf(node, scope);
    ts.forEachChild(node, (child) => {
      visit(child, inner);
    });
  };
  const top: Scope = { parent: undefined, values: new Map(), types: new Map() };
  ts.forEachChild(file, (statement) => {
    visit(statement, top);
  });
  return { uses, outward };
}

function find(node: ts.Identifier, from: Scope): ts.Declaration | undefined {
  const space = isTypeName(node) ? 'types' : 'values';
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
    const declaration = scope[space].get(node.text);
    if (declaration !== undefined) return declaration;
  }
  return undefined;
}

/** The scope inside a node, which is the enclosing one if the node does not open a scope. */
function scopeOf(node: ts.Node, parent: Scope): Scope {
  const declared = declarationsIn(node);
  if (declared.length === 0) return parent;
  const scope: Scope = { parent, values: new Map(), types: new Map() };
  for (const [name, declaration] of declared) {
    if (!isTypeAlone(declaration)) scope.values.set(name, declaration);
    if (isTypeAlone(declaration) || ts.isClassDeclaration(declaration)) scope.types.set(name, declaration);
  }
  return scope;
}

function isTypeAlone(node: ts.Node): boolean {
  return ts.isTypeParameterDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

type Named = readonly [name: string, declaration: ts.Declaration];

function declarationsIn(node: ts.Node): Named[] {
  if (ts.isBlock(node) || ts.isCaseClause(node) || ts.isDefaultClause(node)) return node.statements.flatMap(declaredBy);
  if (ts.isFunctionLike(node)) {
    const own: Named[] = ts.isFunctionExpression(node) && node.name !== undefined ? [[node.name.text, node]] : [];
    return [...own, ...typeParameters(node), ...node.parameters.flatMap(boundNames)];
  }
  if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
    return typeParameters(node);
  }
  if (ts.isForOfStatement(node) || ts.isForStatement(node) || ts.isForInStatement(node)) {
    const { initializer } = node;
    return initializer !== undefined && ts.isVariableDeclarationList(initializer)
      ? initializer.declarations.flatMap(boundNames)
      : [];
  }
  if (ts.isCatchClause(node)) return node.variableDeclaration === undefined ? [] : boundNames(node.variableDeclaration);
  if (ts.isMappedTypeNode(node)) return [[node.typeParameter.name.text, node.typeParameter]];
  return [];
}

function declaredBy(statement: ts.Statement): Named[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(boundNames);
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return isNamed && statement.name !== undefined ? [[statement.name.text, statement]] : [];
}

function typeParameters({
  typeParameters: parameters = [],
}: {
  readonly typeParameters?: readonly ts.TypeParameterDeclaration[] | undefined;
}): Named[] {
  return parameters.map((parameter) => [parameter.name.text, parameter]);
}
