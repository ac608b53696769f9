/** Functions to read files that distinguish a missing file from an unreadable one. */
import { createRequire } from 'node:module';
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { Disk, Entry } from '../languages/disk.js';

/** The bytes of a file, or `undefined` if there is no such file or it is a folder. Throws if it cannot be read. */
export function readIfFile(path: string): Buffer | undefined {
  try {
    return readRegular(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Reads a file, and not a pipe or a device, from which nothing might come, or no end. */
function readRegular(path: string): Buffer {
  // Without this flag, opening a pipe would wait for somebody who writes into it. Windows does not have it.
  const waitless = (constants as { readonly O_NONBLOCK?: number }).O_NONBLOCK ?? 0;
  const file = openSync(path, constants.O_RDONLY | waitless);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() && !stat.isDirectory()) throw new Error('it is not a regular file');
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Like {@link readIfFile}, but also returns `undefined` if the file cannot be read. */
export function readIfReadable(path: string): Buffer | undefined {
  try {
    return readRegular(path);
  } catch {
    return undefined;
  }
}

/** The entries of a folder, sorted by name; empty if it cannot be read. */
function entries(folder: string): Entry[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, isFile: entry.isFile(), isFolder: entry.isDirectory() }))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** The file that Node would load for an import in a file. Throws if there is none. */
function resolveModule(from: string, name: string): string {
  return createRequire(from).resolve(name);
}

export function isFile(path: string): boolean {
  return kindOf(path) === 'file';
}

export function isFolder(path: string): boolean {
  return kindOf(path) === 'folder';
}

/** Whether there is anything at a path, be it a link that leads nowhere. */
export function isTaken(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** The kind of file at a path, following symbolic links. */
export function kindOf(path: string): 'file' | 'folder' | 'other' | 'none' {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return 'none';
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'none';
  }
}

/** The `code` of a system error (`ENOENT`, …), or `undefined`. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** A system error in words, without the call and the path, which is part of the message around it. */
export function reasonOf(error: unknown): string {
  const code = systemCode(error);
  const known = code === undefined ? undefined : reasons[code];
  if (known !== undefined) return known;
  return error instanceof Error ? error.message : String(error);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EFBIG: 'it would be larger than the system allows',
  EDQUOT: 'the disk quota is used up',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links form a cycle',
  EBUSY: 'it is in use',
};

function isAbsence(error: unknown): boolean {
  const code = systemCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENAMETOOLONG';
}

function readOrSayWhy(path: string): Buffer | undefined {
  try {
    return readIfFile(path);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

/** The disk interface for modules that must not access the disk directly. */
export const disk: Disk = { readIfFile: readOrSayWhy, readIfReadable, isFile, isFolder, entries, resolveModule };
