import type { StatementStructures } from '#ts-morph';

/** A module that is generated for one output, before the helpers are specialised for it. */
export interface ModuleDraft extends ModuleFrame {
  /** Can start with import declarations. Unused ones are removed. */
  readonly statements: readonly (StatementStructures | string)[];
}

/** A module of an output, before it is linked. */
export interface UnlinkedModule extends ModuleFrame {
  /** Can start with import declarations. Unused ones are removed. */
  readonly text: string;
}

/** The properties of a module other than its code. */
interface ModuleFrame {
  /** Without extension, with `/`: `internal/routes`. */
  readonly name: string;
  /**
   * The path of a helper source, such as `shared/routes`, to which its relative imports refer. Such a module has to
   * import everything that it uses. A module without `source` can use the exports of all helpers.
   */
  readonly source?: string;
  /** `entry`: all of the module is kept, except for `spare`. `library`: only what entries use is kept. */
  readonly role: 'entry' | 'library';
  /** Names of constants of an entry that are left out if nothing uses them. */
  readonly spare?: readonly string[];
  /** Names from adjacent modules that only this module can use: the name of the module by the symbol. */
  readonly siblings?: Readonly<Record<string, string>>;
  /** Re-exports, in order. */
  readonly reexports?: readonly { readonly name: string; readonly module: string; readonly isType: boolean }[];
}

/** The modules of an output, before they are linked. */
export interface ModuleSet {
  readonly modules: readonly UnlinkedModule[];
  /** Modules that are created once and then belong to the user, with the exports that other modules need. */
  readonly stubs: ReadonlyMap<string, readonly string[]>;
  /** Globals of the platform, in addition to those of the language. */
  readonly globals: readonly string[];
}

export interface LinkOptions extends Pick<ModuleSet, 'globals'> {
  /** Modules whose files belong to the user, in which no helper can stand. */
  readonly stubs?: Iterable<string>;
  /** The specifier for importing one module from another. */
  readonly specifier: (from: string, to: string) => string;
}
