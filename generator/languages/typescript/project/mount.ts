import { dirname, relative, resolve, sep } from 'node:path';
import type { MountLines } from '../../output.js';

/**
 * The lines that mount an output in the application's entry file: with a specifier relative to that file, and with
 * `require` if it does not use `import`. Without an entry file, the specifier is relative to the parent of the output
 * folder.
 */
export function mountLines(
  mount: MountLines,
  output: string,
  { entry, imports }: { readonly entry: string | undefined; readonly imports: 'import' | 'require' },
): MountLines {
  const match = importPattern.exec(mount.importLine) ?? requirePattern.exec(mount.importLine);
  const { names, specifier } = match?.groups ?? {};
  if (names === undefined || specifier === undefined) return mount;
  const target = resolve(dirname(output), specifier);
  const way = entry === undefined ? specifier : relative(dirname(entry), target).split(sep).join('/');
  const seen = way.startsWith('.') ? way : `./${way}`;
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
