/**
 * The versions of a file that a merge could not combine, as Git keeps them: in the index, which names an object for each
 * side. A text with conflict markers does not tell them apart, because Git has put lines of both sides into the rest.
 */
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { realpathSync } from 'node:fs';
import { isFolder, readIfReadable } from './disk.js';
import { gitObject, numberAt } from './git-objects.js';

/**
 * The common ancestor, if there is one, and the two sides of a file with a conflict. `undefined` if Git has no conflict
 * for this file, or if its data cannot be read.
 */
export function conflictVersions(root: string, file: string): ConflictVersions | undefined {
  try {
    const git = gitFolder(root);
    const index = git === undefined ? undefined : readIfReadable(join(git, 'index'));
    if (git === undefined || index === undefined) return undefined;
    const stages = stagesIn(index, relative(realpathSync(root), file).split(sep).join('/'));
    const [ancestor, ours, theirs] = [1, 2, 3].map((stage) => blob(commonFolder(git), stages.get(stage)));
    if (ours === undefined || theirs === undefined) return undefined;
    return { ours, theirs, ancestor: ancestor ?? '' };
  } catch {
    return undefined;
  }
}

export interface ConflictVersions {
  readonly ours: string;
  readonly theirs: string;
  /** Empty if there is none. */
  readonly ancestor: string;
}

/** The folder `.git`, or the one that a file with this name leads to, in worktrees and submodules. */
function gitFolder(root: string): string | undefined {
  const named = join(root, '.git');
  if (isFolder(named)) return named;
  const way = /^gitdir: (.+)$/m.exec(readIfReadable(named)?.toString('utf8') ?? '')?.[1];
  return way === undefined ? undefined : resolve(root, way);
}

/** Worktrees share the objects of their repository. */
function commonFolder(git: string): string {
  const way = readIfReadable(join(git, 'commondir'))?.toString('utf8').trim();
  if (way === undefined) return git;
  return isAbsolute(way) ? way : join(git, way);
}

/** The objects of the stages of a path, by the number of the stage. Reads versions 2 to 4 of the format. */
function stagesIn(index: Buffer, path: string): ReadonlyMap<number, string> {
  const stages = new Map<number, string>();
  const version = index.readUInt32BE(4);
  if (index.toString('latin1', 0, 4) !== 'DIRC' || version > 4) return stages;
  let at = 12;
  let name = Buffer.alloc(0);
  for (let left = index.readUInt32BE(8); left > 0; left -= 1) {
    const flags = index.readUInt16BE(at + 60);
    const isExtended = (flags & 0x4000) !== 0;
    let start = at + 62 + (isExtended ? 2 : 0);
    // In version 4, a path begins like the one before it, without some bytes at its end.
    let kept = 0;
    if (version === 4) {
      const { value, end } = numberAt(index, start);
      [kept, start] = [name.length - value, end];
    }
    const end = index.indexOf(0, start);
    name = Buffer.concat([name.subarray(0, kept), index.subarray(start, end)]);
    if (name.toString('utf8') === path) stages.set((flags >> 12) & 3, index.toString('hex', at + 40, at + 60));
    // Before version 4, entries are filled up with one to eight zeros, to a multiple of eight bytes.
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return stages;
}

/** The text of an object. */
function blob(git: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : gitObject(git, name)?.toString('utf8');
}
