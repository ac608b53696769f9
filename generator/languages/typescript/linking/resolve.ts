/**
 * Resolves names: from the declarations and imports of a module, and in generated modules also from the exports of
 * helpers.
 */
import type { Space } from '../scopes.js';
import { importedPath } from '../source.js';
import { ecmaScriptGlobals } from '../globals.js';
import type { LinkOptions, UnlinkedModule } from './draft.js';
import type { Declaration, Module } from './read.js';

export type Origin =
  | { readonly kind: 'module'; readonly module: string; readonly name: string; readonly found: readonly Declaration[] }
  | { readonly kind: 'package'; readonly specifier: string; readonly name: string }
  | { readonly kind: 'global' };

/** Throws if the name is not declared. */
export type Resolve = (module: Module, name: string, space: Space) => Origin;

export function resolver(modules: readonly Module[], options: Omit<LinkOptions, 'specifier'>): Resolve {
  const byName = new Map(modules.map((module) => [module.draft.name, module]));
  const bySource = new Map(modules.map((module) => [originOf(module.draft), module]));
  const exported = exportsByName(modules);
  const globals = new Set([...ecmaScriptGlobals, ...options.globals]);

  return (module, name, space) => {
    const { draft } = module;
    const own = declarationsOf(module, name, space);
    if (own.length > 0) return { kind: 'module', module: draft.name, name, found: own };
    const origin = imported(module, name) ?? (draft.source === undefined ? unsaid(draft, name) : undefined);
    if (origin !== undefined) return origin;
    if (globals.has(name)) return { kind: 'global' };
    throw new Error(
      `${draft.name} refers to "${name}": the module does not declare or import it, and neither the language nor the platform has it.`,
    );
  };

  function imported({ draft, imports }: Module, name: string): Origin | undefined {
    const found = imports.get(name);
    if (found === undefined) return undefined;
    if (!/^[.#]/.test(found.specifier)) return { kind: 'package', ...found };
    const path = importedPath(originOf(draft), found.specifier);
    const target = found.specifier.startsWith('.') ? bySource.get(path) : undefined;
    if (target === undefined) {
      throw new Error(`${draft.name} imports from "${found.specifier}", which is not a module of the output.`);
    }
    return exportOf(target, found.name, draft.name);
  }

  /** The origin of a name in a generated module, which need not import it. */
  function unsaid(draft: UnlinkedModule, name: string): Origin | undefined {
    if (draft.siblings !== undefined && Object.hasOwn(draft.siblings, name)) {
      const sibling = draft.siblings[name] ?? '';
      const target = byName.get(sibling);
      if (target === undefined)
        throw new Error(`${draft.name} uses "${name}" of ${sibling}, which is not a module of the output.`);
      return exportOf(target, name, draft.name);
    }
    const [target, other] = exported.get(name) ?? [];
    if (target !== undefined && other !== undefined) {
      const places = `${target.draft.name} and by ${other.draft.name}`;
      throw new Error(`${draft.name} refers to "${name}", which is exported by ${places}: it must import one of them.`);
    }
    return target === undefined ? undefined : exportOf(target, name, draft.name);
  }
}

/** The export of a module with this name. */
export function exportOf(module: Module, name: string, from: string): Origin {
  const found = module.declarations.filter(
    ({ isExported, names }) => isExported && names.some((declared) => declared.name === name),
  );
  if (found.length === 0) throw new Error(`${from} uses "${name}" of ${module.draft.name}, which does not export it.`);
  return { kind: 'module', module: module.draft.name, name, found };
}

function declarationsOf({ declarations }: Module, name: string, space: Space): Declaration[] {
  return declarations.filter(({ names }) =>
    names.some((declared) => declared.name === name && declared.spaces.includes(space)),
  );
}

/** The path to which the relative imports of a module refer. */
function originOf({ name, source = name }: UnlinkedModule): string {
  return source;
}

/**
 * The modules that export each name, for use in generated modules. Modules that only one other module can use are left
 * out, because several of them may export the same names.
 */
function exportsByName(modules: readonly Module[]): Map<string, Module[]> {
  const siblings = new Set(modules.flatMap(({ draft }) => Object.values(draft.siblings ?? {})));
  const exported = new Map<string, Module[]>();
  for (const module of modules.filter(({ draft }) => !siblings.has(draft.name))) {
    const names = module.declarations.flatMap((one) => (one.isExported ? one.names.map(({ name }) => name) : []));
    for (const name of new Set(names)) exported.set(name, [...(exported.get(name) ?? []), module]);
  }
  return exported;
}
