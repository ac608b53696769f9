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
    const fields = read(disk, path);
    if (fields !== undefined) yield { path, folder: candidate, fields };
  }
  return undefined;
}

function read(disk: Disk, path: string): Readonly<Record<string, unknown>> | undefined {
  const unreadable = (code: UnreadableFile['code'], error: unknown): UnreadableFile =>
    new UnreadableFile(code, path, error instanceof Error ? error.message : String(error));
  let bytes: Buffer | undefined;
  try {
    bytes = disk.readIfFile(path);
  } catch (error) {
    throw unreadable('settings-unreadable', error);
  }
  try {
    // Node requires strict JSON here. Accepting comments as well does no harm.
    return bytes === undefined ? undefined : asObject(parseJsonc(bytes.toString('utf8')));
  } catch (error) {
    throw unreadable('package-unreadable', error);
  }
}
