/**
 * Writes files atomically: each is written to a temporary file in the same folder, flushed, and renamed. A file that
 * has changed since the run was computed is not written, so that a later edit or another run is never overwritten.
 */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfFile, reasonOf, systemCode } from './disk.js';
import { temporaryName } from './temporary-file.js';

export interface FileWrite {
  /** Absolute, with symbolic links resolved. */
  readonly path: string;
  /** The contents when the run was computed; absent: no file. */
  readonly before?: Uint8Array;
  /** Absent: the file will be removed. */
  readonly after?: string;
}

export type WriteOutcome =
  { readonly kind: 'done' } | { readonly kind: 'changed' } | { readonly kind: 'failed'; readonly reason: string };

export function writeFile(write: FileWrite): WriteOutcome {
  try {
    const now = readIfFile(write.path);
    if (write.after !== undefined && now?.equals(Buffer.from(write.after)) === true) return { kind: 'done' };
    if (!isSame(now, write.before))
      return { kind: now === undefined && write.after === undefined ? 'done' : 'changed' };
    if (write.after === undefined) unlinkSync(write.path);
    else if (!replace(write.path, write.after, now === undefined)) return { kind: 'changed' };
    return { kind: 'done' };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

/** Returns whether the file was put in place. A new file is not, if another file has been created there. */
function replace(path: string, text: string, isNew: boolean): boolean {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, temporaryName());
  const descriptor = openSync(temporary, 'wx', 0o666);
  try {
    try {
      if (!isNew) fchmodSync(descriptor, statSync(path).mode & 0o7777);
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (isNew) return create(temporary, path);
    renameSync(temporary, path);
    return true;
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/** Linking fails if the file exists, while renaming would replace it. */
function create(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') {
      const isOurs = readFileSync(path).equals(readFileSync(temporary));
      removeQuietly(temporary);
      return isOurs;
    }
    // The file system does not support hard links.
    renameSync(temporary, path);
    return true;
  }
  removeQuietly(temporary);
  return true;
}

function isSame(now: Uint8Array | undefined, before: Uint8Array | undefined): boolean {
  if (now === undefined || before === undefined) return now === before;
  return Buffer.compare(now, before) === 0;
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The next run removes it.
  }
}
