import { join } from 'node:path';
import { readIfFile } from './disk.js';
import { asObject, parseJsonc } from './jsonc.js';
import { foldersUp } from './project-root.js';

export interface PackageJson {
  readonly path: string;
  readonly folder: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A package.json that cannot be understood. */
export class PackageJsonError extends Error {
  readonly file: string;

  constructor(file: string, detail: string) {
    super(detail);
    this.file = file;
  }
}

/** The nearest package.json of a folder, which is the one that decides what Node takes its modules for. */
export function nearestPackageJson(folder: string): PackageJson | undefined {
  return packageJsonsUp(folder).next().value;
}

/** The package.json files at and above a folder, nearest first; read one by one, as far as they are asked for. */
export function* packageJsonsUp(folder: string): Generator<PackageJson, undefined> {
  for (const candidate of foldersUp(folder)) {
    const path = join(candidate, 'package.json');
    const bytes = readIfFile(path);
    if (bytes !== undefined) yield { path, folder: candidate, fields: parse(path, bytes.toString('utf8')) };
  }
  return undefined;
}

function parse(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    // Node itself wants strict JSON here; being laxer on comments than Node harms nobody.
    return asObject(parseJsonc(text));
  } catch (error) {
    throw new PackageJsonError(path, error instanceof Error ? error.message : String(error));
  }
}
