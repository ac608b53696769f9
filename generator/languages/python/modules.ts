/**
 * Puts modules together. Code refers to symbols by their names; which definitions are needed, and what is to be imported
 * from where, is read from the syntax trees here, at the end.
 */
import { readBlocks } from './blocks.js';
import type { Block, ModuleBlocks } from './blocks.js';
import { printImports } from './imports.js';
import type { ImportedName } from './imports.js';
import { stringLiteral } from './literals.js';
import { builtins } from './builtins.js';

/** One file to be. What it needs from elsewhere it imports itself, or leaves to the linker. */
export interface PythonDraft {
  /** Without its ending, with `/`: `_internal/routes`. */
  readonly name: string;
  /** The module's docstring, quotes included. */
  readonly doc: string;
  readonly code: string;
  /** `entry`: whole. `library`: only what entries lead to. */
  readonly role: 'entry' | 'library';
  /** Names that this module alone takes from a module beside it: the module's name by the symbol's. */
  readonly siblings?: Readonly<Record<string, string>>;
  /** What the module passes on from others. */
  readonly reexports?: readonly { readonly name: string; readonly module: string }[];
}

/** Where names that no draft declares come from: a module, or `import` where the name is a module itself. */
export type PythonExternals = Readonly<Record<string, string>>;

/** Leaves out what nothing refers to, adds imports, and gives each module's text, not formatted. Throws if nothing declares a name. */
export function linkPython(drafts: readonly PythonDraft[], externals: PythonExternals): Map<string, string> {
  const modules = drafts.map((draft): Module => ({ draft, ...readBlocks(draft.code) }));
  const linker = new Linker(modules, externals);
  const kept = linker.reachable();
  const texts = new Map<string, string>();
  for (const module of modules) {
    const own = module.blocks.filter((block) => kept.has(block));
    if (own.length > 0 || module.draft.role === 'entry') {
      texts.set(module.draft.name, printModule(module.draft, own, linker.importsOf(module, own)));
    }
  }
  return texts;
}

/** The drafts without what no entry leads to. */
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

/** Where a name comes from: a statement of a draft, or an import alone. */
interface Origin {
  readonly block?: Block;
  /** `undefined`: it is in the module itself. */
  readonly imported?: ImportedName;
}

class Linker {
  private readonly modules: ReadonlyMap<string, Module>;
  private readonly externals: PythonExternals;
  /** The modules of the library, by the names that they declare. */
  private readonly declaring = new Map<string, string>();

  constructor(modules: readonly Module[], externals: PythonExternals) {
    this.modules = new Map(modules.map((module) => [module.draft.name, module]));
    this.externals = externals;
    for (const { draft, declared } of modules.filter((module) => module.draft.role === 'library')) {
      for (const name of declared.keys()) {
        const other = this.declaring.get(name);
        if (other !== undefined) throw new Error(`"${name}" is in ${draft.name} and in ${other}.`);
        this.declaring.set(name, draft.name);
      }
    }
  }

  /** The statements of entries, and all that these lead to. */
  reachable(): Set<Block> {
    const all = Array.from(this.modules.values());
    const homes = new Map(all.flatMap((module) => module.blocks.map((block) => [block, module] as const)));
    const entries = all.filter(({ draft }) => draft.role === 'entry');
    const passed = entries.flatMap(({ draft }) => draft.reexports ?? []);
    const kept = new Set([
      ...entries.flatMap(({ blocks }) => blocks),
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
  importsOf(module: Module, blocks: readonly Block[]): ImportedName[] {
    return Array.from(new Set(blocks.flatMap(({ reads }) => Array.from(reads)))).flatMap((name) => {
      const origin = this.originOf(module, name);
      if (origin === undefined && !predefined.has(name)) {
        throw new Error(`${module.draft.name} refers to "${name}", which no module declares and Python does not have.`);
      }
      return origin?.imported ?? [];
    });
  }

  /** What a name in a module means; `undefined`: something of Python's own, or nothing. */
  private originOf({ draft, declared, imported }: Module, name: string): Origin | undefined {
    const own = declared.get(name);
    if (own !== undefined) return { block: own };
    const source = imported.get(name);
    if (source !== undefined && !source.isRelative) return { imported: source.imported };
    const home = source === undefined ? this.homeOf(draft, name) : helperNamed(draft.name, source.module);
    if (home !== undefined) {
      const there = source?.name ?? name;
      const module = this.modules.get(home);
      // A module that is none of the output has had its say before.
      if (module === undefined) return undefined;
      const block = module.declared.get(there);
      if (block === undefined) throw new Error(`"${there}" is not in ${home}, from where ${draft.name} takes it.`);
      return { block, imported: { module: relativeModule(draft.name, home), name: there, as: name } };
    }
    const external = Object.hasOwn(this.externals, name) ? this.externals[name] : undefined;
    if (external === undefined) return undefined;
    return { imported: external === 'import' ? { name } : { module: external, name } };
  }

  /** The draft that declares a name which a module takes without an import of its own. */
  private homeOf({ siblings }: PythonDraft, name: string): string | undefined {
    return siblings !== undefined && Object.hasOwn(siblings, name) ? siblings[name] : this.declaring.get(name);
  }
}

/** The names that every module has without importing them. */
const predefined = new Set([...builtins, '__file__', '__name__']);

function printModule(draft: PythonDraft, blocks: readonly Block[], imports: readonly ImportedName[]): string {
  const passed = draft.reexports ?? [];
  const passedOn = passed.map(({ name, module }) => ({ name, module: relativeModule(draft.name, module) }));
  const all = [...passed.map(({ name }) => name), ...blocks.flatMap(({ names }) => names)].sort(byImportOrder);
  return [
    draft.doc,
    printImports([...imports, ...passedOn]),
    passed.length === 0 ? '' : `__all__ = [${all.map(stringLiteral).join(', ')}]`,
    ...blocks.map(({ text }) => text),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** Classes before functions, as Ruff sorts what a module exports. */
function byImportOrder(a: string, b: string): number {
  const [isA, isB] = [/^[A-Z]/.test(a), /^[A-Z]/.test(b)];
  return isA === isB ? (a < b ? -1 : 1) : isA ? -1 : 1;
}

function relativeModule(from: string, to: string): string {
  const [here, there] = [from.split('/').slice(0, -1), to.split('/')];
  while (here.length > 0 && here[0] === there[0]) {
    here.shift();
    there.shift();
  }
  return `.${'.'.repeat(here.length)}${there.join('.')}`;
}

/** The draft that a relative import in another one means: all helpers lie beside each other, whatever folders their sources are in. */
export function helperNamed(from: string, module: string): string {
  return [...from.split('/').slice(0, -1), module.replace(/^.*\./, '')].join('/');
}
