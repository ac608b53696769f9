/** The settings of a project that affect generated TypeScript. */
export interface TypeScriptSettings {
  /** The extension in imports between generated files. Default: `.js`. */
  readonly importExtension?: ImportExtension;
  /** The project's Prettier options for a file in the output folder, as returned by `prettier.resolveConfig`. */
  readonly prettier?: Readonly<Record<string, unknown>>;
}

export type ImportExtension = '.js' | '.ts' | '';
