import { exitCodes } from './outcome.js';
import type { Compile, RunResult } from './run-types.js';
import { run } from './run.js';
import type { Terminal } from './terminal.js';

export interface GenerateOptions {
  /** Paths; none: the spec that is found from the working directory upwards. */
  readonly specs?: readonly string[];
  /** Default: the process's working directory. */
  readonly cwd?: string;
  /** Computes everything and writes nothing. */
  readonly dryRun?: boolean;
  /** Overwrites files that were edited by hand or are not mwgen's. */
  readonly force?: boolean;
}

/** Brings the generated files of some specs up to date. Prints nothing; what is wrong is in the result, never thrown. */
export function generate(
  options: GenerateOptions = {},
  compiler: () => Promise<Compile> = loadCompiler,
): Promise<RunResult> {
  const { specs = [], cwd = process.cwd(), dryRun = false, force = false } = options;
  return run({ command: 'generate', specs, cwd, dryRun, force, compiler });
}

/** The compiler, loaded when it is needed. */
export async function loadCompiler(): Promise<Compile> {
  const { compile } = await import('../workspace/compiler.js');
  return compile;
}

export interface GenerateFlags extends GenerateOptions {
  readonly diff: boolean;
}

/** `mwgen generate`: the exit code comes back. */
export async function generateCommand(flags: GenerateFlags, terminal: Terminal): Promise<number> {
  return report(await generate(flags), { dryRun: flags.dryRun ?? false, diff: flags.diff }, terminal);
}

/** Tells how a run came out, in the way that was asked for. */
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
