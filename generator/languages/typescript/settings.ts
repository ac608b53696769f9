/** The settings of a project that affect generated TypeScript. */
export interface TypeScriptSettings {
  /** The extension in imports between generated files. Default: `.js`. */
  readonly importExtension?: ImportExtension;
  /** The project's Prettier options for a file in the output folder, as returned by `prettier.resolveConfig`. */
  readonly prettier?: Readonly<Record<string, unknown>>;
  /** For files without types. Default: ES modules with names that end with `.js`. */
  readonly plainModules?: PlainModules;
}

/** How plain files are loaded: as ES modules or as CommonJS, and what their names end with. */
export interface PlainModules {
  readonly isCommonJs: boolean;
  readonly extension: '.js' | '.mjs' | '.cjs';
}

export type ImportExtension = '.js' | '.ts' | '';
