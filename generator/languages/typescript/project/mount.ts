import { dirname, relative, resolve, sep } from 'node:path';
import type { MountLines } from '../../output.js';

/**
 * The lines that mount a target's output in an application's entry file: the specifier as seen from there, and `require`
 * where that file has no imports. Without an entry file they are as for one beside the output folder.
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
