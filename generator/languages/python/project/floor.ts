/** Compares the versions of Python that a project allows with the one that generated code needs. */
import { join } from 'node:path';
import { diagnostic, type Diagnostic } from '../../../diagnostics/diagnostic.js';
import { textOf, type Disk } from '../../disk.js';
import { nearestFolder } from '../../folders.js';
import { asObject } from '../../jsonc.js';
import { tomlOrNothing } from '../../toml.js';

const needed = 10;

/** Where a project says which versions of Python it allows, and how to raise them. */
interface Allowed {
  readonly file: string;
  readonly versions: string;
  readonly help: string;
}

export interface VersionCheck {
  /** An error if the project of a folder allows a version of Python on which generated code would not run. */
  readonly diagnostics: readonly Diagnostic[];
  /** The file that it depends on, if there is one. */
  readonly file?: string;
}

export function checkVersions(disk: Disk, folder: string, shown: (path: string) => string): VersionCheck {
  const allowed = allowedVersions(disk, folder);
  if (allowed === undefined) return { diagnostics: [] };
  const { file, versions, help } = allowed;
  // `>=3.8`, `~=3.9`, `==3.9.*`, `>3.8`, `^3.9`, `3.9.*`
  const minor = /(?:>=?|~=?|={2,3}|\^|^)\s*3(?:\.(\d+))?/.exec(versions);
  if (minor === null || Number(minor[1] ?? 0) >= needed) return { diagnostics: [], file };
  const path = shown(file);
  const holes = { path, has: `Python 3.${minor[1] ?? '0'}`, needs: `Python 3.${needed}` };
  return { diagnostics: [diagnostic('language-floor', holes, { file: path, help })], file };
}

/** The first statement about versions in the nearest folder with a manifest that can have one. */
function allowedVersions(disk: Disk, folder: string): Allowed | undefined {
  const names = ['pyproject.toml', 'setup.cfg', 'setup.py'];
  const home = nearestFolder(folder, (candidate) => names.some((name) => disk.isFile(join(candidate, name))));
  if (home === undefined) return undefined;
  const [project = '', ...setups] = names.map((name) => join(home, name));
  const document = tomlOrNothing(textOf(disk, project));
  const standard = asObject(document['project'])['requires-python'];
  if (typeof standard === 'string')
    return { file: project, versions: standard, help: `Set \`requires-python = ">=3.${needed}"\`.` };
  const poetry = asObject(asObject(asObject(document['tool'])['poetry'])['dependencies'])['python'];
  if (typeof poetry === 'string') {
    const help = `Set \`python = ">=3.${needed}"\` in \`[tool.poetry.dependencies]\`.`;
    return { file: project, versions: poetry, help };
  }
  const found = setups.flatMap((file) => {
    const versions = /^[ \t]*python_requires[ \t]*=[ \t]*["']?([^"'\r\n]+)/m.exec(textOf(disk, file))?.[1];
    return versions === undefined ? [] : [{ file, versions, help: `Set \`python_requires\` to \`>=3.${needed}\`.` }];
  });
  return found[0];
}
