/**
 * The files that a target's settings come from, as fingerprints: what changed since the last run is told by comparing two of
 * these, with no formatter and no parser loaded. Absence counts, since only what exists is in the list.
 */
import { basename, join } from 'node:path';
import { foldersUp } from '../languages/folders.js';
import { readIfReadable } from './disk.js';
import { sha256 } from '../languages/hash.js';
import { languages } from '../languages/index.js';

/** Absolute path to fingerprint. */
export type SettingsInputs = Readonly<Record<string, string>>;

/** Fingerprints of every file at or above a folder that can have a say in its settings, and of further ones that are named. */
export function settingsInputs(folder: string, further: readonly string[] = []): SettingsInputs {
  const upwards = foldersUp(folder).flatMap((candidate) => settingsFiles.map(({ name }) => join(candidate, name)));
  const inputs: Record<string, string> = {};
  for (const path of [...upwards, ...further]) {
    const bytes = readIfReadable(path);
    if (bytes !== undefined) inputs[path] = fingerprint(path, bytes);
  }
  return inputs;
}

/** The paths that differ between two of them. */
export function changedInputs(before: SettingsInputs, after: SettingsInputs): string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => before[path] !== after[path]).sort();
}

const settingsFiles = languages.flatMap((language) => language.settingsFiles);

/** Of a file of JSON perhaps only some fields matter. */
function fingerprint(path: string, bytes: Buffer): string {
  const fields = settingsFiles.find(({ name }) => name === basename(path))?.fields;
  if (fields === undefined) return sha256(bytes);
  try {
    const all: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof all !== 'object' || all === null) return sha256(bytes);
    const values = new Map(Object.entries(all));
    return sha256(JSON.stringify(fields.map((field): unknown => values.get(field))));
  } catch {
    return sha256(bytes);
  }
}
