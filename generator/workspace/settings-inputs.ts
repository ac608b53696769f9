/**
 * The files that a target's settings come from, as fingerprints: what changed since the last run is told by comparing two of
 * these, with neither Prettier nor a parser loaded. Absence counts, since only what exists is in the list.
 */
import { join } from 'node:path';
import { readIfReadable } from './disk.js';
import { sha256 } from '../languages/hash.js';
import { foldersUp } from './project-root.js';
import { denoFileNames } from './runtime-files.js';
import { ruffFileNames } from './ruff-settings.js';

/** Absolute path to fingerprint. */
export type SettingsInputs = Readonly<Record<string, string>>;

/** Fingerprints of every file at or above a folder that can have a say in its settings, and of further ones that are named. */
export function settingsInputs(folder: string, further: readonly string[] = []): SettingsInputs {
  const upwards = foldersUp(folder).flatMap((candidate) => settingsFileNames.map((name) => join(candidate, name)));
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

/** A Prettier configuration that is a program. */
export const prettierProgramNames = ['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'].flatMap((extension) => [
  `.prettierrc.${extension}`,
  `prettier.config.${extension}`,
]);

const settingsFileNames = [
  'tsconfig.json',
  ...denoFileNames,
  'package.json',
  'package.yaml',
  '.editorconfig',
  '.prettierrc',
  ...['json', 'yaml', 'yml', 'json5', 'toml'].map((extension) => `.prettierrc.${extension}`),
  ...prettierProgramNames,
  ...ruffFileNames,
];

/** Of a package.json only two fields matter; the rest changes with every dependency. */
function fingerprint(path: string, bytes: Buffer): string {
  if (!path.endsWith('package.json')) return sha256(bytes);
  try {
    const fields: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof fields !== 'object' || fields === null) return sha256(bytes);
    const { type, prettier }: { type?: unknown; prettier?: unknown } = fields;
    return sha256(JSON.stringify([type, prettier]));
  } catch {
    return sha256(bytes);
  }
}
