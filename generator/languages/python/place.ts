/** Decides in which file each module stands, and prints the files. */
import { homesOf } from '../homes.js';
import type { Block } from './blocks.js';
import type { PythonDraft } from './draft.js';
import { printImports } from './imports.js';
import type { ImportedName } from './imports.js';
import { stringLiteral } from './literals.js';

/** A module with the statements that the output needs, and what these import. */
export interface LinkedModule {
  readonly draft: PythonDraft;
  readonly blocks: readonly Block[];
  readonly imports: readonly LinkedImport[];
}

/** A name from a module of the output, or from elsewhere. */
export type LinkedImport = ImportedName | OwnName;

interface OwnName {
  readonly home: string;
  readonly name: string;
  readonly as: string;
}

/** The texts of the files by name, unformatted. `stubs` belong to the user, and no helper can stand in them. */
export function printPlaced(modules: readonly LinkedModule[], stubs: ReadonlySet<string>): Map<string, string> {
  const homes = homesOf(
    modules.map((module) => ({
      name: module.draft.name,
      kind: kindOf(module.draft, stubs),
      lines: module.blocks.reduce((count, { text }) => count + text.split('\n').length + 2, 0),
      uses: new Set([...(module.draft.reexports ?? []).map((one) => one.module), ...module.imports.flatMap(ownHome)]),
      meanings: meaningsIn(module),
    })),
  );
  const homeOf = (name: string): string => homes.get(name) ?? name;
  const texts = new Map<string, string>();
  for (const module of modules.filter(({ draft: { name } }) => homeOf(name) === name)) {
    const guests = modules.filter((one) => one !== module && homeOf(one.draft.name) === module.draft.name);
    const blocks = inOrder([module, ...guests]).flatMap((one) => one.blocks);
    if (blocks.length === 0 && module.draft.role === 'library') continue;
    const imports = [module, ...guests].flatMap((one) => one.imports);
    texts.set(module.draft.name, printFile(module.draft, blocks, imports, homeOf));
  }
  return withoutEmptyFolders(texts);
}

function kindOf({ name, role }: PythonDraft, stubs: ReadonlySet<string>): 'host' | 'helper' | 'fixed' | 'index' {
  if (name === '__init__') return 'index';
  if (stubs.has(name) || isFolder(name)) return 'fixed';
  return role === 'entry' ? 'host' : 'helper';
}

function ownHome(imported: LinkedImport): string[] {
  return 'home' in imported ? [imported.home] : [];
}

/** What each name of a module means. A name that is imported under another one can mean nothing else anywhere. */
function meaningsIn({ draft, blocks, imports }: LinkedModule): Map<string, string> {
  const imported = imports.map((one): [string, string] => {
    const { name, as = name } = one;
    if (!('home' in one)) return [as, `${one.module ?? ''} ${name}`];
    return [as, `${one.home} ${name}${as === name ? '' : ` in ${draft.name}`}`];
  });
  const reads = blocks.flatMap((block) => Array.from(block.reads, (name) => [name, 'built in'] as const));
  const names = blocks.flatMap((block) => block.names.map((name) => [name, `${draft.name} ${name}`] as const));
  return new Map([...reads, ...imported, ...names]);
}

/** The modules of one file, its own first, except for those that have to be loaded before others. */
function inOrder(modules: readonly LinkedModule[]): LinkedModule[] {
  const ordered: LinkedModule[] = [];
  const place = (module: LinkedModule): void => {
    if (ordered.includes(module)) return;
    const needs = new Set(module.blocks.flatMap((block) => Array.from(block.needs)));
    for (const other of modules) {
      if (other !== module && other.blocks.some(({ names }) => names.some((name) => needs.has(name)))) place(other);
    }
    ordered.push(module);
  };
  for (const module of modules) place(module);
  return ordered;
}

function printFile(
  draft: PythonDraft,
  blocks: readonly Block[],
  imports: readonly LinkedImport[],
  homeOf: (name: string) => string,
): string {
  const passed = (draft.reexports ?? []).map(({ name, module }) => ({ name, home: module, as: name }));
  const all = [...passed.map(({ name }) => name), ...blocks.flatMap(({ names }) => names)].sort(byImportOrder);
  const imported = [...imports, ...passed].flatMap((one): ImportedName[] => {
    if (!('home' in one)) return [one];
    const home = homeOf(one.home);
    return home === draft.name ? [] : [{ module: relativeModule(draft.name, home), name: one.name, as: one.as }];
  });
  return [
    draft.doc,
    printImports(imported),
    passed.length === 0 ? '' : `__all__ = [${all.map(stringLiteral).join(', ')}]`,
    ...blocks.map(({ text }) => text),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** Removes the modules that stand for folders in which there is nothing else. */
function withoutEmptyFolders(texts: ReadonlyMap<string, string>): Map<string, string> {
  const names = Array.from(texts.keys());
  const isNeeded = (name: string): boolean => {
    const folder = name.slice(0, -'__init__'.length);
    return names.some((other) => other !== name && other.startsWith(folder));
  };
  return new Map(Array.from(texts).filter(([name]) => !isFolder(name) || isNeeded(name)));
}

function isFolder(name: string): boolean {
  return name.endsWith('/__init__');
}

/** Sorts classes before functions, like Ruff does in `__all__`. */
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
