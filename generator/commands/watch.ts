/**
 * `mwgen generate --watch`: generates again when a spec or a settings file changes. It looks at sizes and times instead
 * of using the operating system's events, which are missing in containers and on network disks. Only the specs and
 * settings are looked at, so its own writes never lead to another run.
 */
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileMarks, settingsPaths } from '../workspace/settings-inputs.js';
import { generate, loadCompiler, report as reportResult, type GenerateFlags } from './generate.js';
import { exitCodes } from './outcome.js';
import { specsToRun } from './run.js';
import type { RunResult } from './run-types.js';
import { withProgress, type Terminal } from './terminal.js';

/** `mwgen generate --watch`. It runs until the process is ended. */
export async function watchCommand(flags: GenerateFlags, terminal: Terminal): Promise<number> {
  const { specs = [], cwd = process.cwd(), dryRun = false, diff } = flags;
  await watch(
    {
      cwd,
      specs: () => specsToRun(cwd, specs),
      generate: () => withProgress((tell) => generate(flags, loadCompiler, tell), terminal),
      report: (result) => reportResult(result, { dryRun, diff }, terminal),
    },
    terminal,
  );
  return exitCodes.fine;
}

export interface Watch {
  readonly cwd: string;
  /** Finds the specs, which can appear and disappear while they are watched. */
  readonly specs: () => readonly string[];
  readonly generate: () => Promise<RunResult>;
  /** Prints the result of a run. */
  readonly report: (result: RunResult) => Promise<unknown>;
  /** Ends the watch. Without it, the watch ends with the process. */
  readonly signal?: AbortSignal;
}

/** Milliseconds between two looks. A change is acted on when two looks in a row have found the same. */
const pause = 150;

export async function watch({ cwd, specs, generate, report, signal }: Watch, terminal: Terminal): Promise<void> {
  let watched: readonly string[] = [];
  const look = (settings: readonly string[]): string =>
    fileMarks([...specs().map((spec) => resolve(cwd, spec)), ...settings]);
  for (let isFirst = true; signal?.aborted !== true; isFirst = false) {
    const known = watched;
    const before = look(known);
    const result = await generate();
    const isQuiet = !isFirst && result.outcome === 'fine' && isUnchanged(result) && result.diagnostics.length === 0;
    if (!isQuiet) await report(result);
    const outputs = result.specs.flatMap(({ targets }) => targets.map(({ output }) => resolve(cwd, output)));
    // With an error in the spec, its outputs are unknown. The files of the last run are watched until it is mended.
    if (outputs.length > 0) watched = [...new Set(outputs.flatMap(settingsPaths))];
    if (isFirst && terminal.level !== 'silent') terminal.err('Watching for changes. Press Ctrl+C to stop.\n');
    // An edit during the run is a change too; other settings files to watch are none. The look to start from comes
    // first, or else an edit between the two would be missed.
    const start = look(watched);
    if (look(known) === before) await change(start, () => look(watched), signal);
  }
}

function isUnchanged({ specs }: RunResult): boolean {
  return specs.every(({ files }) => files.every(({ action }) => action === 'none'));
}

/** Waits until the files are not as at the start any more, and then until they do not change any more. */
async function change(start: string, look: () => string, signal: AbortSignal | undefined): Promise<void> {
  let last = start;
  while (signal?.aborted !== true) {
    await setTimeout(pause);
    const now = look();
    if (now !== start && now === last) return;
    last = now;
  }
}
