import { loadCompiler, report } from './generate.js';
import { exitCodes } from './outcome.js';
import type { Compile, RunResult, Tell } from './run-types.js';
import { run } from './run.js';
import { withProgress, type Terminal } from './terminal.js';

export interface CheckOptions {
  /** Paths of specs. Default: the spec in the working directory or its nearest parent. */
  readonly specs?: readonly string[];
  /** Default: the working directory of the process. */
  readonly cwd?: string;
}

/** Compares the generated files of specs with what they should be. Writes and prints nothing. */
export function check(
  options: CheckOptions = {},
  compiler: () => Promise<Compile> = loadCompiler,
  tell?: Tell,
): Promise<RunResult> {
  const { specs = [], cwd = process.cwd() } = options;
  return run({ command: 'check', specs, cwd, dryRun: true, force: false, compiler, tell });
}

export interface CheckFlags extends CheckOptions {
  /** `text` (the default), `github` or `sarif`. */
  readonly format?: string | undefined;
}

/** `mwgen check`. Returns the exit code. */
export async function checkCommand({ format = 'text', ...flags }: CheckFlags, terminal: Terminal): Promise<number> {
  const result = await withProgress((tell) => check(flags, loadCompiler, tell), terminal);
  if (format === 'text') return report(result, { dryRun: true, diff: true }, terminal);
  const { githubLines, sarifDocument } = await import('./annotations.js');
  const { currentVersion } = await import('../workspace/build-fingerprint.js');
  const { projectRoot } = await import('../workspace/project-root.js');
  const { cwd = process.cwd() } = flags;
  const places = { cwd, root: projectRoot(cwd) };
  if (format === 'sarif') {
    const { jsonText } = await import('./json.js');
    terminal.out(jsonText(sarifDocument(result, currentVersion(), places)));
    return exitCodes[result.outcome];
  }
  const code = await report(result, { dryRun: true, diff: true }, { ...terminal, json: false });
  terminal.out(githubLines(result, places));
  return code;
}
