import type { StatementStructures } from 'ts-morph';

/** A module that is generated for one output, before the helpers are specialised for it. */
export interface ModuleDraft extends ModuleFrame {
  /** May begin with import declarations; those that nothing needs are left out. */
  readonly statements: readonly (StatementStructures | string)[];
}

/** A module of an output, before it is linked. */
export interface UnlinkedModule extends ModuleFrame {
  /** May begin with import declarations; those that nothing needs are left out. */
  readonly text: string;
}

/** What is known of a module besides its code. */
interface ModuleFrame {
  /** Without its ending, with `/`: `internal/routes`. */
  readonly name: string;
  /**
   * Where a module of real source was read from, such as `shared/routes`: its relative imports begin there, and it names
   * each thing that it takes from elsewhere. A module without one may use what any library module exports.
   */
  readonly source?: string;
  /** `entry`: whole, with all its exports. `library`: only what entries lead to. */
  readonly role: 'entry' | 'library';
  /** Names that this module alone takes from a file beside it: the module's name by the symbol's. */
  readonly siblings?: Readonly<Record<string, string>>;
  /** What the module passes on from others, in this order. */
  readonly reexports?: readonly { readonly name: string; readonly module: string; readonly isType: boolean }[];
}

/** The modules of an output, before they are linked. */
export interface ModuleSet {
  readonly modules: readonly UnlinkedModule[];
  /** Modules that are written once and the user's from then on, with the names that the others need of them. */
  readonly stubs: ReadonlyMap<string, readonly string[]>;
  /** What is there without an import, besides what the language itself has. */
  readonly globals: readonly string[];
}

export interface LinkOptions extends Pick<ModuleSet, 'globals'> {
  /** The specifier of a sibling module, as seen from another. */
  readonly specifier: (from: string, to: string) => string;
}
