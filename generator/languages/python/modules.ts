/**
 * Puts modules together. Code refers to symbols by their names; which definitions are needed, and what is to be imported
 * from where, is worked out here, at the end. Ruff takes out what a rough look at the names has imported too much.
 */
import { stringLiteral } from './literals.js';

/** One file to be, without its imports. */
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

/** Leaves out what nothing refers to, adds imports, and gives each module's text, neither laid out nor tidied. */
export function linkPython(drafts: readonly PythonDraft[], externals: PythonExternals): Map<string, string> {
  const modules = drafts.map((draft) => ({ draft, blocks: readBlocks(draft) }));
  const exported = new Map<string, Block>();
  for (const block of modules.filter(({ draft }) => draft.role === 'library').flatMap(({ blocks }) => blocks)) {
    const other = block.name === '' ? undefined : exported.get(block.name);
    if (other !== undefined) throw new Error(`"${block.name}" is in ${block.module} and in ${other.module}.`);
    exported.set(block.name, block);
  }
  const kept = reachable(modules, exported);
  const texts = new Map<string, string>();
  for (const { draft, blocks } of modules) {
    const own = blocks.filter((block) => kept.has(block));
    if (own.length > 0 || draft.role === 'entry') texts.set(draft.name, printModule(draft, own, exported, externals));
  }
  return texts;
}

/** A top-level statement: what it declares, and the names in it. */
interface Block {
  readonly module: string;
  readonly name: string;
  readonly text: string;
  readonly names: ReadonlySet<string>;
}

interface Module {
  readonly draft: PythonDraft;
  readonly blocks: readonly Block[];
}

/** Cuts a module where a line begins that is neither indented nor closes a bracket, nor tells of what stands before. Comments and decorators go with what follows. */
function readBlocks({ name: module, code }: PythonDraft): Block[] {
  const texts: string[] = [];
  let isOpen = false;
  for (const line of code.split('\n')) {
    const startsNew = /^(?!""")[^\s)\]}]/.test(line);
    const last = texts.length - 1;
    if (last < 0 || (startsNew && !isOpen)) texts.push(line);
    else texts.push(`${texts.pop() ?? ''}\n${line}`);
    if (startsNew) isOpen = /^[#@]/.test(line);
  }
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => ({ module, name: declaredName(text), text, names: namesIn(text) }));
}

function declaredName(text: string): string {
  const match = /^(?:(?:async )?def|class) (\w+)|^(\w+)(?::[^=\n]+)? = /m.exec(text);
  return match?.[1] ?? match?.[2] ?? '';
}

/** The names that stand in code: not in comments and strings, but in the holes of f-strings; no attributes. */
function namesIn(text: string): Set<string> {
  const code = text.replace(
    /#.*|(?:(?<!\w)[rbf]{1,2})?"""[^]*?"""|(?:(?<!\w)([rbf]{1,2}))?"(?:[^"\\\n]|\\.)*"/g,
    (literal, prefix: string | undefined) =>
      prefix?.includes('f') === true
        ? Array.from(literal.matchAll(/\{([^{}]+)\}/g), ([, hole]) => hole).join(';')
        : ' ',
  );
  return new Set([...code.matchAll(/(?<![\w.])[A-Za-z_]\w*/g)].map(([name]) => name));
}

function reachable(modules: readonly Module[], exported: ReadonlyMap<string, Block>): Set<Block> {
  const entries = modules.filter(({ draft }) => draft.role === 'entry');
  const kept = new Set(entries.flatMap(({ blocks }) => blocks));
  for (const name of entries.flatMap(({ draft }) => draft.reexports ?? []).map((one) => one.name)) {
    const found = exported.get(name);
    if (found !== undefined) kept.add(found);
  }
  for (const block of kept) {
    for (const name of block.names) {
      const found = exported.get(name);
      if (found !== undefined) kept.add(found);
    }
  }
  return kept;
}

function printModule(
  draft: PythonDraft,
  blocks: readonly Block[],
  exported: ReadonlyMap<string, Block>,
  externals: PythonExternals,
): string {
  const own = new Set(blocks.map(({ name }) => name));
  const imports = new Set<string>();
  const take = (name: string, module: string): void => {
    imports.add(module === 'import' ? `import ${name}` : `from ${module} import ${name}`);
  };
  for (const name of new Set(blocks.flatMap(({ names }) => [...names]))) {
    if (own.has(name)) continue;
    const sibling = draft.siblings?.[name];
    const library = exported.get(name)?.module;
    const external = externals[name];
    if (sibling !== undefined) take(name, relativeModule(draft.name, sibling));
    else if (library !== undefined) take(name, relativeModule(draft.name, library));
    else if (external !== undefined) take(name, external);
  }
  const passed = draft.reexports ?? [];
  for (const { name, module } of passed) take(name, relativeModule(draft.name, module));
  const all = [...passed.map(({ name }) => name), ...own].filter((name) => name !== '').sort(byImportOrder);
  return [
    draft.doc,
    [...imports].join('\n'),
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
