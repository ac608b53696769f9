import { exitCodes } from './outcome.js';
import type { Compile, RunResult, Tell } from './run-types.js';
import { run } from './run.js';
import { withProgress, type Terminal } from './terminal.js';

export interface GenerateOptions {
  /** Paths of specs. Default: the spec in the working directory or its nearest parent. */
  readonly specs?: readonly string[];
  /** Default: the working directory of the process. */
  readonly cwd?: string;
  /** Computes all changes without writing them. */
  readonly dryRun?: boolean;
  /** Overwrites files that were edited by hand or were not created by mwgen. */
  readonly force?: boolean;
}

/** Updates the generated files of specs. Prints nothing; problems are returned in the result, not thrown. */
export function generate(
  options: GenerateOptions = {},
  compiler: () => Promise<Compile> = loadCompiler,
  tell?: Tell,
): Promise<RunResult> {
  const { specs = [], cwd = process.cwd(), dryRun = false, force = false } = options;
  return run({ command: 'generate', specs, cwd, dryRun, force, compiler, tell });
}

/** Loads the compiler on demand. */
export async function loadCompiler(): Promise<Compile> {
  const { compile } = await import('../workspace/compiler.js');
  return compile;
}

export interface GenerateFlags extends GenerateOptions {
  readonly diff: boolean;
}

/** `mwgen generate`. Returns the exit code. */
export async function generateCommand(flags: GenerateFlags, terminal: Terminal): Promise<number> {
  return report(
    await withProgress((tell) => generate(flags, loadCompiler, tell), terminal),
    { dryRun: flags.dryRun ?? false, diff: flags.diff },
    terminal,
  );
}

/** Prints the result of a run in the requested format. */
export async function report(
  result: RunResult,
  options: { dryRun: boolean; diff: boolean },
  terminal: Terminal,
): Promise<number> {
  if (terminal.json) {
    const { jsonText, runDocument } = await import('./json.js');
    terminal.out(jsonText(await runDocument(result, options)));
  } else {
    const { reportRun } = await import('./report.js');
    await reportRun(result, terminal, options);
  }
  return exitCodes[result.outcome];
}
