/**
 * The home of ts-morph: puts modules together. Code refers to symbols by their names; which of them are needed, and what
 * is to be imported from where, is worked out here, at the end, from the syntax trees.
 */
import { Project, StructureKind, ts } from 'ts-morph';
import type { ImportDeclarationStructure, OptionalKind, SourceFile, StatementStructures } from 'ts-morph';

/** One file to be. */
export interface ModuleDraft {
  /** Without its ending, with `/`: `internal/routes`. */
  readonly name: string;
  readonly statements: readonly (StatementStructures | string)[];
  /** `entry`: whole, with all its exports. `library`: only what entries lead to. */
  readonly role: 'entry' | 'library';
  /** Names that this module alone takes from a file beside it: the module's name by the symbol's. */
  readonly siblings?: Readonly<Record<string, string>>;
  /** Where names come from in this module alone. */
  readonly externals?: Externals;
  /** What the module passes on from others, in this order. */
  readonly reexports?: readonly { readonly name: string; readonly module: string; readonly isType: boolean }[];
}

/** Where names that no draft declares come from. */
export type Externals = Readonly<Record<string, string>>;

/** The modules of an output, before they are linked. */
export interface ModuleSet {
  readonly drafts: readonly ModuleDraft[];
  /** Modules that are written once and the user's from then on, with the names that the others need of them. */
  readonly stubs: ReadonlyMap<string, readonly string[]>;
  readonly externals: Externals;
}

export interface LinkOptions {
  readonly externals: Externals;
  /** The specifier of a sibling module, as seen from another. */
  readonly specifier: (from: string, to: string) => string;
}

/** Leaves out what nothing refers to, adds imports, and gives each module's text, unformatted. */
export function linkModules(drafts: readonly ModuleDraft[], options: LinkOptions): Map<string, string> {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const modules = drafts.map((draft) => readModule(draft, project));
  const find = symbolTable(modules);
  const kept = reachable(modules, find);
  const passed = new Set(passedOn(modules).map(({ name }) => name));
  const texts = new Map<string, string>();
  for (const module of modules) {
    const declarations = module.declarations.filter((declaration) => kept.has(declaration));
    if (declarations.length > 0 || module.draft.role === 'entry') {
      texts.set(
        module.draft.name,
        printModule(module, declarations, {
          ...options,
          externals: { ...options.externals, ...module.draft.externals, ...siblings(module.draft, options) },
          find,
          kept,
          passed,
          project,
        }),
      );
    }
  }
  return texts;
}

function siblings({ name, siblings: modules = {} }: ModuleDraft, { specifier }: LinkOptions): Externals {
  return Object.fromEntries(Object.entries(modules).map(([symbol, module]) => [symbol, specifier(name, module)]));
}

/** A top-level statement: what it declares, and what it refers to. */
interface Declaration {
  readonly module: string;
  readonly names: readonly string[];
  /** By name, whether it is used as a value somewhere (else as a type alone). */
  readonly references: ReadonlyMap<string, boolean>;
  readonly text: string;
  readonly isExported: boolean;
}

interface Module {
  readonly draft: ModuleDraft;
  readonly declarations: readonly Declaration[];
}

function readModule(draft: ModuleDraft, project: Project): Module {
  const file = project.createSourceFile(`${draft.name}.ts`, { statements: [...draft.statements] });
  const { compilerNode } = file;
  const declarations = compilerNode.statements.map((statement): Declaration => {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    return {
      module: draft.name,
      names: declaredNames(statement),
      references: references(statement),
      text: statement.getFullText(compilerNode).trim(),
      isExported: modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
    };
  });
  return { draft, declarations };
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
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

/** The names that a statement takes from outside itself, as far as syntax tells: members and keys are not among them. */
function references(statement: ts.Statement): Map<string, boolean> {
  const found = new Map<string, boolean>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isReference(node)) {
      found.set(node.text, found.get(node.text) === true || !isInType(node));
    }
    ts.forEachChild(node, visit);
  };
  if (!ts.isExportDeclaration(statement)) visit(statement);
  for (const name of [...declaredNames(statement), ...localNames(statement)]) found.delete(name);
  return found;
}

/** What a statement declares anywhere inside: no such name is looked for outside it. */
function localNames(statement: ts.Statement): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const isBinding =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isTypeParameterDeclaration(node) ||
      ts.isFunctionExpression(node);
    if (isBinding && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(statement, visit);
  return names;
}

function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) return parent.name !== node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  const isMember =
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isGetAccessorDeclaration(parent) ||
    ts.isInterfaceDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isNamedTupleMember(parent) ||
    ts.isTypeParameterDeclaration(parent);
  return !isMember || parent.name !== node;
}

function isInType(node: ts.Node): boolean {
  for (let at: ts.Node = node; ; at = at.parent) {
    const { parent } = at;
    if (ts.isTypeNode(parent) && !ts.isExpressionWithTypeArguments(parent)) return true;
    if (ts.isExpressionWithTypeArguments(parent)) {
      const { parent: clause } = parent;
      return (
        ts.isInterfaceDeclaration(clause.parent) ||
        (ts.isHeritageClause(clause) && clause.token === ts.SyntaxKind.ImplementsKeyword) ||
        parent.expression !== at
      );
    }
    if (!ts.isQualifiedName(parent)) return false;
  }
}

