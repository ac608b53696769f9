/** Functions on paths of folders. They only look at the text of a path and do not follow links. */
import { dirname, isAbsolute, relative, sep } from 'node:path';

/** The folder itself or its nearest parent that passes the test. */
export function nearestFolder(start: string, test: (folder: string) => boolean): string | undefined {
  return foldersUp(start).find(test);
}

/** The folder, its parent, and so on up to the root of the file system. */
export function foldersUp(start: string): string[] {
  const folders = [start];
  for (let folder = start, parent = dirname(folder); parent !== folder; folder = parent, parent = dirname(folder)) {
    folders.push(parent);
  }
  return folders;
}

/** Whether a path is a folder or lies below it. Both paths are absolute. Symbolic links are not resolved. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}
