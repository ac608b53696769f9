import { join } from 'node:path';
import type { Disk } from '../../disk.js';
import { foldersUp } from '../../folders.js';
import { asObject, parseJsonc } from '../../jsonc.js';
import { UnreadableFile } from '../../project.js';

export interface PackageJson {
  readonly path: string;
  readonly folder: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The nearest package.json, which determines whether Node treats files as ES modules. */
export function nearestPackageJson(disk: Disk, folder: string): PackageJson | undefined {
  return packageJsonsUp(disk, folder).next().value;
}

/** The package.json files in a folder and its parents, nearest first, read on demand. */
export function* packageJsonsUp(disk: Disk, folder: string): Generator<PackageJson, undefined> {
  for (const candidate of foldersUp(folder)) {
    const path = join(candidate, 'package.json');
    const bytes = disk.readIfFile(path);
    if (bytes !== undefined) yield { path, folder: candidate, fields: parse(path, bytes.toString('utf8')) };
  }
  return undefined;
}

function parse(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    // Node requires strict JSON here. Accepting comments as well does no harm.
    return asObject(parseJsonc(text));
  } catch (error) {
    throw new UnreadableFile('package-unreadable', path, error instanceof Error ? error.message : String(error));
  }
}
