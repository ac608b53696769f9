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
  const match = /^import (\{.*\}) from (['"])(.+)\2;?$/.exec(mount.importLine);
  const [, names, , specifier] = match ?? [];
  if (names === undefined || specifier === undefined) return mount;
  const target = resolve(dirname(output), specifier);
  const way = entry === undefined ? specifier : relative(dirname(entry), target).split(sep).join('/');
  const seen = way.startsWith('.') ? way : `./${way}`;
  const importLine =
    imports === 'require'
      ? `const ${names.replaceAll(' as ', ': ')} = require('${seen}');`
      : `import ${names} from '${seen}';`;
  return { ...mount, importLine };
}
