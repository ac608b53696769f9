import type { ImportExtension } from '../settings.js';
import type { ModuleOptions } from './tsconfig.js';

/**
 * How a generated TypeScript file names its neighbours, so that it compiles and runs in the application as it is set up.
 *
 * 1. `.ts` where Deno alone compiles, and where the compiler allows or rewrites it: a project says so because something runs its `.ts` files as they are
 *    (Node's type stripping, Bun, Deno), and those take nothing else. Bundlers take it too.
 * 2. Under Node's own resolution: `.js` in an ES module package, where it is a must; none in a CommonJS one, where `require`
 *    finds the file and people do not write it.
 * 3. Under a bundler's resolution: none, the custom there.
 * 4. Else (the old `node10` and `classic`, or no tsconfig.json at all, so also plain JavaScript tooling such as tsx):
 *    `.js` where the package's code runs as ES modules, else none.
 *
 * What cannot be seen from here (a script that runs the sources by type stripping without saying so in a tsconfig.json) is
 * what the target's `importExtension` is for.
 */
export function importExtension(
  options: ModuleOptions | undefined,
  packageIsModule: boolean,
  isForDeno = false,
): ImportExtension {
  const customary = packageIsModule ? '.js' : '';
  if (options === undefined) return isForDeno ? '.ts' : customary;
  if (options.rewriteRelativeImportExtensions === true || options.allowImportingTsExtensions === true) return '.ts';
  const module = options.module ?? '';
  const resolution = options.moduleResolution ?? (module === 'preserve' ? 'bundler' : '');
  if (resolution === 'bundler') return '';
  if (resolution === '' && module === 'commonjs') return '';
  return customary;
}
