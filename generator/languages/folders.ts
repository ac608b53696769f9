/** Folders above each other, as far as paths alone tell: no link is followed, no disk looked at. */
import { dirname, isAbsolute, relative, sep } from 'node:path';

/** The folder itself or the nearest one above it that passes the test. */
export function nearestFolder(start: string, test: (folder: string) => boolean): string | undefined {
  return foldersUp(start).find(test);
}

/** The folder, its parent, and so on to the file-system root. */
export function foldersUp(start: string): string[] {
  const folders = [start];
  for (let folder = start, parent = dirname(folder); parent !== folder; folder = parent, parent = dirname(folder)) {
    folders.push(parent);
  }
  return folders;
}

/** Whether a path is a folder or lies below it. Both absolute; symbolic links are not looked at. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}
