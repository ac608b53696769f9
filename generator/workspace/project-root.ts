import { realpathSync, lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { foldersUp, isInside, nearestFolder } from '../languages/folders.js';
import { languages } from '../languages/index.js';
import { isFile, kindOf, reasonOf, systemCode } from './disk.js';

/**
 * The folder that output must stay in: the nearest parent of the spec with `.git` (which is a file in worktrees and
 * submodules), otherwise with a package manifest, otherwise the spec's folder.
 */
export function projectRoot(specFolder: string): string {
  return (
    nearestFolder(specFolder, (folder) => kindOf(join(folder, '.git')) !== 'none') ??
    packageFolder(specFolder) ??
    specFolder
  );
}

/** The nearest parent with a package manifest. */
export function packageFolder(start: string): string | undefined {
  return nearestFolder(start, (folder) => manifests.some((name) => isFile(join(folder, name))));
}

const manifests = languages.flatMap((language) => language.manifests);

/** The target of a path with symbolic links resolved, as far as it exists. */
export type Destination =
  | { readonly kind: 'inside'; readonly path: string }
  | { readonly kind: 'outside'; readonly path: string }
  | { readonly kind: 'blocked'; readonly reason: string };

/** Resolves the links in a path, which need not exist yet, and checks whether it stays inside the project. */
export function destination(root: string, path: string): Destination {
  try {
    const rest: string[] = [];
    let existing = path;
    while (lstatSync(existing, { throwIfNoEntry: false }) === undefined) {
      rest.unshift(basename(existing));
      existing = dirname(existing);
    }
    const real = realpathSync(existing);
    if (!isInside(realpathSync(root), real)) return { kind: 'outside', path: join(real, ...rest) };
    if (rest.length > 0 && kindOf(real) !== 'folder')
      return { kind: 'blocked', reason: `${existing} is a file, not a folder` };
    return { kind: 'inside', path: join(real, ...rest) };
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return { kind: 'blocked', reason: 'it is a broken symbolic link' };
    if (code === 'ENOTDIR') return fileOnTheWay(path);
    return { kind: 'blocked', reason: reasonOf(error) };
  }
}

function fileOnTheWay(path: string): Destination {
  const file = foldersUp(dirname(path)).find((folder) => kindOf(folder) === 'file');
  return {
    kind: 'blocked',
    reason: file === undefined ? 'a part of its path is not a folder' : `${file} is a file, not a folder`,
  };
}
