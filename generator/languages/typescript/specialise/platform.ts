/** Expands the types and functions of the platform module inline, so that the output depends on a single platform. */
import { posix } from 'node:path';
import { ts } from '#ts-morph';
import type { Effects } from './effects.js';
import type { Module, Program } from './program.js';
import type { View } from './view.js';

/** The specifier of the platform module in imports. */
const platformSpecifier = '#platform';

export function expandPlatform(program: Program, view: View, effects: Effects): void {
  if (program.modules.every(({ role }) => role !== 'platform')) return;
  for (const module of program.modules) {
    if (module.role === 'platform') continue;
    for (const name of program.outwardOf(module)) {
      const declaration = program.globalOf(name);
      if (declaration !== undefined && program.roleOf(declaration) === 'platform') expand(name, declaration);
    }
    for (const statement of module.file.statements) {
      if (ts.isImportDeclaration(statement) && isPlatform(statement)) view.drop(statement);
    }
  }

  function expand(name: ts.Identifier, declaration: ts.Declaration): void {
    const { parent } = name;
    if (ts.isTypeAliasDeclaration(declaration) && ts.isTypeReferenceNode(parent)) {
      view.expand(parent, declaration.type, new Map());
      return;
    }
    const isCalled = ts.isCallExpression(parent) && parent.expression === name;
    if (!ts.isFunctionDeclaration(declaration) || !isCalled) {
      throw new Error(`"${name.text}" of the platform is neither used as a type nor called: ${parent.getText()}`);
    }
    view.expand(parent, ...expansion(parent, declaration, { program, effects }));
  }
}

function isPlatform({ moduleSpecifier }: ts.ImportDeclaration): boolean {
  return ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === platformSpecifier;
}

/**
 * The imports that replace an import of the platform module: its re-exports, and the names that its expressions use.
 */
export function platformImports(program: Program, module: Module): string {
  const platform = program.modules.find(({ role }) => role === 'platform');
  const own = program.importsOf(module);
  if (platform === undefined || ![...own.values()].includes(platformSpecifier)) return '';
  const lines: string[] = [];
  for (const [name, from] of [...program.passedOnBy(platform), ...program.importsOf(platform)]) {
    const isTaken = own.get(name) === platformSpecifier || !own.has(name);
    if (isTaken) lines.push(`import { ${name} } from '${rebased(from, platform.name, module.name)}';\n`);
  }
  return lines.join('');
}

/** Converts a relative specifier for use in another module. */
function rebased(specifier: string, from: string, to: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const path = posix.relative(posix.dirname(to), posix.join(posix.dirname(from), specifier));
  return path.startsWith('.') ? path : `./${path}`;
}

function expansion(
  call: ts.CallExpression,
  { name, body, parameters }: ts.FunctionDeclaration,
  { program, effects }: { readonly program: Program; readonly effects: Effects },
): [ts.Expression, Map<ts.Declaration, ts.Expression>] {
  const [only, ...others] = body?.statements ?? [];
  if (only === undefined || !ts.isReturnStatement(only) || only.expression === undefined || others.length > 0) {
    throw new Error(`"${String(name?.text)}" of the platform is not a single expression.`);
  }
  const uses = new Map<ts.Declaration, number>();
  const count = (node: ts.Node): void => {
    const declaration = ts.isIdentifier(node) ? program.localOf(node) : undefined;
    if (declaration !== undefined) uses.set(declaration, (uses.get(declaration) ?? 0) + 1);
    ts.forEachChild(node, count);
  };
  count(only.expression);
  const values = new Map<ts.Declaration, ts.Expression>();
  parameters.forEach((parameter, index) => {
    const value = call.arguments[index];
    const times = uses.get(parameter) ?? 0;
    if (value === undefined) throw new Error(`An argument is missing: ${call.getText()}`);
    if (times !== 1 && !(times > 1 ? ts.isIdentifier(value) : effects.isFree(value))) {
      throw new Error(`An argument would be evaluated ${times === 0 ? 'never' : 'more than once'}: ${call.getText()}`);
    }
    if (times > 0) values.set(parameter, value);
  });
  return [only.expression, values];
}
