/**
 * The goldens as they stand in `fixtures/`. A case holds its spec, its plan, its diagnostics and the files that are its own:
 * its middleware and their hooks. The rest of an output is the same in many cases and stands once, in
 * `helpers/<language>/<helper>/<variant>`; the case's `helpers.txt` says which variant it has, one line a file.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, posix, relative, sep } from 'node:path';
import { targets } from '../../generator/targets/index.js';
import type { Standing } from './arrange.js';
import { fixtureNames, fixturesFolder, fixtureSpec, helpersName } from './produce.js';

/** The list of a case's shared files: a line `<path in the case> <path in fixtures/helpers/>` for each. */
export const listName = 'helpers.txt';

/** Everything that a case is expected to come to, by path, wherever it stands. */
export function goldenFiles(name: string): Map<string, string> {
  const files = ownFiles(name);
  for (const [path, variant] of readList(name)) {
    if (files.has(path)) throw new Error(`fixtures/${name}/${path} stands in the case and in its ${listName}`);
    files.set(path, readFileSync(join(fixturesFolder, helpersName, variant), 'utf8'));
  }
  return files;
}

/** What stands in the case's folder, without the spec and the list. */
function ownFiles(name: string): Map<string, string> {
  const spec = basename(fixtureSpec(name));
  return new Map([...textsBelow(join(fixturesFolder, name))].filter(([path]) => path !== spec && path !== listName));
}

/** All files of `fixtures/` but the specs, by path. */
export function goldenTree(): Map<string, string> {
  const specs = new Set(fixtureNames().map((name) => relative(fixturesFolder, fixtureSpec(name)).split(sep).join('/')));
  return new Map([...textsBelow(fixturesFolder)].filter(([path]) => !specs.has(path)));
}

/** What the names of variants are taken from. */
export function standing(): Standing {
  return {
    helpers: textsBelow(join(fixturesFolder, helpersName)),
    lists: new Map(fixtureNames().map((name) => [name, readList(name)])),
  };
}

/** Where the shared files of a case stand: path in the case to path in `fixtures/helpers/`. */
export function readList(name: string): Map<string, string> {
  const path = join(fixturesFolder, name, listName);
  if (!existsSync(path)) return new Map();
  const lines = readFileSync(path, 'utf8').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [file, variant] = line.split(' ');
      return file === undefined || variant === undefined ? [] : [[file, variant] as const];
    }),
  );
}

export function printList(list: ReadonlyMap<string, string>): string {
  const lines = Array.from(list, ([file, variant]) => `${file} ${variant}\n`);
  return lines.sort().join('');
}

/**
 * The folder in `fixtures/helpers/` where the variants of a file stand, or `undefined` for what is a case's own. Shared is
 * what an output keeps in a folder of its own, and the index, which is the same for most specs.
 */
export function helperFolder(path: string): string | undefined {
  const [folder = '', ...rest] = path.split('/');
  const target = targets.find(({ name }) => folder === name || folder.startsWith(`${name}-`));
  const helper = posix.basename(path, posix.extname(path));
  const isOwn = rest.length === 1 && helper !== 'index' && helper !== '__init__';
  return target === undefined || isOwn ? undefined : `${target.language}/${helper}`;
}

function textsBelow(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((entry) => join(folder, entry))
    .filter((path) => statSync(path).isFile());
  return new Map(
    paths
      .map((path): [string, string] => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')])
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}
