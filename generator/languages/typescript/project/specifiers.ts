/** How the files of a project refer to each other: by relative paths or by aliases, with an extension or without one. */
import { dirname, relative, resolve, sep } from 'node:path';
import type { Disk } from '../../disk.js';
import { foldersUp } from '../../folders.js';
import { asObject } from '../../jsonc.js';
import { nearestPackageJson } from './package-json.js';
import { importMaps } from './runtime-files.js';
import { readTsconfig } from './tsconfig.js';

/** A pattern of specifiers and the absolute path that it stands for. Either has a `*` for the same text, or neither. */
export interface Alias {
  readonly pattern: string;
  readonly path: string;
}

/** The aliases for files of a project, from tsconfig.json, package.json and import maps. */
export function aliasesOf(disk: Disk, folder: string): Alias[] {
  const { paths = {}, pathsBase = folder } = readTsconfig(disk, folder) ?? {};
  const manifest = nearestPackageJson(disk, folder);
  const fromCompiler = Object.entries(paths).flatMap(([pattern, targets]) =>
    targets.map((target) => ({ pattern, path: resolve(pathsBase, target) })),
  );
  const fromPackage =
    manifest === undefined
      ? []
      : Object.entries(asObject(manifest.fields['imports'])).flatMap(([pattern, target]) =>
          textsIn(target).map((path) => ({ pattern, path: resolve(manifest.folder, path) })),
        );
  const fromMaps = foldersUp(folder).flatMap((candidate) =>
    importMaps(disk, candidate).flatMap(([pattern, target]) =>
      pattern.endsWith('/') && /^\.{0,2}\//.test(target)
        ? [{ pattern: `${pattern}*`, path: `${resolve(candidate, target)}${sep}*` }]
        : [],
    ),
  );
  return [...fromCompiler, ...fromPackage, ...fromMaps].filter(({ path }) => !path.includes('node_modules'));
}

/** The texts in a value that can have conditions: `{ "types": …, "default": … }`. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('.') ? [value] : [];
  return Object.values(asObject(value)).flatMap(textsIn);
}

/** The absolute paths, possibly without extension, that a specifier in a file can mean. */
export function pathsOf(specifier: string, file: string, aliases: readonly Alias[]): string[] {
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) return [resolve(dirname(file), specifier)];
  return aliases.flatMap(({ pattern, path }) => {
    const rest = starIn(pattern, specifier);
    return rest === undefined ? [] : [path.replace('*', () => rest.split('/').join(sep))];
  });
}

/** The text for `*` with which a pattern is equal to a text. */
function starIn(pattern: string, text: string): string | undefined {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === text ? '' : undefined;
  const fits = text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
  return fits ? text.slice(before.length, text.length - after.length) : undefined;
}

/** Whether a specifier in a file leads into a folder. */
export function leadsInto(folder: string, specifier: string, file: string, aliases: readonly Alias[]): boolean {
  return pathsOf(specifier, file, aliases).some((path) => path === folder || path.startsWith(`${folder}${sep}`));
}

/**
 * The specifier for a module, written like those that a file has: as an alias if it imports its neighbours by aliases,
 * and with the extension that all of them have.
 */
export function specifierLike(
  usual: string,
  used: readonly string[],
  { file, aliases }: { readonly file: string; readonly aliases: readonly Alias[] },
): string {
  const target = resolve(dirname(file), usual);
  const isRelative = (specifier: string): boolean => /^\.{1,2}(?:\/|$)/.test(specifier);
  const relatives = used.filter(isRelative);
  const aliased = used.filter((one) => !isRelative(one) && pathsOf(one, file, aliases).length > 0);
  if (aliased.length > 0 && aliased.length >= relatives.length) {
    const found = aliases
      .filter(({ pattern }) => aliased.some((one) => starIn(pattern, one) !== undefined))
      .flatMap((alias) => aliasFor(alias, withEndingOf(target, aliased)) ?? aliasFor(alias, target) ?? []);
    const [shortest] = found.sort((left, right) => left.length - right.length);
    if (shortest !== undefined) return shortest;
  }
  return withEndingOf(usual, relatives.length > 0 ? relatives : aliased);
}

/** How an alias names a file, if it can. */
function aliasFor({ pattern, path }: Alias, target: string): string | undefined {
  if (!pattern.includes('*')) return undefined;
  const ending = /\.[cm]?[jt]s$/.exec(path)?.[0] ?? '';
  const file = ending === '' ? target : `${target.replace(/\.[cm]?[jt]s$/, '')}${ending}`;
  const rest = starIn(path, file);
  return rest === undefined || rest === '' ? undefined : pattern.replace('*', () => rest.split(sep).join('/'));
}

/** A specifier with the ending that all specifiers of modules in a list have. Endings that only some files have stay. */
function withEndingOf(specifier: string, others: readonly string[]): string {
  const own = endingOf(specifier);
  if (own === '.mjs' || own === '.cjs') return specifier;
  const endings = new Set(others.filter((one) => !/\.(?:json|css|html|svg|wasm|txt|node)$/.test(one)).map(endingOf));
  const [ending] = endings;
  const isPlain = ending === '' || ending === '.js' || ending === '.ts';
  if (endings.size !== 1 || !isPlain) return specifier;
  return `${specifier.slice(0, specifier.length - own.length)}${ending}`;
}

function endingOf(specifier: string): string {
  return /\.[cm]?[jt]sx?$/.exec(specifier)?.[0] ?? '';
}

/** The specifiers in a text, of imports and calls of `require`. */
export function specifiersIn(code: string): string[] {
  return Array.from(
    code.matchAll(/(?:\bfrom|\bimport|\brequire\s*\()\s*(['"])(.+?)\1/g),
    ([, , specifier]) => specifier ?? '',
  );
}

/** A relative specifier for a path, as seen from a file. */
export function relativeSpecifier(file: string, path: string): string {
  const way = relative(dirname(file), path).split(sep).join('/');
  return way.startsWith('.') ? way : `./${way}`;
}
