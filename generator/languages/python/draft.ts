/** A module before it is linked. It can import names itself or rely on the linker. */
export interface PythonDraft {
  /** Without extension, with `/`: `_internal/routes`. */
  readonly name: string;
  /** The docstring of the module, including quotes. */
  readonly doc: string;
  readonly code: string;
  /** `entry`: all of the module is kept, except for `spare`. `library`: only what entries use is kept. */
  readonly role: 'entry' | 'library';
  /** Names of constants of an entry that are left out if nothing uses them. */
  readonly spare?: readonly string[];
  /** Names from adjacent modules that only this module can use: the name of the module by the symbol. */
  readonly siblings?: Readonly<Record<string, string>>;
  /** Re-exports. */
  readonly reexports?: readonly { readonly name: string; readonly module: string }[];
}
