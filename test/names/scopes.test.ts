/**
 * Tests which names code uses and does not declare. The results are compared with those of TypeScript's type checker.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Project, ts } from 'ts-morph';
import { readScopes } from '../../generator/languages/typescript/scopes.js';

const root = join(import.meta.dirname, '..', '..');

describe('scopes of TypeScript', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'a local variable of one function does not hide names in another',
      'function a() { const x = 1; x; } function b() { x; }',
      'x',
    ],
    ['a block is a scope', '{ const x = 1; } x;', 'x'],
    ['a `var` belongs to its function', 'function f() { { var x = 1; } x; }', ''],
    ['a parameter hides a value but not a type', 'function f(Request: Request) { Request; }', 'Request:type'],
    ['a type parameter hides a type but not a value', 'function f<T>(x: T) { T; }', 'T'],
    ['members, keys and labels are not references', 'a: for (;;) { ({ b: 1 }).c; break a; }', ''],
    ['`as const` is not a reference', 'const a = [b] as const;', 'b'],
    ['a shorthand property is a reference', '({ x });', 'x'],
    ['a pattern declares its names, not its keys', 'const { a: { b }, ...c } = d; b; c; a;', 'a b c d'],
    ['a default of a pattern is a reference', 'const { a = b } = c;', 'b c'],
    ['the name of a function expression is visible inside it', '(function f() { f; }); f;', 'f'],
    ['a class is a value and a type', 'class A { b: A = new A(); }', 'A A:type'],
    ['a catch clause declares its variable', 'try {} catch (error) { error; } error;', 'error'],
    ['loops declare their variables', 'for (const a of b) a; for (let i = 0; ; ) i; i;', 'b i'],
    ['cases share a block', 'switch (a) { case 1: { const b = 1; } case 2: let c; c; b; }', 'a b'],
    [
      '`infer` declares in its conditional type',
      'type A<T> = T extends (x: infer U) => infer R ? [U, R] : U;',
      'U:type',
    ],
    ['a mapped type declares its key', 'type A = { [K in B]: K };', 'B:type'],
    ['`typeof` refers to a value', 'type A = typeof b.c; type D = e.F;', 'b e:type'],
    ['a type predicate refers to its parameter', 'function f(x: unknown): x is A { return x === 1; }', 'A:type'],
    [
      'a module block declares for itself',
      "declare module 'm' { interface A {} interface B extends A, C {} }",
      'C:type',
    ],
    ['clauses of a class', 'class A extends b implements C<D> {}', 'C:type D:type b'],
    ['imports declare their names', "import a, { b as c } from 'm'; import * as d from 'n'; a; b; c; d;", 'a b c d'],
    ['names in strings and comments are not references', 'const a = `b ${c}`; // d\n"e";', 'c'],
    ['import() types and import.meta', "type A = import('m').B; import.meta.c;", ''],
    ['an index signature', 'interface A { [key: string]: B; key2: C }', 'B:type C:type'],
    [
      'accessors, methods and static blocks',
      'class A { get b() { return c; } static { var d = 1; d; } e() { d; } }',
      'c d',
    ],
  ];
  for (const [name, text, expected] of cases) {
    it(name, () => {
      assert.equal(outward(fileOf(text)).join(' '), expected);
    });
  }

  it('agree with the checker of TypeScript on our own code', () => {
    const project = new Project({ compilerOptions: { noLib: true, noResolve: true, types: [] } });
    const paths = ['generator', 'test', 'templates'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(root, folder, path)),
    );
    const files = paths
      .filter((path) => path.endsWith('.ts') && !/node_modules|\.work/.test(path))
      .map((path) => project.addSourceFileAtPath(path));
    const checker = project.getTypeChecker().compilerObject;
    let count = 0;
    for (const { compilerNode: file } of files) {
      const found = new Set(readScopes(file).outward.map(({ node }) => node));
      const visit = (node: ts.Node): void => {
        if (ts.isIdentifier(node) && isName(node)) {
          count += 1;
          assert.equal(found.has(node), isOutward(node, checker), `${node.text} in ${file.fileName}, at ${node.pos}`);
        }
        ts.forEachChild(node, visit);
      };
      visit(file);
    }
    assert.ok(count > 10_000);
  });
});

/** The names of values, and those of types with a mark. */
function outward(file: ts.SourceFile): string[] {
  const names = readScopes(file).outward.map(({ node, space }) => (space === 'type' ? `${node.text}:type` : node.text));
  return Array.from(new Set(names)).sort();
}

function fileOf(text: string): ts.SourceFile {
  return ts.createSourceFile('case.ts', text, ts.ScriptTarget.ES2022, true);
}

/** Excludes property names, keys and labels, for which the checker also finds declarations. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isQualifiedName(parent)) return parent.right !== node;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node;
  if (ts.isTypeReferenceNode(parent) && ts.isConstTypeReference(parent)) return false;
  return (
    !('name' in parent && parent.name === node) &&
    !('propertyName' in parent && parent.propertyName === node) &&
    !ts.isImportTypeNode(parent) &&
    !ts.isLabeledStatement(parent) &&
    !ts.isBreakOrContinueStatement(parent)
  );
}

function isOutward(node: ts.Identifier, checker: ts.TypeChecker): boolean {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  return (symbol?.declarations ?? []).every(isAtTop);
}

function isAtTop(declaration: ts.Node): boolean {
  let node = declaration;
  while (
    ts.isBindingElement(node) ||
    ts.isObjectBindingPattern(node) ||
    ts.isArrayBindingPattern(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isVariableDeclarationList(node) ||
    ts.isImportSpecifier(node) ||
    ts.isNamespaceImport(node) ||
    ts.isNamedImports(node) ||
    ts.isImportClause(node)
  ) {
    node = node.parent;
  }
  return ts.isSourceFile(node) || (ts.isSourceFile(node.parent) && !ts.isIterationStatement(node, false));
}
