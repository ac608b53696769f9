/**
 * The linker: derives from the syntax trees which declarations are needed and what has to be imported. Code refers to
 * symbols, which are named here.
 */
import { Project, StructureKind } from '#ts-morph';
import type { StatementStructures } from '#ts-morph';
import type { LinkOptions, UnlinkedModule } from './linking/draft.js';
import { Recent } from '../recent.js';
import { importDeclarations } from './linking/imports.js';
import { nameSymbols } from './linking/name.js';
import type { NameOf } from './linking/name.js';
import { readModules } from './linking/read.js';
import { placesOf } from './linking/place.js';
import type { Kept, Places, ResolvedUse } from './linking/place.js';
import type { Declaration, Module } from './linking/read.js';
import { exportOf, resolver } from './linking/resolve.js';
import type { Origin, Resolve } from './linking/resolve.js';

export type { LinkOptions, ModuleDraft, ModuleSet, UnlinkedModule } from './linking/draft.js';

/**
 * Removes unused declarations, adds imports, and returns the text of each module, unformatted. Throws if code refers to
 * something that does not exist.
 */
export function linkModules(unlinked: readonly UnlinkedModule[], options: LinkOptions): Map<string, string> {
  const modules = readModules(unlinked);
  const links = follow(modules, resolver(modules, options));
  const nameOf = nameSymbols(modules, options.globals);
  const places = placesOf(modules, links.uses, nameOf, new Set(options.stubs));
  const texts = new Map<string, string>();
  for (const { draft } of modules.filter(({ draft: { name } }) => places.homeOf(name) === name)) {
    const declarations = places.declarationsIn(draft.name);
    if (declarations.length > 0 || draft.role === 'entry') {
      texts.set(draft.name, printModule(draft, declarations, { ...options, links, places, nameOf }));
    }
  }
  return texts;
}

/** The declarations that are needed, and the origins of the names that they use. */
interface Links {
  readonly uses: Kept;
  /** The modules that use each export of another one, by `module name`. */
  readonly takers: ReadonlyMap<string, ReadonlySet<string>>;
}

function follow(modules: readonly Module[], resolve: Resolve): Links {
  const byName = new Map(modules.map((module) => [module.draft.name, module]));
  const entries = modules.filter(({ draft }) => draft.role === 'entry');
  const kept = new Set(
    entries.flatMap(({ declarations, draft: { spare = [] } }) =>
      declarations.filter(({ names }) => names.length === 0 || !names.every(({ name }) => spare.includes(name))),
    ),
  );
  const uses = new Map<Declaration, ResolvedUse[]>();
  const takers = new Map<string, Set<string>>();
  const take = (origin: Origin, from: string): void => {
    if (origin.kind !== 'module') return;
    for (const found of origin.found) kept.add(found);
    const key = `${origin.module} ${origin.name}`;
    takers.set(key, (takers.get(key) ?? new Set()).add(from));
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
  return { uses, takers };
}

interface PrintContext extends LinkOptions {
  readonly links: Links;
  readonly places: Places;
  readonly nameOf: NameOf;
}

function printModule(draft: UnlinkedModule, declarations: readonly Declaration[], context: PrintContext): string {
  const { nameOf } = context;
  const texts = declarations.map((declaration, index) => {
    const isOwn = draft.role === 'entry' && declaration.module === draft.name;
    const isPublic = isOwn || isTaken(declaration, context);
    const text = printDeclaration(declaration, isPublic, nameOf);
    return belongsTo(declarations[index - 1], declaration) || index === 0 ? text : `\n${text}`;
  });
  const imports = printImports([...importsOf(draft.name, declarations, context), ...reexportsOf(draft, context)]);
  return [imports, texts.join('\n')].filter((part) => part !== '').join('\n\n') + '\n';
}

/** Prints imports and exports from other modules. Most middleware of an output have the same ones. */
function printImports(statements: StatementStructures[]): string {
  return printedImports.of(JSON.stringify(statements), () => {
    const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
    const file = project.createSourceFile('imports.ts', { statements });
    return file
      .getFullText()
      .trim()
      .replace(/\nexport /, '\n\nexport ');
  });
}

const printedImports = new Recent<string>();

/** Whether a file other than its own uses a declaration. */
function isTaken({ module, names }: Declaration, { links, places: { homeOf } }: PrintContext): boolean {
  return names.some(({ name }) =>
    Array.from(links.takers.get(`${module} ${name}`) ?? []).some((taker) => homeOf(taker) !== homeOf(module)),
  );
}

/** Whether there is no empty line between two declarations: overloads of a function, and calls that follow each other. */
function belongsTo(before: Declaration | undefined, { names, text }: Declaration): boolean {
  if (before === undefined) return false;
  const [name] = names;
  return name === undefined ? before.names.length === 0 && !/\n|^\//.test(text) : before.names[0]?.name === name.name;
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
  { links, places: { homeOf }, nameOf, specifier }: PrintContext,
): StatementStructures[] {
  return importDeclarations(
    declarations
      .flatMap((declaration) => links.uses.get(declaration) ?? [])
      .flatMap(({ local, isErased, origin }) => {
        if (origin.kind === 'global' || (origin.kind === 'module' && homeOf(origin.module) === module)) return [];
        const from = origin.kind === 'module' ? specifier(module, homeOf(origin.module)) : origin.specifier;
        return [{ local: nameOf(local), isErased, name: nameOf(origin.name), specifier: from }];
      }),
  );
}

function reexportsOf(
  { name: from, reexports = [] }: UnlinkedModule,
  { specifier, places: { homeOf }, nameOf }: PrintContext,
): StatementStructures[] {
  const homes = Array.from(new Set(reexports.map(({ module }) => homeOf(module))));
  return homes.map((home) => {
    const names = reexports
      .filter(({ module }) => homeOf(module) === home)
      .sort((a, b) => nameOf(a.name).localeCompare(nameOf(b.name), 'en'));
    const isTypeOnly = names.every(({ isType }) => isType);
    return {
      kind: StructureKind.ExportDeclaration as const,
      isTypeOnly,
      namedExports: names.map(({ name, isType }) => ({ name: nameOf(name), isTypeOnly: isType && !isTypeOnly })),
      moduleSpecifier: specifier(from, home),
    };
  });
}
