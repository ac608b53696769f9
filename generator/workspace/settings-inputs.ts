/**
 * Fingerprints of the files that determine a target's settings. Comparing two of them shows what has changed since the
 * last run, without loading a formatter or a parser. Only existing files are included, so a new or removed file counts
 * as a change.
 */
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { foldersUp } from '../languages/folders.js';
import { readIfReadable } from './disk.js';
import { sha256 } from '../languages/hash.js';
import { languages } from '../languages/index.js';

/** Maps absolute paths to fingerprints. */
export type SettingsInputs = Readonly<Record<string, string>>;

/** Fingerprints of all settings files at or above a folder, and of `further` files. */
export function settingsInputs(folder: string, further: readonly string[] = []): SettingsInputs {
  const inputs: Record<string, string> = {};
  for (const path of [...settingsPaths(folder), ...further]) {
    const bytes = readIfReadable(path);
    if (bytes !== undefined) inputs[path] = fingerprint(path, bytes);
  }
  return inputs;
}

/** Where files with settings for a folder can be. */
export function settingsPaths(folder: string): string[] {
  return foldersUp(folder).flatMap((candidate) => settingsFiles.map(({ name }) => join(candidate, name)));
}

/** Sizes and times of some files, to see whether one of them was changed, created or removed. */
export function fileMarks(paths: readonly string[]): string {
  const marks = paths.map((path) => {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    return stat === undefined ? '' : `${path} ${stat.size} ${stat.mtimeNs} ${stat.ino}`;
  });
  return marks.join('\n');
}

/** The paths that differ between two sets of fingerprints. */
export function changedInputs(before: SettingsInputs, after: SettingsInputs): string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => before[path] !== after[path]).sort();
}

const settingsFiles = languages.flatMap((language) => language.settingsFiles);

/** For JSON files, only the relevant fields may be included. */
function fingerprint(path: string, bytes: Buffer): string {
  const fields = settingsFiles.find(({ name }) => name === basename(path))?.fields;
  if (fields === undefined) return sha256(bytes);
  try {
    const all: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof all !== 'object' || all === null) return sha256(bytes);
    return sha256(JSON.stringify(fields.map((field) => valueAt(all, field))));
  } catch {
    return sha256(bytes);
  }
}

/** The value of a field, whose name can be a path of keys with dots. */
function valueAt(fields: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
  }, fields);
}
