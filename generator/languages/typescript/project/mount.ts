import { dirname, resolve } from 'node:path';
import type { MountLines } from '../../output.js';
import { relativeSpecifier, specifierLike, type Alias } from './specifiers.js';

/** The entry file, and what its imports look like. */
export interface MountPlace {
  readonly entry: string | undefined;
  readonly imports: 'import' | 'require';
  /** The specifiers in the entry file. */
  readonly used?: readonly string[];
  readonly aliases?: readonly Alias[];
}

/**
 * The lines that mount an output in the application's entry file: with a specifier like those that the file has, and
 * with `require` if it does not use `import`. Without an entry file, the specifier is relative to the parent of the
 * output folder.
 */
export function mountLines(
  mount: MountLines,
  output: string,
  { entry, imports, used = [], aliases = [] }: MountPlace,
): MountLines {
  const match = importPattern.exec(mount.importLine) ?? requirePattern.exec(mount.importLine);
  const { names, specifier } = match?.groups ?? {};
  if (names === undefined || specifier === undefined) return mount;
  const target = resolve(dirname(output), specifier);
  const seen =
    entry === undefined ? specifier : specifierLike(relativeSpecifier(entry, target), used, { file: entry, aliases });
  const line = `import ${names.replaceAll(': ', ' as ')} from '${seen}';`;
  return { ...mount, importLine: imports === 'require' ? asRequire(line) : line };
}

const importPattern = /^import (?<names>\{.*\}) from (?<quote>['"])(?<specifier>.+)\k<quote>;?$/;
const requirePattern = /^const (?<names>\{.*\}) = require\((?<quote>['"])(?<specifier>.+)\k<quote>\);?$/;

/** An import of names as a call of `require`. Other lines stay the same. */
export function asRequire(line: string): string {
  const { names, specifier } = importPattern.exec(line)?.groups ?? {};
  if (names === undefined || specifier === undefined) return line;
  return `const ${names.replaceAll(' as ', ': ')} = require('${specifier}');`;
}
