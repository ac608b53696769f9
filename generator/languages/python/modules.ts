/**
 * The linker: derives from the syntax trees which definitions are needed and what has to be imported. Code refers to
 * symbols, which are named elsewhere.
 */
import { readBlocks } from './blocks.js';
import type { Block, ModuleBlocks } from './blocks.js';
import { builtins } from './builtins.js';
import type { PythonDraft } from './draft.js';
import { printPlaced } from './place.js';
import type { LinkedImport, LinkedModule } from './place.js';

export type { PythonDraft } from './draft.js';

/** The modules of names that no draft declares; `import` if the name is itself a module. */
export type PythonExternals = Readonly<Record<string, string>>;

/**
 * Removes unused definitions, adds imports, and returns the text of each module, unformatted. Throws if a name is not
 * declared.
 */
export function linkPython(
  drafts: readonly PythonDraft[],
  externals: PythonExternals,
  stubs: Iterable<string> = [],
): Map<string, string> {
  const modules = drafts.map((draft): Module => ({ draft, ...readBlocks(draft.code) }));
  const linker = new Linker(modules, externals);
  const kept = linker.reachable();
  const linked = modules.map((module): LinkedModule => {
    const blocks = module.blocks.filter((block) => kept.has(block));
    return { draft: module.draft, blocks, imports: linker.importsOf(module, blocks) };
  });
  return printPlaced(linked, new Set(stubs));
}

/** The drafts without definitions that no entry uses. */
export function reachableDrafts(drafts: readonly PythonDraft[]): PythonDraft[] {
  const modules = drafts.map((draft): Module => ({ draft, ...readBlocks(draft.code) }));
  const kept = new Linker(modules, {}).reachable();
  return modules.flatMap(({ draft, blocks, importTexts }) => {
    const own = blocks.filter((block) => kept.has(block));
    if (draft.role === 'entry' || own.length === blocks.length) return [draft];
    const code = [importTexts.join('\n'), ...own.map(({ text }) => text)].join('\n\n\n');
    return own.length === 0 ? [] : [{ ...draft, code }];
  });
}

interface Module extends ModuleBlocks {
  readonly draft: PythonDraft;
}

/** The origin of a name: a statement of a draft or an import. */
interface Origin {
  readonly block?: Block;
  /** `undefined`: the name is declared in the same module. */
  readonly imported?: LinkedImport;
}

class Linker {
  private readonly modules: ReadonlyMap<string, Module>;
  private readonly externals: PythonExternals;
  /** The library module that declares each name. */
  private readonly declaring = new Map<string, string>();

  constructor(modules: readonly Module[], externals: PythonExternals) {
    this.modules = new Map(modules.map((module) => [module.draft.name, module]));
    this.externals = externals;
    for (const { draft, declared } of modules.filter((module) => module.draft.role === 'library')) {
      for (const name of declared.keys()) {
        const other = this.declaring.get(name);
        if (other !== undefined) throw new Error(`"${name}" is declared in ${draft.name} and in ${other}.`);
        this.declaring.set(name, draft.name);
      }
    }
  }

  /** The statements of entries, and all that they use. */
  reachable(): Set<Block> {
    const all = Array.from(this.modules.values());
    const homes = new Map(all.flatMap((module) => module.blocks.map((block) => [block, module] as const)));
    const entries = all.filter(({ draft }) => draft.role === 'entry');
    const passed = entries.flatMap(({ draft }) => draft.reexports ?? []);
    const kept = new Set([
      ...entries.flatMap(({ blocks, draft: { spare = [] } }) =>
        blocks.filter(({ names }) => names.length === 0 || !names.every((name) => spare.includes(name))),
      ),
      ...passed.flatMap(({ name, module }) => this.modules.get(module)?.declared.get(name) ?? []),
    ]);
    for (const block of kept) {
      const home = homes.get(block);
      if (home === undefined) continue;
      for (const name of block.reads) {
        const found = this.originOf(home, name)?.block;
        if (found !== undefined) kept.add(found);
      }
    }
    return kept;
  }

  /** The imports that some statements of a module need. */
  importsOf(module: Module, blocks: readonly Block[]): LinkedImport[] {
    return Array.from(new Set(blocks.flatMap(({ reads }) => Array.from(reads)))).flatMap((name) => {
      const origin = this.originOf(module, name);
      if (origin === undefined && !predefined.has(name)) {
        throw new Error(
          `${module.draft.name} refers to "${name}", which no module declares and which is not a built-in.`,
        );
      }
      return origin?.imported ?? [];
    });
  }

  /** The origin of a name in a module; `undefined` for built-ins and undeclared names. */
  private originOf({ draft, declared, imported }: Module, name: string): Origin | undefined {
    const own = declared.get(name);
    if (own !== undefined) return { block: own };
    const source = imported.get(name);
    if (source !== undefined && !source.isRelative) return { imported: source.imported };
    const home = source === undefined ? this.homeOf(draft, name) : helperNamed(draft.name, source.module);
    if (home !== undefined) {
      const there = source?.name ?? name;
      const module = this.modules.get(home);
      // The module is not part of this output.
      if (module === undefined) return undefined;
      const block = module.declared.get(there);
      if (block === undefined)
        throw new Error(`${draft.name} imports "${there}" from ${home}, which does not declare it.`);
      return { block, imported: { home, name: there, as: name } };
    }
    const external = Object.hasOwn(this.externals, name) ? this.externals[name] : undefined;
    if (external === undefined) return undefined;
    return { imported: external === 'import' ? { name } : { module: external, name } };
  }

  /** The draft that declares a name which a module uses without importing it. */
  private homeOf({ siblings }: PythonDraft, name: string): string | undefined {
    return siblings !== undefined && Object.hasOwn(siblings, name) ? siblings[name] : this.declaring.get(name);
  }
}

/** The names that are available in every module without an import. */
const predefined = new Set([...builtins, '__file__', '__name__']);

/**
 * Resolves a relative import. All helpers are in the same folder of an output, whatever the folders of their sources.
 */
export function helperNamed(from: string, module: string): string {
  return [...from.split('/').slice(0, -1), module.replace(/^.*\./, '')].join('/');
}
