/** Compares the versions of Python that a project allows with the one that generated code needs. */
import { join } from 'node:path';
import { diagnostic, type Diagnostic } from '../../../diagnostics/diagnostic.js';
import { textOf, type Disk } from '../../disk.js';
import { nearestFolder } from '../../folders.js';

const needed = 10;

/** An error if the project of a folder allows a version of Python on which generated code would not run. */
export function versionFault(disk: Disk, folder: string, shown: (path: string) => string): Diagnostic[] {
  const home = nearestFolder(folder, (candidate) => disk.isFile(join(candidate, 'pyproject.toml')));
  if (home === undefined) return [];
  const file = join(home, 'pyproject.toml');
  const allowed = /^[ \t]*requires-python[ \t]*=[ \t]*["']([^"']*)["']/m.exec(textOf(disk, file))?.[1] ?? '';
  // `>=3.8`, `~=3.9`, `==3.9.*`, `>3.8`
  const minor = /(?:>=?|~=|==)\s*3(?:\.(\d+))?/.exec(allowed);
  if (minor === null || Number(minor[1] ?? 0) >= needed) return [];
  const path = shown(file);
  const help = `Set \`requires-python = ">=3.${needed}"\`.`;
  const holes = { path, has: `Python 3.${minor[1] ?? '0'}`, needs: `Python 3.${needed}` };
  return [diagnostic('language-floor', holes, { file: path, help })];
}
