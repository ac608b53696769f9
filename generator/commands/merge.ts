/**
 * `mwgen merge`: the merge driver for Git. Git calls it for each generated file that both branches have changed, when
 * the spec is not merged yet, so this cannot be the place where the file is generated again. It keeps the version of
 * this branch, without conflict markers, and the next `generate` writes what the merged spec asks for.
 */
import { resolve } from 'node:path';
import { diagnostic } from '../diagnostics/diagnostic.js';
import { hashingFor } from '../languages/index.js';
import { readIfReadable } from '../workspace/disk.js';
import { isIntact } from '../workspace/file-state.js';
import { withoutControls } from '../workspace/shown-path.js';
import { exitCodes } from './outcome.js';
import { reportDiagnostics } from './report-diagnostics.js';
import type { Terminal } from './terminal.js';

export interface MergeCall {
  /** Temporary files of Git with the versions of the two branches. The result is expected in the first. */
  readonly ours: string;
  readonly theirs: string;
  /** The path of the file in the repository. */
  readonly path: string;
}

/**
 * Returns the exit code: 0 if the version of this branch can stay, and 3 if one of the two was not generated or was
 * edited by hand. Git then merges them as text.
 */
export async function mergeCommand({ ours, theirs, path }: MergeCall, terminal: Terminal): Promise<number> {
  const hashing = hashingFor(path);
  const shown = withoutControls(path);
  for (const file of [ours, theirs]) {
    const bytes = readIfReadable(resolve(file));
    if (bytes === undefined) {
      reportDiagnostics([diagnostic('usage', { detail: `${withoutControls(file)} cannot be read.` })], terminal);
      return exitCodes.wrong;
    }
    if (await isIntact(bytes.toString('utf8'), hashing)) continue;
    terminal.err(`${shown} is merged as text: it was edited by hand or not generated.\n`);
    return exitCodes.refused;
  }
  if (terminal.level !== 'silent')
    terminal.err(`${shown} stays as on this branch. After the merge, run \`npx mwgen generate\`.\n`);
  return exitCodes.fine;
}
