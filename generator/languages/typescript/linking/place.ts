/** Decides in which file each module stands, and in which order the modules of a file stand. */
import { homesOf } from '../../homes.js';
import type { NameOf } from './name.js';
import type { Declaration, Module } from './read.js';
import type { Origin } from './resolve.js';

/** A use of a name, and what the name means. */
export interface ResolvedUse {
  readonly local: string;
  readonly isErased: boolean;
  readonly origin: Origin;
}

/** The declarations that an output needs, with their uses. */
export type Kept = ReadonlyMap<Declaration, readonly ResolvedUse[]>;

export interface Places {
  /** The file in which each module stands. */
  readonly homeOf: (module: string) => string;
  /** The declarations of a file, in order. */
  readonly declarationsIn: (file: string) => readonly Declaration[];
}

/** Finds a place for every module. `fixed` are the modules in which no other can stand. */
export function placesOf(modules: readonly Module[], kept: Kept, nameOf: NameOf, fixed: ReadonlySet<string>): Places {
  const own = new Map(
    modules.map(({ draft, declarations }) => [draft.name, declarations.filter((one) => kept.has(one))]),
  );
  const homes = homesOf(
    modules.map(({ draft: { name, role, reexports = [] } }) => ({
      name,
      kind: name === 'index' ? 'index' : fixed.has(name) ? 'fixed' : role === 'entry' ? 'host' : 'helper',
      lines: (own.get(name) ?? []).reduce((count, { text }) => count + text.split('\n').length + 1, 0),
      uses: new Set([...reexports.map(({ module }) => module), ...modulesUsedBy(own.get(name) ?? [], kept)]),
      meanings: meaningsIn(name, own.get(name) ?? [], kept, nameOf),
    })),
  );
  const homeOf = (module: string): string => homes.get(module) ?? module;
  return {
    homeOf,
    declarationsIn: (file) => {
      const guests = modules.flatMap(({ draft: { name } }) => (name !== file && homeOf(name) === file ? [name] : []));
      return inOrder(
        [file, ...guests].map((name) => own.get(name) ?? []),
        kept,
      ).flat();
    },
  };
}

function modulesUsedBy(declarations: readonly Declaration[], kept: Kept): string[] {
  return declarations.flatMap((declaration) =>
    (kept.get(declaration) ?? []).flatMap(({ origin }) =>
      origin.kind === 'module' && origin.module !== declaration.module ? [origin.module] : [],
    ),
  );
}

/** What each name of a module means. A name that is imported under another one can mean nothing else anywhere. */
function meaningsIn(
  module: string,
  declarations: readonly Declaration[],
  kept: Kept,
  nameOf: NameOf,
): Map<string, string> {
  const meanings = new Map<string, string>();
  for (const { names } of declarations) for (const { name } of names) meanings.set(nameOf(name), `${module} ${name}`);
  for (const { local, origin } of declarations.flatMap((declaration) => kept.get(declaration) ?? [])) {
    const isRenamed = origin.kind === 'module' && local !== origin.name;
    const meaning =
      origin.kind === 'global'
        ? 'global'
        : `${origin.kind === 'module' ? origin.module : origin.specifier} ${origin.name}${isRenamed ? ` in ${module}` : ''}`;
    meanings.set(nameOf(local), meaning);
  }
  return meanings;
}

/**
 * The modules of one file, the one that gives it its name first. What runs when the file is loaded stands after all that
 * it uses.
 */
function inOrder(modules: readonly (readonly Declaration[])[], kept: Kept): (readonly Declaration[])[] {
  const ordered: (readonly Declaration[])[] = [];
  const place = (module: readonly Declaration[]): void => {
    if (ordered.includes(module)) return;
    const needed = module.filter(({ isEager }) => isEager).flatMap((one) => kept.get(one) ?? []);
    for (const { isErased, origin } of needed) {
      if (isErased || origin.kind !== 'module') continue;
      for (const other of modules)
        if (other !== module && origin.found.some((one) => other.includes(one))) place(other);
    }
    ordered.push(module);
  };
  for (const module of modules) place(module);
  return ordered;
}
