/** The interface between mwgen and a language. All code that depends on a language is behind it. */
import type { Disk } from './disk.js';
import type { CommentMarker, Hashing } from './header.js';
import type { GeneratedFile, MountLines } from './output.js';
import type { ProjectReader } from './project.js';

/**
 * A language that mwgen can generate. `Modules` is what a server interface produces from a plan, and `Settings` are the
 * settings of the user's project that affect the output. Parsers and formatters are loaded on first use.
 */
export interface Language<Modules, Settings> {
  readonly name: string;
  /** The language whose modules this one writes in another form. Absent for a language with modules of its own. */
  readonly formOf?: string;
  /** The characters that begin a comment line. */
  readonly comment: CommentMarker;
  /** Whether a file with this name is in this language. */
  readonly owns: (path: string) => boolean;
  /** How the hash in a header is computed. */
  readonly hashing: Hashing;
  /** Links, formats and signs the modules of an output. The paths of the files are relative to the output folder. */
  readonly emit: (modules: Modules, options: EmitOptions<Settings>) => Promise<GeneratedFile[]>;
  /** How a file next to the output folder imports the index module of the output. */
  readonly mountSpecifier: (output: string, settings: Settings) => string;
  /** Rewrites the lines that mount an output for a file in this language, if that is necessary. */
  readonly mountLines?: (mount: MountLines, settings: Settings) => Promise<MountLines>;
  /** Loads the functions that inspect hooks files. */
  readonly loadHooksSyntax: () => Promise<HooksSyntax>;
  /** Names that a middleware cannot have. */
  readonly reserved: ReservedNames;
  /** File names that mark a folder as the root of a project. */
  readonly manifests: readonly string[];
  /** Files in an output folder or above it that can affect its settings. */
  readonly settingsFiles: readonly SettingsFile[];
  /** Opens projects for inspection. */
  readonly openProject: (disk: Disk) => Promise<ProjectReader<Settings>>;
}

export interface EmitOptions<Settings> {
  /** The name of the spec in file headers. */
  readonly spec: string;
  readonly settings: Settings;
}

export interface HooksSyntax {
  /** The required names that a file does not export. A file with `export *` is assumed to export all of them. */
  readonly missing: (text: string, required: readonly string[]) => string[];
  /** The lines of a stub that define a name, with the comment above, for the user to copy. */
  readonly definition: (stub: string, name: string) => string;
}

export interface ReservedNames {
  readonly words: readonly string[];
  /** Globals that generated code uses. */
  readonly globals: readonly string[];
  /** Names that an output exports in addition to its middleware. */
  readonly exported: readonly string[];
}

export interface SettingsFile {
  readonly name: string;
  /**
   * For JSON files: the fields that matter; `a.b` is the field `b` of `a`. Other fields, such as most dependencies, change
   * often.
   */
  readonly fields?: readonly string[];
}
