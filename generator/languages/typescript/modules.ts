/**
 * The linker: derives from the syntax trees which declarations are needed and what has to be imported. Code refers to
 * symbols, which are named here.
 */
import { Project, StructureKind } from '#ts-morph';
import type { StatementStructures } from '#ts-morph';
import type { LinkOptions, UnlinkedModule } from './linking/draft.js';
import { importDeclarations } from './linking/imports.js';
import { nameSymbols } from './linking/name.js';
import type { NameOf } from './linking/name.js';
import { readModule } from './linking/read.js';
import type { Declaration, Module } from './linking/read.js';
import { exportOf, resolver } from './linking/resolve.js';
import type { Origin, Resolve } from './linking/resolve.js';

export type { LinkOptions, ModuleDraft, ModuleSet, UnlinkedModule } from './linking/draft.js';

/**
 * Removes unused declarations, adds imports, and returns the text of each module, unformatted. Throws if code refers to
 * something that does not exist.
 */
export function linkModules(unlinked: readonly UnlinkedModule[], options: LinkOptions): Map<string, string> {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const modules = unlinked.map(readModule);
  const links = follow(modules, resolver(modules, options));
  const nameOf = nameSymbols(modules, options.globals);
  const texts = new Map<string, string>();
  for (const module of modules) {
    const declarations = module.declarations.filter((declaration) => links.kept.has(declaration));
    if (declarations.length > 0 || module.draft.role === 'entry') {
      texts.set(module.draft.name, printModule(module, declarations, { ...options, links, nameOf, project }));
    }
  }
  return texts;
}

/** The declarations that are needed, and the origins of the names that they use. */
interface Links {
  readonly kept: ReadonlySet<Declaration>;
  readonly uses: ReadonlyMap<Declaration, readonly ResolvedUse[]>;
  /** The exports that other modules use, as `module name`. */
  readonly taken: ReadonlySet<string>;
}

interface ResolvedUse {
  readonly local: string;
  readonly isErased: boolean;
  readonly origin: Origin;
}

function follow(modules: readonly Module[], resolve: Resolve): Links {
  const byName = new Map(modules.map((module) => [module.draft.name, module]));
  const entries = modules.filter(({ draft }) => draft.role === 'entry');
  const kept = new Set(entries.flatMap(({ declarations }) => declarations));
  const uses = new Map<Declaration, ResolvedUse[]>();
  const taken = new Set<string>();
  const take = (origin: Origin, from: string): void => {
    if (origin.kind !== 'module') return;
    for (const found of origin.found) kept.add(found);
    if (origin.module !== from) taken.add(`${origin.module} ${origin.name}`);
  };
  for (const { draft } of modules) {
    for (const { name, module } of draft.reexports ?? []) {
      const target = byName.get(module);
      if (target === undefined)
        throw new Error(`${draft.name} re-exports names of ${module}, which is not a module of the output.`);
      take(exportOf(target, name, draft.name), draft.name);
    }
  }
  // Declarations that are added during the loop are visited too.
  for (const declaration of kept) {
    const module = byName.get(declaration.module);
    if (module === undefined) continue;
    const resolved = declaration.uses.map(({ name, space, isErased }) => ({
      local: name,
      isErased,
      origin: resolve(module, name, space),
    }));
    uses.set(declaration, resolved);
    for (const { origin } of resolved) take(origin, declaration.module);
  }
  return { kept, uses, taken };
}

interface PrintContext extends LinkOptions {
  readonly links: Links;
  readonly nameOf: NameOf;
  readonly project: Project;
}

function printModule({ draft }: Module, declarations: readonly Declaration[], context: PrintContext): string {
  const { links, nameOf, project } = context;
  const texts = declarations.map((declaration, index) => {
    const { names } = declaration;
    const isPublic = draft.role === 'entry' || names.some(({ name }) => links.taken.has(`${draft.name} ${name}`));
    const text = printDeclaration(declaration, isPublic, nameOf);
    return isOverloadOf(declarations[index - 1], declaration) || index === 0 ? text : `\n${text}`;
  });
  const file = project.createSourceFile(`linked/${draft.name}.ts`, {
    statements: [...importsOf(draft.name, declarations, context), ...reexportsOf(draft, context)],
  });
  const imports = file
    .getFullText()
    .trim()
    .replace(/\nexport /, '\n\nexport ');
  return [imports, texts.join('\n')].filter((part) => part !== '').join('\n\n') + '\n';
}

/** Whether two adjacent declarations are overloads of the same function. */
function isOverloadOf(before: Declaration | undefined, { names }: Declaration): boolean {
  return before?.names[0] !== undefined && before.names[0].name === names[0]?.name;
}

function printDeclaration({ text, exporting, symbols }: Declaration, isPublic: boolean, nameOf: NameOf): string {
  const edits = symbols.map(({ at, text: symbol }) => ({ at, length: symbol.length, name: nameOf(symbol) }));
  if (exporting !== undefined && !isPublic)
    edits.unshift({ at: exporting.at, length: exporting.text.length, name: '' });
  let [printed, end] = ['', 0];
  for (const { at, length, name } of edits) {
    printed += text.slice(end, at) + name;
    end = at + length;
  }
  return printed + text.slice(end);
}

function importsOf(
  module: string,
  declarations: readonly Declaration[],
  { links, nameOf, specifier }: PrintContext,
): StatementStructures[] {
  return importDeclarations(
    declarations
      .flatMap((declaration) => links.uses.get(declaration) ?? [])
      .flatMap(({ local, isErased, origin }) => {
        if (origin.kind === 'global' || (origin.kind === 'module' && origin.module === module)) return [];
        const from = origin.kind === 'module' ? specifier(module, origin.module) : origin.specifier;
        return [{ local: nameOf(local), isErased, name: nameOf(origin.name), specifier: from }];
      }),
  );
}

function reexportsOf(
  { name: from, reexports = [] }: UnlinkedModule,
  { specifier, nameOf }: PrintContext,
): StatementStructures[] {
  return reexports.map(({ name, module, isType }) => ({
    kind: StructureKind.ExportDeclaration as const,
    isTypeOnly: isType,
    namedExports: [nameOf(name)],
    moduleSpecifier: specifier(from, module),
  }));
}
