/**
 * One run over some specs, which `generate` and `check` share so that they cannot disagree: read, compile, compare; and only
 * when all that is done, and nothing stands in the way, write. It prints nothing and never ends the process.
 */
import { resolve } from 'node:path';
import type { CompileResult, MountLines, TargetSettings } from '../compile.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Memory } from '../workspace/cache.js';
import type { FileChange } from '../workspace/changeset.js';
import { shownPath } from '../workspace/shown-path.js';
import { findSpec, readSpecFile, type SpecFile } from '../workspace/spec-file.js';
import { unchangedSince } from '../workspace/unchanged.js';
import type { ChangedSpec } from './changed-spec.js';
import { outcomeOf, type Outcome } from './outcome.js';

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

export async function run(request: RunRequest): Promise<RunResult> {
  const { files, diagnostics } = readSpecs(request);
  const result = (specs: readonly SpecResult[], all: readonly Diagnostic[]): RunResult => ({
    command: request.command,
    outcome: outcomeOf(request.command, specs, all),
    specs,
    diagnostics: all,
    sources: new Map(files.map(({ shown, text }) => [shown, text])),
  });
  if (diagnostics.length > 0) return result([], diagnostics);

  const remembered = files.map((file) => ({ file, memory: unchangedSince(file) }));
  const unchanged = remembered.map(({ file, memory }) =>
    memory === undefined ? undefined : unchangedResult(request.cwd, file, memory),
  );
  const toCompile = remembered.filter(({ memory }) => memory === undefined).map(({ file }) => file);
  if (toCompile.length === 0)
    return result(
      unchanged.filter((spec) => spec !== undefined),
      [],
    );

  const { changedSpecs, carryOut } = await import('./changed-spec.js');
  const known = remembered.flatMap(({ memory }) => memory?.files.map(({ path }) => path) ?? []);
  const changed = await changedSpecs(toCompile, known, request);
  const specs = files.flatMap(
    (file, index) => unchanged[index] ?? changed.find(({ spec }) => spec === file)?.result ?? [],
  );
  const found = changed.flatMap((spec: ChangedSpec) => spec.diagnostics);
  const planned = result(specs, found);
  if (request.command === 'check' || request.dryRun || planned.outcome !== 'fine') return planned;
  const failures = carryOut(changed);
  return failures.length === 0 ? planned : result(specs, [...found, ...failures]);
}

function readSpecs({ cwd, specs }: RunRequest): { files: SpecFile[]; diagnostics: readonly Diagnostic[] } {
  const found = specs.length > 0 ? { value: specs } : findSpec(cwd);
  if ('diagnostics' in found) return { files: [], diagnostics: found.diagnostics };
  const names = [found.value].flat();
  const paths = new Set(names.map((name) => resolve(cwd, name)));
  const read = [...paths].map((path) => readSpecFile(cwd, path));
  return {
    files: read.flatMap((file) => ('value' in file ? [file.value] : [])),
    diagnostics: read.flatMap((file) => ('value' in file ? [] : file.diagnostics)),
  };
}

function unchangedResult(cwd: string, file: SpecFile, memory: Memory): SpecResult {
  return {
    spec: file.shown,
    files: memory.files.map(({ path }) => ({
      path: shownPath(cwd, path),
      state: 'current',
      action: 'none',
      reasons: [],
    })),
    meaning: [],
    targets: memory.targets.map(({ framework, output, mount }) => ({
      framework,
      output: shownPath(cwd, output),
      mount,
    })),
  };
}
