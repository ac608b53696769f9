/** The settings of a project that affect generated Python. */
export interface PythonSettings {
  /** The project's settings of Ruff's formatter. */
  readonly ruff?: Readonly<Record<string, unknown>>;
}
