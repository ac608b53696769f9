/**
 * Writes files atomically: each is written to a temporary file in the same folder, flushed, and renamed. A file that
 * has changed since the run was computed is not written, so that a later edit or another run is never overwritten.
 */
import {
  closeSync,
  fchmodSync,
  fsync,
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
import { promisify } from 'node:util';
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
  const staged = stage(write);
  if ('kind' in staged) return staged;
  try {
    try {
      if (staged.descriptor !== undefined) fsyncSync(staged.descriptor);
    } finally {
      if (staged.descriptor !== undefined) closeSync(staged.descriptor);
    }
  } catch (error) {
    return failed(error, staged);
  }
  return place(staged);
}

/** How many files are flushed at the same time. The disk then writes them together. */
const together = 32;

/** Writes files in order, and stops at the first that cannot be written. Returns the outcomes up to that one. */
export async function writeFiles(writes: readonly FileWrite[], tell: (done: number) => void): Promise<WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  for (let start = 0; start < writes.length; start += together) {
    tell(start);
    const batch: (Staged | WriteOutcome)[] = [];
    for (const write of writes.slice(start, start + together)) {
      const staged = stage(write);
      batch.push(staged);
      if (isEnd(staged)) break;
    }
    for (const [index, staged] of (await Promise.all(batch.map(flushed))).entries()) {
      const outcome = 'kind' in staged ? staged : place(staged);
      outcomes.push(outcome);
      if (!isEnd(outcome)) continue;
      for (const later of batch.slice(index + 1)) if (!('kind' in later)) discard(later);
      return outcomes;
    }
  }
  return outcomes;
}

/** A change that can be made now. */
interface Staged {
  readonly write: FileWrite;
  /** The new contents, in the same folder; absent: the file will be removed. */
  readonly temporary?: string;
  readonly descriptor?: number;
}

function isEnd(one: Staged | WriteOutcome): boolean {
  return 'kind' in one && one.kind !== 'done';
}

/** Writes the new contents beside the file, unless there is nothing to change or it cannot be changed. */
function stage(write: FileWrite): Staged | WriteOutcome {
  try {
    const found = standing(write);
    if (found !== undefined) return found;
    return write.after === undefined ? { write } : { write, ...temporaryFile(write, write.after) };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

/** The outcome, if the file is not what it was when the run was computed; `undefined` if it can be changed. */
function standing({ path, before, after }: FileWrite): WriteOutcome | undefined {
  const now = readIfFile(path);
  if (after !== undefined && now?.equals(Buffer.from(after)) === true) return { kind: 'done' };
  if (isSame(now, before)) return undefined;
  return { kind: now === undefined && after === undefined ? 'done' : 'changed' };
}

function temporaryFile({ path, before }: FileWrite, text: string): Required<Omit<Staged, 'write'>> {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, temporaryName());
  const descriptor = openSync(temporary, 'wx', 0o666);
  try {
    if (before !== undefined) fchmodSync(descriptor, statSync(path).mode & 0o7777);
    writeFileSync(descriptor, text);
    return { temporary, descriptor };
  } catch (error) {
    closeSync(descriptor);
    removeQuietly(temporary);
    throw error;
  }
}

async function flushed(staged: Staged | WriteOutcome): Promise<Staged | WriteOutcome> {
  if ('kind' in staged || staged.descriptor === undefined) return staged;
  try {
    try {
      await flush(staged.descriptor);
    } finally {
      closeSync(staged.descriptor);
    }
    return staged;
  } catch (error) {
    return failed(error, staged);
  }
}

const flush = promisify(fsync);

function failed(error: unknown, staged: Staged): WriteOutcome {
  discard(staged);
  return { kind: 'failed', reason: reasonOf(error) };
}

function discard({ temporary }: Staged): void {
  if (temporary !== undefined) removeQuietly(temporary);
}

/** Puts a file in place, if the old one is still the same. A new one does not replace another that has been created there. */
function place(staged: Staged): WriteOutcome {
  const { write, temporary } = staged;
  try {
    const found = standing(write);
    if (found !== undefined) {
      discard(staged);
      return found;
    }
    if (temporary === undefined) unlinkSync(write.path);
    else if (write.before !== undefined) renameSync(temporary, write.path);
    else if (!create(temporary, write.path)) return { kind: 'changed' };
    return { kind: 'done' };
  } catch (error) {
    return failed(error, staged);
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
