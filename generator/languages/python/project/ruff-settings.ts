/**
 * Reads the settings of Ruff's formatter for a folder, from the nearest configuration, as Ruff does. Black's settings are
 * taken where Ruff's say nothing: many projects format with Black and configure Ruff for its checks only.
 */
import { dirname, join, resolve } from 'node:path';
import type { Disk } from '../../disk.js';
import { foldersUp } from '../../folders.js';
import { asObject } from '../../jsonc.js';
import { tomlOrNothing } from '../../toml.js';
import { ruffFileNames } from './ruff-file-names.js';

export interface RuffSettings {
  readonly 'line-length'?: number;
  readonly 'indent-width'?: number;
  readonly format?: Readonly<Record<string, string | boolean>>;
}

export interface FoundRuffSettings {
  readonly settings: RuffSettings;
  /** The files with Ruff's settings, of which all but the first can have any name. */
  readonly files: readonly string[];
}

export function ruffSettings(disk: Disk, folder: string): FoundRuffSettings {
  const files: string[] = [];
  const { format: blackFormat, ...black } = blackSettings(disk, folder);
  const ruff = ownSettings(disk, folder, files);
  const format = { ...blackFormat, ...ruff.format };
  return { settings: { ...black, ...ruff, ...(Object.keys(format).length === 0 ? {} : { format }) }, files };
}

/** The settings of Black that Ruff's formatter also has, from the nearest `pyproject.toml` with a section for Black. */
function blackSettings(disk: Disk, folder: string): RuffSettings {
  for (const candidate of foldersUp(folder)) {
    const text = disk.readIfReadable(join(candidate, 'pyproject.toml'))?.toString('utf8') ?? '';
    const table = asObject(tomlOrNothing(text)['tool'])['black'];
    if (table === undefined) continue;
    const black = asObject(table);
    const value = (name: string): unknown => black[name] ?? black[name.replaceAll('-', '_')];
    const length = value('line-length');
    return {
      ...(typeof length === 'number' ? { 'line-length': length } : {}),
      format: {
        ...(value('skip-string-normalization') === true ? { 'quote-style': 'preserve' } : {}),
        ...(value('skip-magic-trailing-comma') === true ? { 'skip-magic-trailing-comma': true } : {}),
      },
    };
  }
  return {};
}

function ownSettings(disk: Disk, folder: string, files: string[]): RuffSettings {
  for (const candidate of foldersUp(folder)) {
    for (const name of ruffFileNames) {
      const found = readConfiguration(disk, join(candidate, name), files);
      if (found !== undefined) return found;
    }
  }
  return {};
}

/** The settings of a file and of those that it extends; `undefined` if it does not configure Ruff. */
function readConfiguration(disk: Disk, file: string, files: string[]): RuffSettings | undefined {
  const text = disk.readIfReadable(file)?.toString('utf8');
  if (text === undefined || files.includes(file)) return undefined;
  const document = tomlOrNothing(text);
  const table = file.endsWith('pyproject.toml') ? asObject(document['tool'])['ruff'] : document;
  if (table === undefined) return undefined;
  files.push(file);
  const general = asObject(table);
  const [extended, length, width] = [general['extend'], general['line-length'], general['indent-width']];
  const base =
    typeof extended === 'string' ? (readConfiguration(disk, resolve(dirname(file), extended), files) ?? {}) : {};
  const styles = Object.entries(asObject(general['format'])).filter(
    (entry): entry is [string, string | boolean] =>
      formatKeys.has(entry[0]) && (typeof entry[1] === 'string' || typeof entry[1] === 'boolean'),
  );
  return {
    ...base,
    ...(typeof length === 'number' ? { 'line-length': length } : {}),
    ...(typeof width === 'number' ? { 'indent-width': width } : {}),
    ...(styles.length === 0 ? {} : { format: { ...base.format, ...Object.fromEntries(styles) } }),
  };
}

/** The settings that affect formatting, except line ends, which are always `\n`. */
const formatKeys = new Set([
  'indent-style',
  'quote-style',
  'skip-magic-trailing-comma',
  'docstring-code-format',
  'preview',
]);
