/**
 * Reads the settings of Ruff's formatter for a folder, from the nearest configuration, as Ruff does. Black's settings are
 * taken where Ruff's say nothing: many projects format with Black and configure Ruff for its checks only.
 */
import { dirname, join, resolve } from 'node:path';
import type { Disk } from '../../disk.js';
import { foldersUp } from '../../folders.js';
import { ruffFileNames } from './ruff-file-names.js';

export interface RuffSettings {
  readonly 'line-length'?: number;
  readonly 'indent-width'?: number;
  readonly format?: Readonly<Record<string, string | boolean>>;
}

export function ruffSettings(disk: Disk, folder: string): RuffSettings {
  const { format: blackFormat, ...black } = blackSettings(disk, folder);
  const ruff = ownSettings(disk, folder);
  const format = { ...blackFormat, ...ruff.format };
  return { ...black, ...ruff, ...(Object.keys(format).length === 0 ? {} : { format }) };
}

/** The settings of Black that Ruff's formatter also has, from the nearest `pyproject.toml` with a section for Black. */
function blackSettings(disk: Disk, folder: string): RuffSettings {
  for (const candidate of foldersUp(folder)) {
    const text = disk.readIfReadable(join(candidate, 'pyproject.toml'))?.toString('utf8');
    const table = text === undefined ? undefined : readTables(text).get('tool.black');
    if (table === undefined) continue;
    const value = (name: string): string | number | boolean | undefined =>
      table.get(name) ?? table.get(name.replaceAll('-', '_'));
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

function ownSettings(disk: Disk, folder: string): RuffSettings {
  for (const candidate of foldersUp(folder)) {
    for (const name of ruffFileNames) {
      const found = readConfiguration(disk, join(candidate, name));
      if (found !== undefined) return found;
    }
  }
  return {};
}

/** The settings of a file and of those that it extends; `undefined` if it does not configure Ruff. */
function readConfiguration(disk: Disk, file: string, depth = 0): RuffSettings | undefined {
  const text = disk.readIfReadable(file)?.toString('utf8');
  if (text === undefined || depth > 8) return undefined;
  const tables = readTables(text);
  const prefix = file.endsWith('pyproject.toml') ? 'tool.ruff' : '';
  const isAny = prefix === '' || [...tables.keys()].some((name) => name === prefix || name.startsWith(`${prefix}.`));
  if (!isAny) return undefined;
  const general = tables.get(prefix);
  const format = tables.get(prefix === '' ? 'format' : `${prefix}.format`);
  const extended = general?.get('extend');
  const base =
    typeof extended === 'string' ? (readConfiguration(disk, resolve(dirname(file), extended), depth + 1) ?? {}) : {};
  const [length, width] = [general?.get('line-length'), general?.get('indent-width')];
  const styles = Array.from(format ?? []).filter(
    (entry): entry is [string, string | boolean] => formatKeys.has(entry[0]) && typeof entry[1] !== 'number',
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

type Table = Map<string, string | number | boolean>;

/** Reads simple values from a TOML file, by table. This is not a complete parser. */
function readTables(text: string): Map<string, Table> {
  const tables = new Map<string, Table>([['', new Map<string, string | number | boolean>()]]);
  let current: Table = tables.get('') ?? new Map<string, string | number | boolean>();
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*([^[\]]+?)\s*\]\s*(?:#.*)?$/.exec(line)?.[1];
    if (header !== undefined) {
      const name = header.replace(/["'\s]/g, '');
      current = tables.get(name) ?? new Map<string, string | number | boolean>();
      tables.set(name, current);
      continue;
    }
    const pair = /^\s*["']?([\w.-]+?)["']?\s*=\s*(?:"([^"\\]*)"|'([^']*)'|(\d+)|(true|false))\s*(?:#.*)?$/.exec(line);
    if (pair === null) continue;
    const [, key = '', double, single, number, flag] = pair;
    current.set(key, double ?? single ?? (number === undefined ? flag === 'true' : Number(number)));
  }
  return tables;
}
