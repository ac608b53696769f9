/** What of an application's own settings has a say in generated TypeScript. */
export interface TypeScriptSettings {
  /** How a generated file names its neighbours; `.js` unless given. */
  readonly importExtension?: ImportExtension;
  /** The application's Prettier options for a file of the output folder, as `prettier.resolveConfig` gives them. */
  readonly prettier?: Readonly<Record<string, unknown>>;
}

export type ImportExtension = '.js' | '.ts' | '';
