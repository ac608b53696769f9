/** Finds all specs of a repository or workspace, and visits its folders. */
import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { asObject, parseJsonc } from '../languages/jsonc.js';
import { isFile, kindOf, readIfReadable } from './disk.js';
import { specNames } from './spec-file.js';

/** Whether a folder is the root of a repository or of a workspace of packages. */
export function isRepositoryRoot(folder: string): boolean {
  if (kindOf(join(folder, '.git')) !== 'none' || isFile(join(folder, 'pnpm-workspace.yaml'))) return true;
  const manifest = readIfReadable(join(folder, 'package.json'))?.toString('utf8');
  if (manifest?.includes('"workspaces"') !== true) return false;
  try {
    return asObject(parseJsonc(manifest))['workspaces'] !== undefined;
  } catch {
    return false;
  }
}

/** Levels of folders below the root that are searched: enough for a folder for settings in a package in a group. */
const deepest = 4;
/** A repository of this size has its specs passed on the command line. */
const mostFolders = 5000;

/** Folders with copies, or with specs that belong to tests and are not meant to be generated. */
const passedOver =
  /^(?:\..*|node_modules|vendor|dist|build|out|target|coverage|venv|__pycache__|tests?|__tests__|fixtures)$/;

/**
 * The specs with one of some names in a folder and below it, nearest first, as absolute paths. Other repositories inside
 * it are left out.
 */
export function specsBelow(root: string, wanted: readonly string[] = specNames): string[] {
  const specs: string[] = [];
  visitFolders(root, (folder, names) => {
    specs.push(...wanted.filter((name) => names.includes(name)).map((name) => join(folder, name)));
  });
  return specs;
}

/** Visits a folder and the folders below it, nearest first, with the names in them. Other repositories are left out. */
export function visitFolders(root: string, visit: (folder: string, names: readonly string[]) => void): void {
  let level = [root];
  let count = 0;
  for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (++count > mostFolders) return;
      const entries = entriesOf(folder);
      if (folder !== root && entries.some(({ name }) => name === '.git')) continue;
      const names = entries.map(({ name }) => name);
      visit(folder, names);
      for (const entry of entries)
        if (entry.isDirectory() && !passedOver.test(entry.name)) next.push(join(folder, entry.name));
    }
    level = next;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch {
    return [];
  }
}
