/**
 * A run over some specs, shared by `generate` and `check` so that they always agree. It reads, compiles and compares
 * everything first, and writes only if no file is in the way. It prints nothing and never ends the process.
 */
import { dirname, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Memory } from '../workspace/cache.js';
import { shownPath } from '../workspace/shown-path.js';
import { isRepositoryRoot, specsBelow } from '../workspace/find-specs.js';
import { findSpec, readSpecFile, type Found, type SpecFile } from '../workspace/spec-file.js';
import { unchangedSince } from '../workspace/unchanged.js';
import type { ChangedSpec } from './changed-spec.js';
import { outcomeOf } from './outcome.js';
import type { RunRequest, RunResult, SpecResult } from './run-types.js';

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
  const failures = await carryOut(changed, request.tell ?? (() => undefined));
  return failures.length === 0 ? planned : result(specs, [...found, ...failures]);
}

/** The paths of the specs of a run; empty if there are none, or if it is not clear which is meant. */
export function specsToRun(cwd: string, specs: readonly string[]): readonly string[] {
  const found = chooseSpecs(cwd, specs);
  return 'value' in found ? found.value : [];
}

/** Those on the command line, all of a repository or workspace if this is its root, or the nearest one. */
function chooseSpecs(cwd: string, specs: readonly string[]): Found<readonly string[]> {
  if (specs.length > 0) return { value: specs };
  const all = isRepositoryRoot(cwd) ? specsBelow(cwd) : [];
  if (all.length === 0) return oneSpec(cwd);
  const folders = [...new Set(all.map((path) => dirname(path)))];
  const chosen = folders.map((folder) => oneSpec(cwd, folder));
  const unclear = chosen.flatMap((found) => ('diagnostics' in found ? found.diagnostics : []));
  return unclear.length > 0
    ? { diagnostics: unclear }
    : { value: chosen.flatMap((found) => ('value' in found ? found.value : [])) };
}

function oneSpec(cwd: string, folder = cwd): Found<readonly string[]> {
  const found = findSpec(cwd, folder);
  return 'value' in found ? { value: [found.value] } : found;
}

function readSpecs({ cwd, specs }: RunRequest): { files: SpecFile[]; diagnostics: readonly Diagnostic[] } {
  const found = chooseSpecs(cwd, specs);
  if ('diagnostics' in found) return { files: [], diagnostics: found.diagnostics };
  const names = found.value;
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
