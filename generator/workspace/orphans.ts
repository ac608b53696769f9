/** Finds files that mwgen created from a spec and that are no longer needed. */
import type { ChangesetRequest, FileChange } from './file-change.js';
import { isCodeOf } from './cache.js';
import { readIfReadable } from './disk.js';
import { isIntact } from './file-state.js';
import { generatedFiles } from './generated-files.js';
import { commentText } from '../languages/header.js';
import { hashingFor } from '../languages/index.js';
import { destination } from './project-root.js';
import { shownPath } from './shown-path.js';

/** The orphans in some folders, which are inside the project. Unchanged ones will be removed; the others are kept. */
export async function findOrphans(folders: readonly string[], request: ChangesetRequest): Promise<FileChange[]> {
  const { cwd, root, wanted, force } = request;
  const spec = commentText(request.spec);
  const changes: FileChange[] = [];
  const seen = new Set<string>();
  for (const folder of folders) {
    for (const found of generatedFiles(folder, wanted)) {
      const goal = destination(root, found.path);
      const bytes = readIfReadable(found.path);
      if (found.spec !== spec || bytes === undefined || goal.kind !== 'inside' || seen.has(goal.path)) continue;
      seen.add(goal.path);
      const before = bytes.toString('utf8');
      if (request.otherOwner(found.path, found.spec) !== undefined) continue;
      const remembered = request.memory?.files.find(({ path }) => path === found.path);
      const intact = await isIntact(before, hashingFor(found.path));
      changes.push({
        path: shownPath(cwd, found.path),
        state: intact ? 'orphan' : 'edited',
        action: intact || force ? 'remove' : 'leave',
        reasons: [],
        before,
        place: {
          named: found.path,
          real: goal.path,
          bytes,
          ownership: 'generated',
          ours: true,
          remembered: isCodeOf(remembered, before),
        },
      });
    }
  }
  return changes;
}
