/** What of an application's own settings has a say in generated Python. */
export interface PythonSettings {
  /** The application's settings of Ruff's formatter. */
  readonly ruff?: Readonly<Record<string, unknown>>;
}
