/** The input and output of a run. */
import type { CompileResult, MountLines, TargetSettings } from '../compile.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { FileChange } from '../workspace/file-change.js';
import type { Outcome } from './outcome.js';

/** The compiler, as used by a run. */
export type Compile = (
  text: string,
  options: {
    readonly file: string;
    readonly settings: (target: SettingsRequest) => Promise<TargetSettings>;
  },
) => Promise<CompileResult>;

/** The target for which settings are requested. */
export interface SettingsRequest {
  readonly language: string;
  /** Set if the spec asks for a form of the language. */
  readonly form?: string;
  /** Relative to the spec's folder. */
  readonly output: string;
  /** Set if the spec overrides the extension derived from the project's settings. */
  readonly importExtension?: NonNullable<TargetSettings['importExtension']>;
}

/** Shows what a run is doing. */
export type Tell = (doing: string) => void;

export interface RunRequest {
  readonly command: 'generate' | 'check';
  readonly cwd: string;
  /** Paths of specs; empty: the spec in the working directory or its nearest parent. */
  readonly specs: readonly string[];
  readonly force: boolean;
  readonly dryRun: boolean;
  /** Loads the compiler; called only if something has changed. */
  readonly compiler: () => Promise<Compile>;
  /** Called if something has changed, so that the run takes a while. */
  readonly tell?: Tell | undefined;
}

export interface RunResult {
  readonly command: 'generate' | 'check';
  readonly outcome: Outcome;
  readonly specs: readonly SpecResult[];
  readonly diagnostics: readonly Diagnostic[];
  /** The texts of the specs by the names that diagnostics use, to show the lines around a place. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface SpecResult {
  /** Relative to the working directory. */
  readonly spec: string;
  readonly files: readonly FileResult[];
  /** What the change means for requests and responses, if the previous plan is known. */
  readonly meaning: readonly string[];
  readonly targets: readonly TargetResult[];
}

/** What was done with a file; for `check` and dry runs, what would be done. */
export type FileResult = Omit<FileChange, 'place'>;

export interface TargetResult {
  readonly framework: string;
  /** The output folder, relative to the working directory. */
  readonly output: string;
  readonly mount: MountLines;
}
