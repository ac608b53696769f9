/** Identifies the running mwgen: its version, and a fingerprint of its files and its formatter. */
import { readdirSync, statSync, type Dirent } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFile, readIfReadable } from './disk.js';
import { sha256 } from '../languages/hash.js';
import { asObject, parseJsonc } from '../languages/jsonc.js';
import { foldersUp, nearestFolder } from '../languages/folders.js';

export interface Build {
  readonly version: string;
  readonly fingerprint: string;
}

/**
 * For a published release, the version would be sufficient. Sizes and times of the files are included so that a patched
 * installation or a checkout under development is recognised as changed.
 */
export function currentBuild(): Build {
  const version = currentVersion();
  const dependencies = Object.keys(asObject(manifest()['dependencies'])).map(
    (name) => `${name}@${installedVersion(name)}`,
  );
  const files = [codeFolder, join(packageFolder, 'templates')].flatMap((folder) => fileMarks(folder));
  return {
    version,
    fingerprint: sha256([version, process.versions.node, ...dependencies, ...files.sort()].join('\n')),
  };
}

export function currentVersion(): string {
  const version = manifest()['version'];
  return typeof version === 'string' ? version : '0.0.0';
}

function manifest(): Readonly<Record<string, unknown>> {
  return asObject(parseJsonc(readIfReadable(join(packageFolder, 'package.json'))?.toString('utf8') ?? '{}'));
}

const codeFolder = dirname(dirname(fileURLToPath(import.meta.url)));
/** The code is in `dist` in a release and in `generator` in a checkout; the manifest is above both. */
export const packageFolder = nearestFolder(codeFolder, (folder) => isFile(join(folder, 'package.json'))) ?? codeFolder;

/** A help text that was made when the program was built; `undefined` in a checkout that runs from its sources. */
export function builtHelp(name: string): string | undefined {
  return readIfReadable(join(codeFolder, 'help', `${name}.txt`))?.toString('utf8');
}

function installedVersion(name: string): string {
  for (const folder of foldersUp(packageFolder)) {
    const bytes = readIfReadable(join(folder, 'node_modules', name, 'package.json'));
    if (bytes !== undefined) return String(asObject(parseJsonc(bytes.toString('utf8')))['version']);
  }
  return '';
}

/** Names, sizes and times of the files below a folder. Node's own recursive search takes three times as long. */
function fileMarks(folder: string, marks: string[] = []): string[] {
  for (const entry of entriesOf(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) fileMarks(path, marks);
    else if (entry.isFile() && !entry.name.endsWith('.d.ts')) {
      const stat = statSync(path, { throwIfNoEntry: false });
      marks.push(`${path} ${stat?.size ?? ''} ${stat?.mtimeMs ?? ''}`);
    }
  }
  return marks;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
