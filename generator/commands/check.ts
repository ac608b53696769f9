import { loadCompiler, report } from './generate.js';
import type { Compile, RunResult } from './run-types.js';
import { run } from './run.js';
import type { Terminal } from './terminal.js';

export interface CheckOptions {
  /** Paths of specs. Default: the spec in the working directory or its nearest parent. */
  readonly specs?: readonly string[];
  /** Default: the working directory of the process. */
  readonly cwd?: string;
}

/** Compares the generated files of specs with what they should be. Writes and prints nothing. */
export function check(options: CheckOptions = {}, compiler: () => Promise<Compile> = loadCompiler): Promise<RunResult> {
  const { specs = [], cwd = process.cwd() } = options;
  return run({ command: 'check', specs, cwd, dryRun: true, force: false, compiler });
}

/** `mwgen check`. Returns the exit code. */
export async function checkCommand(flags: CheckOptions, terminal: Terminal): Promise<number> {
  return report(await check(flags), { dryRun: true, diff: true }, terminal);
}
