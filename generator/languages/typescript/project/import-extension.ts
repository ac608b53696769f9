import type { ImportExtension } from '../settings.js';
import type { ModuleOptions } from './tsconfig.js';

/**
 * The extension in imports between generated TypeScript files, so that they compile and run in the application as
 * configured.
 *
 * 1. `.ts` if Deno runs the code, or if the compiler accepts or rewrites `.ts` extensions. Projects enable this because
 *    something runs their `.ts` files directly (Node's type stripping, Bun, Deno) and requires the extension. Bundlers
 *    accept it too.
 * 2. With Node's module resolution: `.js` in ES modules, which require it; none in CommonJS, where it is unusual.
 * 3. With a bundler's module resolution: none, as is usual there.
 * 4. Otherwise (`node10`, `classic` or no tsconfig.json, as with tsx and other tools for plain JavaScript): `.js` if
 *    the package uses ES modules, else none.
 *
 * If this cannot be determined from the project's files, users can set `importExtension` for a target.
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
