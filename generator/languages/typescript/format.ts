/** Formats TypeScript and JavaScript with Prettier. */
import { format } from 'prettier/standalone';
import * as babel from 'prettier/plugins/babel';
import * as estree from 'prettier/plugins/estree';
import type { Options, Plugin } from 'prettier';
import { Recent } from '../recent.js';

const builtIn = [estree, babel] as Plugin[];

/**
 * Formats code with the application's Prettier options. Prettier loads plugins from the application, and throws if one
 * cannot be loaded.
 */
export async function formatCode(
  code: string,
  options: Readonly<Record<string, unknown>>,
  { name, isTyped }: { readonly name: string; readonly isTyped: boolean },
): Promise<string> {
  // Without a file name, Prettier assumes that JSX is possible and writes `<Result,>`, which its own check then
  // rejects.
  const asked: Options = { ...options, filepath: name, endOfLine: 'lf' };
  if (Array.isArray(asked.plugins) && asked.plugins.length > 0) {
    const prettier = await import('prettier');
    return prettier.format(code, { ...asked, parser: isTyped ? 'typescript' : 'babel' });
  }
  // The layout is the same as with Prettier's default parser, in two thirds of the time.
  return formatted.of(JSON.stringify([asked, code]), () =>
    format(code, { ...asked, parser: isTyped ? 'babel-ts' : 'babel', plugins: builtIn }),
  );
}

const formatted = new Recent<Promise<string>>();

/** The canonical layout for header hashes in version 0.1.0. */
export function formerCanonicalTypeScript(code: string): Promise<string> {
  const dense = code.replace(/\n\s*\n/g, '\n');
  return format(dense, { parser: 'babel-ts', plugins: builtIn, objectWrap: 'collapse', printWidth: 120 });
}
