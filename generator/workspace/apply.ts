/** Writes changesets to the disk. */
import { dirname } from 'node:path';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { FileChange } from './file-change.js';
import { removeStrayFiles } from './temporary-file.js';
import { writeFile } from './write.js';

/**
 * Writes and removes files as planned, and stops at the first failure. The remaining files are not changed. Also removes
 * what killed runs have left in the folders of these files and in others.
 */
export function applyChanges(changes: readonly FileChange[], folders: readonly string[] = []): readonly Diagnostic[] {
  for (const folder of new Set([...folders, ...changes.map(({ place }) => dirname(place.real))]))
    removeStrayFiles(folder);
  const pending = changes.filter(({ action }) => action === 'create' || action === 'update' || action === 'remove');
  for (const [index, { path, action, after, place }] of pending.entries()) {
    const outcome = writeFile({
      path: place.real,
      ...(place.bytes === undefined ? {} : { before: place.bytes }),
      ...(action === 'remove' || after === undefined ? {} : { after }),
    });
    if (outcome.kind === 'changed') {
      const help = 'It was not changed by mwgen. Run the command again.';
      return [diagnostic('file-changed-meanwhile', { path }, { file: path, help })];
    }
    if (outcome.kind === 'failed') {
      const written = index === 0 ? 'Nothing was written.' : `Written before it: ${namesOf(pending.slice(0, index))}.`;
      return [diagnostic('write-failed', { path, reason: outcome.reason, written }, { file: path })];
    }
  }
  return [];
}

function namesOf(changes: readonly FileChange[]): string {
  return changes.map(({ path }) => path).join(', ');
}
