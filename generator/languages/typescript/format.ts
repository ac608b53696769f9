/** The home of Prettier: one authority for white space. */
import { format } from 'prettier/standalone';
import * as estree from 'prettier/plugins/estree';
import * as typescript from 'prettier/plugins/typescript';
import type { Options, Plugin } from 'prettier';

const builtIn = [estree, typescript] as Plugin[];

/**
 * Lays code out under the application's Prettier options. Plugins among them are loaded by Prettier from where the
 * application has them; throws what Prettier throws where one is not to be had.
 */
export async function formatTypeScript(code: string, options: Readonly<Record<string, unknown>>): Promise<string> {
  // Without a file's name, Prettier leaves room for JSX: it would write `<Result,>`, which its own check then refuses.
  const asked: Options = { ...options, parser: 'typescript', filepath: 'module.ts', endOfLine: 'lf' };
  if (Array.isArray(asked.plugins) && asked.plugins.length > 0) {
    const prettier = await import('prettier');
    return prettier.format(code, asked);
  }
  return format(code, { ...asked, plugins: builtIn });
}

/** The layout that the hash in a header was taken of in version 0.1.0. */
export function formerCanonicalTypeScript(code: string): Promise<string> {
  const dense = code.replace(/\n\s*\n/g, '\n');
  return format(dense, { parser: 'typescript', plugins: builtIn, objectWrap: 'collapse', printWidth: 120 });
}
