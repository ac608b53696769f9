/** What a run is asked, and what it answers. */
import type { CompileResult, MountLines, TargetSettings } from '../compile.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { FileChange } from '../workspace/file-change.js';
import type { Outcome } from './outcome.js';

/** The compiler, as a run needs it. */
export type Compile = (
  text: string,
  options: {
    readonly file: string;
    readonly settings: (target: SettingsRequest) => Promise<TargetSettings>;
  },
) => Promise<CompileResult>;

/** The target that settings are asked for. */
export interface SettingsRequest {
  readonly language: string;
  /** Relative to the spec's folder. */
  readonly output: string;
  /** As the spec overrides what the project's settings say. */
  readonly importExtension?: NonNullable<TargetSettings['importExtension']>;
}

export interface RunRequest {
  readonly command: 'generate' | 'check';
  readonly cwd: string;
  /** Paths; empty: the spec that is found from the working directory. */
  readonly specs: readonly string[];
  readonly force: boolean;
  readonly dryRun: boolean;
  /** Loads the compiler; called only where something has changed. */
  readonly compiler: () => Promise<Compile>;
}

export interface RunResult {
  readonly command: 'generate' | 'check';
  readonly outcome: Outcome;
  readonly specs: readonly SpecResult[];
  readonly diagnostics: readonly Diagnostic[];
  /** The texts of the specs by the names that diagnostics call them, for showing the lines around a place. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface SpecResult {
  /** Relative to the working directory. */
  readonly spec: string;
  readonly files: readonly FileResult[];
  /** What the change means for requests and responses, where the plan before it is known. */
  readonly meaning: readonly string[];
  readonly targets: readonly TargetResult[];
}

/** What became of a file, or under `check` and a dry run would become of it. */
export type FileResult = Omit<FileChange, 'place'>;

export interface TargetResult {
  readonly framework: string;
  /** The output folder, relative to the working directory. */
  readonly output: string;
  readonly mount: MountLines;
}
