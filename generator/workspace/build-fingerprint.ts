/** Identifies the running mwgen: its version, and a fingerprint of its files and its formatter. */
import { readdirSync, statSync } from 'node:fs';
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
  return { version, fingerprint: sha256([version, process.versions.node, ...dependencies, ...files].join('\n')) };
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

function installedVersion(name: string): string {
  for (const folder of foldersUp(packageFolder)) {
    const bytes = readIfReadable(join(folder, 'node_modules', name, 'package.json'));
    if (bytes !== undefined) return String(asObject(parseJsonc(bytes.toString('utf8')))['version']);
  }
  return '';
}

function fileMarks(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.d.ts'))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const { size, mtimeMs } = statSync(path);
        return `${path} ${size} ${mtimeMs}`;
      })
      .sort();
  } catch {
    return [];
  }
}
