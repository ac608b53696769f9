/** Finds the spec and reads it. */
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TextDecoder } from 'node:util';
import { diagnostic, type Diagnostic, type SourcePosition } from '../diagnostics/diagnostic.js';
import { isFile, isTaken, kindOf, readIfFile, reasonOf } from './disk.js';
import { foldersUp } from '../languages/folders.js';
import { shownPath } from './shown-path.js';

/** The default names of a spec, in order of preference for `init`. */
export const specNames = ['mwgen.yaml', 'mwgen.yml', 'mwgen.json'] as const;

export type Found<Value> = { readonly value: Value } | { readonly diagnostics: readonly Diagnostic[] };

/** The absolute path of the spec in a folder, by default the working directory, or in its nearest parent. */
export function findSpec(cwd: string, start = cwd): Found<string> {
  for (const folder of foldersUp(start)) {
    // Something else with this name is reported as what it is.
    const names = specNames.filter((name) => isTaken(join(folder, name)));
    const [name] = names;
    if (name === undefined) continue;
    if (names.length === 1) return { value: join(folder, name) };
    const holes = { folder: shownPath(cwd, folder), names: names.join(', ') };
    return {
      diagnostics: [
        diagnostic('spec-ambiguous', holes, { help: 'Keep only one, or pass the path of the one to use.' }),
      ],
    };
  }
  const help = 'Run `npx mwgen init` to create one, or pass its path: `npx mwgen generate path/to/spec.yaml`.';
  return { diagnostics: [diagnostic('spec-not-found', { from: cwd }, { help })] };
}

export interface SpecFile {
  /** Absolute. */
  readonly path: string;
  readonly folder: string;
  /** Relative to the working directory, for display. */
  readonly shown: string;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Reads a spec. A relative path is relative to the working directory. */
export function readSpecFile(cwd: string, name: string): Found<SpecFile> {
  const path = resolve(cwd, name);
  const shown = shownPath(cwd, path);
  const wrong = (reason: string, help?: string): Found<SpecFile> => ({
    diagnostics: [diagnostic('spec-unreadable', { spec: shown, reason }, { file: shown, help })],
  });
  const kind = kindOf(path);
  if (kind === 'folder') {
    const inside = specNames.filter((candidate) => isFile(join(path, candidate)));
    const help = inside.map((candidate) => `\`${shownPath(cwd, join(path, candidate))}\``).join(' or ');
    return wrong('it is a folder, not a file', help === '' ? undefined : `Write ${help}.`);
  }
  if (kind === 'other') return wrong('it is not a regular file');
  if (kind === 'file' && isHuge(path))
    return { diagnostics: [diagnostic('spec-too-large', { limit: '1 MiB' }, { file: shown })] };
  let bytes: Uint8Array | undefined;
  try {
    bytes = readIfFile(path);
  } catch (error) {
    return wrong(reasonOf(error));
  }
  if (bytes === undefined) return wrong(isTaken(path) ? 'it is a broken symbolic link' : 'there is no such file');
  const text = decode(bytes);
  if (text === undefined) {
    const place = firstInvalid(bytes);
    const isWide = /^(?:fffe|feff)/.test(Buffer.from(bytes.subarray(0, 2)).toString('hex'));
    const help = `${isWide ? 'It is UTF-16: save' : 'Save'} the file as UTF-8.`;
    const range = { start: place, end: place };
    return {
      diagnostics: [diagnostic('spec-not-utf8', { spec: shown, line: place.line }, { file: shown, range, help })],
    };
  }
  return { value: { path, folder: dirname(path), shown, bytes, text } };
}

/** A spec that is much larger than allowed is not even read. */
function isHuge(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 4 * 1024 * 1024;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The first place that is not UTF-8. */
function firstInvalid(bytes: Uint8Array): SourcePosition {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed;
    const text = bytes.subarray(start, end);
    if (decode(text) === undefined) {
      const column = new TextDecoder().decode(text).indexOf('\ufffd') + 1;
      return { line, column, offset: start + column - 1 };
    }
    start = end + 1;
  }
  return { line, column: 1, offset: bytes.length };
}
