/** Source text of TypeScript: how it is parsed, and which module a relative import means. */
import { posix } from 'node:path';
import { ts } from 'ts-morph';

/** Parses a module, with parents but without doc comments, which nothing here reads. */
export function parseSource(name: string, text: string): ts.SourceFile {
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone } as const;
  return ts.createSourceFile(`${name}.ts`, text, options, true);
}

/** The path of the module that a relative specifier in another module means, without its ending. */
export function importedPath(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.[jt]s$/, '');
}
