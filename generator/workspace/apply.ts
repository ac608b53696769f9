/** Writes changesets to the disk. */
import { dirname } from 'node:path';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { FileChange } from './file-change.js';
import { removeStrayFiles } from './temporary-file.js';
import { writeFiles } from './write.js';

/**
 * Writes and removes files as planned, and stops at the first failure. The remaining files are not changed. Also removes
 * what killed runs have left in the folders of these files and in others.
 */
export async function applyChanges(
  changes: readonly FileChange[],
  folders: readonly string[] = [],
  tell: (done: number, all: number) => void = () => undefined,
): Promise<readonly Diagnostic[]> {
  for (const folder of new Set([...folders, ...changes.map(({ place }) => dirname(place.real))]))
    removeStrayFiles(folder);
  const pending = changes.filter(({ action }) => action === 'create' || action === 'update' || action === 'remove');
  const outcomes = await writeFiles(
    pending.map(({ action, after, place }) => ({
      path: place.real,
      ...(place.bytes === undefined ? {} : { before: place.bytes }),
      ...(action === 'remove' || after === undefined ? {} : { after }),
    })),
    (done) => {
      tell(done, pending.length);
    },
  );
  const last = outcomes.at(-1);
  const path = pending[outcomes.length - 1]?.path ?? '';
  if (last?.kind === 'changed') {
    const help = 'It was not changed by mwgen. Run the command again.';
    return [diagnostic('file-changed-meanwhile', { path }, { file: path, help })];
  }
  if (last?.kind === 'failed') {
    const before = pending.slice(0, outcomes.length - 1);
    const written = before.length === 0 ? 'Nothing was written.' : `Written before it: ${namesOf(before)}.`;
    return [diagnostic('write-failed', { path, reason: last.reason, written }, { file: path })];
  }
  return [];
}

function namesOf(changes: readonly FileChange[]): string {
  return changes.map(({ path }) => path).join(', ');
}