/** Finds what a name stands for in a module: one of its own declarations, else what another module exports. */
type Find = (name: string, module: string) => Declaration | undefined;

function symbolTable(modules: readonly Module[]): Find {
  const own = new Map<string, Declaration>();
  const exported = new Map<string, Declaration>();
  // What a module takes from a file beside it is between the two: other modules may have such files with the same names.
  const besides = new Set(modules.flatMap(({ draft }) => Object.values(draft.siblings ?? {})));
  for (const declaration of modules.flatMap(({ declarations }) => declarations)) {
    for (const name of declaration.names) {
      own.set(`${declaration.module} ${name}`, declaration);
      if (!declaration.isExported || besides.has(declaration.module)) continue;
      const other = exported.get(name);
      if (other !== undefined)
        throw new Error(`"${name}" is exported by ${declaration.module} and by ${other.module}.`);
      exported.set(name, declaration);
    }
  }
  return (name, module) => own.get(`${module} ${name}`) ?? exported.get(name);
}

function reachable(modules: readonly Module[], find: Find): Set<Declaration> {
  const kept = new Set(
    modules.filter(({ draft }) => draft.role === 'entry').flatMap(({ declarations }) => declarations),
  );
  for (const { name, module } of passedOn(modules)) {
    const found = find(name, module);
    if (found !== undefined) kept.add(found);
  }
  for (const declaration of kept) {
    for (const name of declaration.references.keys()) {
      const found = find(name, declaration.module);
      if (found !== undefined) kept.add(found);
    }
  }
  return kept;
}

function passedOn(modules: readonly Module[]): { readonly name: string; readonly module: string }[] {
  return modules.flatMap(({ draft }) => draft.reexports ?? []);
}

interface PrintContext extends LinkOptions {
  readonly find: Find;
  readonly kept: ReadonlySet<Declaration>;
  /** Names that some module passes on. */
  readonly passed: ReadonlySet<string>;
  readonly project: Project;
}

function printModule({ draft }: Module, declarations: readonly Declaration[], context: PrintContext): string {
  const outside = new Set(context.passed);
  for (const declaration of context.kept) {
    if (declaration.module !== draft.name) for (const name of declaration.references.keys()) outside.add(name);
  }
  const texts = declarations.map(({ text, isExported, names }) =>
    isExported && draft.role === 'library' && !names.some((name) => outside.has(name))
      ? text.replace(/^(\/\*\*[\s\S]*?\*\/\s*)?export /, (_, comment: string | undefined) => comment ?? '')
      : text,
  );
  const file: SourceFile = context.project.createSourceFile(`linked/${draft.name}.ts`, {
    statements: [...importsOf(draft.name, declarations, context), ...reexportsOf(draft, context)],
  });
  const imports = file
    .getFullText()
    .trim()
    .replace(/\nexport /, '\n\nexport ');
  return [imports, texts.join('\n\n')].filter((part) => part !== '').join('\n\n') + '\n';
}

function importsOf(module: string, declarations: readonly Declaration[], context: PrintContext): StatementStructures[] {
  const byModule = new Map<string, Map<string, boolean>>();
  for (const { references: names } of declarations) {
    for (const [name, isValue] of names) {
      const from = sourceOf(name, module, context);
      if (from === undefined) continue;
      const imported = byModule.get(from) ?? new Map<string, boolean>();
      imported.set(name, imported.get(name) === true || isValue);
      byModule.set(from, imported);
    }
  }
  return [...byModule]
    .sort(([a], [b]) => importRank(a) - importRank(b) || (a < b ? -1 : 1))
    .map(([from, names]) => ({ kind: StructureKind.ImportDeclaration as const, ...importStructure(from, names) }));
}

function reexportsOf({ name: from, reexports = [] }: ModuleDraft, { specifier }: PrintContext): StatementStructures[] {
  return reexports.map(({ name, module, isType }) => ({
    kind: StructureKind.ExportDeclaration as const,
    isTypeOnly: isType,
    namedExports: [name],
    moduleSpecifier: specifier(from, module),
  }));
}

function sourceOf(name: string, module: string, { find, externals, specifier }: PrintContext): string | undefined {
  const declaration = find(name, module);
  if (declaration !== undefined) {
    return declaration.module === module ? undefined : specifier(module, declaration.module);
  }
  return Object.hasOwn(externals, name) ? externals[name] : undefined;
}

function importStructure(from: string, names: ReadonlyMap<string, boolean>): OptionalKind<ImportDeclarationStructure> {
  const isTypeOnly = [...names.values()].every((isValue) => !isValue);
  return {
    moduleSpecifier: from,
    isTypeOnly,
    namedImports: [...names]
      .sort(([a], [b]) => a.localeCompare(b, 'en'))
      .map(([name, isValue]) => ({ name, isTypeOnly: !isTypeOnly && !isValue })),
  };
}

/** Node's own modules first, packages next, the nearest neighbours last. */
function importRank(from: string): number {
  if (from.startsWith('node:')) return 0;
  if (from.startsWith('../')) return 2;
  return from.startsWith('./') ? 3 : 1;
}
