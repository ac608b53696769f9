/** Formats TypeScript with Prettier. */
import { format } from 'prettier/standalone';
import * as estree from 'prettier/plugins/estree';
import * as typescript from 'prettier/plugins/typescript';
import type { Options, Plugin } from 'prettier';

const builtIn = [estree, typescript] as Plugin[];

/**
 * Formats code with the application's Prettier options. Prettier loads plugins from the application, and throws if one
 * cannot be loaded.
 */
export async function formatTypeScript(code: string, options: Readonly<Record<string, unknown>>): Promise<string> {
  // Without a file name, Prettier assumes that JSX is possible and writes `<Result,>`, which its own check then
  // rejects.
  const asked: Options = { ...options, parser: 'typescript', filepath: 'module.ts', endOfLine: 'lf' };
  if (Array.isArray(asked.plugins) && asked.plugins.length > 0) {
    const prettier = await import('prettier');
    return prettier.format(code, asked);
  }
  return format(code, { ...asked, plugins: builtIn });
}

/** The canonical layout for header hashes in version 0.1.0. */
export function formerCanonicalTypeScript(code: string): Promise<string> {
  const dense = code.replace(/\n\s*\n/g, '\n');
  return format(dense, { parser: 'typescript', plugins: builtIn, objectWrap: 'collapse', printWidth: 120 });
}
