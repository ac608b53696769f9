import { loadCompiler, report } from './generate.js';
import type { Compile, RunResult } from './run-types.js';
import { run } from './run.js';
import type { Terminal } from './terminal.js';

export interface CheckOptions {
  /** Paths; none: the spec that is found from the working directory upwards. */
  readonly specs?: readonly string[];
  /** Default: the process's working directory. */
  readonly cwd?: string;
}

/** Compares the generated files of some specs with what they should be. Writes nothing at all, prints nothing. */
export function check(options: CheckOptions = {}, compiler: () => Promise<Compile> = loadCompiler): Promise<RunResult> {
  const { specs = [], cwd = process.cwd() } = options;
  return run({ command: 'check', specs, cwd, dryRun: true, force: false, compiler });
}

/** `mwgen check`: the exit code comes back. */
export async function checkCommand(flags: CheckOptions, terminal: Terminal): Promise<number> {
  return report(await check(flags), { dryRun: true, diff: true }, terminal);
}
