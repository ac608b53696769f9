/** What a language is to the rest of mwgen: everything that depends on it, and nothing that names it. */
import type { Disk } from './disk.js';
import type { Canonical, CommentMarker } from './header.js';
import type { GeneratedFile } from './output.js';
import type { ProjectReader } from './project.js';

/**
 * A language that mwgen writes. `Modules` is what a server interface makes of a plan, `Settings` what of a project's own
 * settings has a say in the output. Whatever needs a parser or a formatter is loaded when it is first called.
 */
export interface Language<Modules, Settings> {
  readonly name: string;
  /** What starts a comment line. */
  readonly comment: CommentMarker;
  /** Whether a file with this name is written in it. */
  readonly owns: (path: string) => boolean;
  /** The layout that the hash in a header is taken of. */
  readonly canonical: Canonical;
  /** Links, lays out and signs the modules of an output. */
  readonly emit: (modules: Modules, options: EmitOptions<Settings>) => Promise<GeneratedFile[]>;
  /** How a file beside the output folder names the output's index module. */
  readonly mountSpecifier: (output: string, settings: Settings) => string;
  /** What a hooks file, which is the user's, has to export. */
  readonly loadHooksSyntax: () => Promise<HooksSyntax>;
  /** Names that a middleware cannot have. */
  readonly reserved: ReservedNames;
  /** Files that make a folder the root of a project. */
  readonly manifests: readonly string[];
  /** Files at or above an output folder that have a say in its settings. */
  readonly settingsFiles: readonly SettingsFile[];
  /** Looks at projects through a disk. */
  readonly openProject: (disk: Disk) => Promise<ProjectReader<Settings>>;
}

export interface EmitOptions<Settings> {
  /** The spec's name in the headers of files. */
  readonly spec: string;
  /** The output folder, relative to the spec's. */
  readonly output: string;
  readonly settings: Settings;
}

export interface HooksSyntax {
  /** The required names that a file does not export. A file that re-exports all of another is taken to have them. */
  readonly missing: (text: string, required: readonly string[]) => string[];
  /** The lines of a stub that define a name, with the comment above them: what is to be added by hand. */
  readonly definition: (stub: string, name: string) => string;
}

export interface ReservedNames {
  readonly words: readonly string[];
  /** Globals that generated code uses. */
  readonly globals: readonly string[];
  /** What an output exports besides its middleware. */
  readonly exported: readonly string[];
}

export interface SettingsFile {
  readonly name: string;
  /** The fields of a file of JSON that matter; the rest of it changes with every dependency. */
  readonly fields?: readonly string[];
}
