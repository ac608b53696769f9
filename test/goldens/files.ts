/**
 * Reads the goldens in `fixtures/`. The folder of a case contains its spec, its plan, its diagnostics and the files
 * that differ between most cases: the middleware and the hooks. All other files are the same in many cases, so they are
 * stored once in `helpers/`, by the path of their source in `templates/`. The file `helpers.txt` of the case lists
 * which variants it has.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, posix, relative, sep } from 'node:path';
import { targets } from '../../generator/targets/index.js';
import type { Standing } from './arrange.js';
import { helperAt, putTogether, takeApart } from './parts.js';
import { fixtureNames, fixturesFolder, fixtureSpec, helpersName } from './produce.js';
import { declaringSource, sourceOf } from './sources.js';
import { decodeVariants, ending } from './variants.js';

/** The name of the list of shared files in the folder of a case. A line is `<path in the case> <place in fixtures/helpers/>`. */
export const listName = 'helpers.txt';

/** All expected files of a case by path, including those that are stored in `helpers/`. */
export function goldenFiles(name: string): Map<string, string> {
  const files = ownFiles(name);
  const within = new Map<string, Map<string, string>>();
  for (const [path, place] of readList(name)) {
    if (files.has(path)) throw new Error(`fixtures/${name}/${path} stands in the case and in its ${listName}`);
    const text = variantAt(place);
    if (text === undefined) throw new Error(`fixtures/${helpersName} has no ${place}`);
    const [module = '', at] = path.split('@');
    if (at === undefined) files.set(path, text);
    else within.set(module, (within.get(module) ?? new Map<string, string>()).set(at, text));
  }
  for (const [module, helpers] of within) files.set(module, putTogether({ own: files.get(module) ?? '', helpers }));
  return files;
}

/** A file as it is stored: the helpers within it by the path of the file and their place, as `path@place`. */
export function storedParts(path: string, text: string): Map<string, string> {
  const target = targetOf(path);
  if (target === undefined || !/\.(?:[cm]?[jt]s|py)$/.test(path)) return new Map([[path, text]]);
  const own = helperOf(path);
  const { own: rest, helpers } = takeApart(path, text, (declared) => {
    const source = declaringSource(target.name, declared);
    return source === own ? undefined : source;
  });
  return new Map([[path, rest], ...Array.from(helpers, ([place, part]) => [`${path}@${place}`, part] as const)]);
}

/** The files in the folder of a case, except the spec and the list. */
function ownFiles(name: string): Map<string, string> {
  const spec = basename(fixtureSpec(name));
  return new Map([...textsBelow(join(fixturesFolder, name))].filter(([path]) => path !== spec && path !== listName));
}

/** All files of `fixtures/` except the specs, by path. */
export function goldenTree(): Map<string, string> {
  const specs = new Set(fixtureNames().map((name) => relative(fixturesFolder, fixtureSpec(name)).split(sep).join('/')));
  return new Map([...textsBelow(fixturesFolder)].filter(([path]) => !specs.has(path)));
}

/** The state from which the names of variants are taken. */
export function standing(): Standing {
  return {
    helpers: variants(),
    lists: new Map(fixtureNames().map((name) => [name, readList(name)])),
  };
}

/** The text at a place in `fixtures/helpers/`. Only the variants of one helper are read. */
function variantAt(place: string): string | undefined {
  const [helper = ''] = place.split(' ');
  let own = read.get(helper);
  if (own === undefined) {
    const paths = [helper, `${helper}${ending}`].filter((path) => existsSync(join(fixturesFolder, helpersName, path)));
    own = decodeVariants(
      new Map(paths.map((path) => [path, readFileSync(join(fixturesFolder, helpersName, path), 'utf8')])),
    );
    read.set(helper, own);
  }
  return own.get(place);
}

const read = new Map<string, ReadonlyMap<string, string>>();

function variants(): ReadonlyMap<string, string> {
  return decodeVariants(textsBelow(join(fixturesFolder, helpersName)));
}

/** The shared files of a case: maps paths in the case to places in `fixtures/helpers/`. */
export function readList(name: string): Map<string, string> {
  const path = join(fixturesFolder, name, listName);
  if (!existsSync(path)) return new Map();
  const lines = readFileSync(path, 'utf8').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, file, place] = /^(\S+) (.+)$/.exec(line) ?? [];
      return file === undefined || place === undefined ? [] : [[file, place] as const];
    }),
  );
}

export function printList(list: ReadonlyMap<string, string>): string {
  const lines = Array.from(list, ([file, variant]) => `${file} ${variant}\n`);
  return lines.sort().join('');
}

/**
 * The helper that a file is a variant of; `undefined` if the file is not shared. Shared files are those in subfolders
 * of an output, and the index module, which is the same for most specs. A helper is named by the path of its source, if
 * it has one.
 */
export function helperOf(path: string): string | undefined {
  const [module = '', place] = path.split('@');
  if (place !== undefined) return helperAt(place);
  const [, ...rest] = module.split('/');
  const target = targetOf(module);
  const file = posix.basename(module);
  const isOwn = rest.length === 1 && !/^(?:index|__init__)\./.test(file);
  if (target === undefined || isOwn) return undefined;
  return (rest.length === 1 ? undefined : sourceOf(target.name, file)) ?? `${target.language}/${file}`;
}

/** The target of the output that a file belongs to. */
function targetOf(path: string): (typeof targets)[number] | undefined {
  const [folder = ''] = path.split('/');
  return targets.find(({ name }) => folder === name || folder.startsWith(`${name}-`));
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
