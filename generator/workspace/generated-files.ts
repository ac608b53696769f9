/** Finds the files in a folder that have mwgen's header. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { readHeader, searchedLength } from '../languages/header.js';

export interface FoundFile {
  readonly path: string;
  /** The name of the spec in the header. */
  readonly spec: string;
}

/**
 * An output folder and its direct subfolders. Generated files are never deeper, and an output folder may contain the
 * whole source tree of a project.
 */
export function searchedFolders(outputs: readonly string[]): string[] {
  return [...new Set(outputs.flatMap((output) => [output, ...folderNames(output).map((name) => join(output, name))]))];
}

/** The generated files directly in a folder, sorted by name, without symbolic links. */
export function generatedFiles(folder: string, except: ReadonlySet<string>): FoundFile[] {
  return fileNames(folder).flatMap((name) => {
    const path = join(folder, name);
    const spec = except.has(path) ? undefined : readHeader(beginning(path))?.spec;
    return spec === undefined ? [] : [{ path, spec }];
  });
}

/** Names of the regular files in a folder, sorted; empty if it cannot be read. */
export function fileNames(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}

function folderNames(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}

function beginning(path: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const buffer = Buffer.alloc(searchedLength);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
