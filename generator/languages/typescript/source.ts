/** Source text of TypeScript: how it is parsed, and which module a relative import means. */
import { posix } from 'node:path';
import { ts } from '#ts-morph';
import { Recent } from '../recent.js';

/** Parses a module, with parents but without doc comments, which nothing here reads. */
export function parseSource(text: string): ts.SourceFile {
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone } as const;
  return ts.createSourceFile('module.ts', text, options, true);
}

/** Parses a module, or returns the syntax tree of the same text from before. Nothing may change it. */
export function parseOnce(text: string): ts.SourceFile {
  return parsed.of(text, () => parseSource(text));
}

/** Most helpers look the same in all outputs, and many do before and after they are specialised. */
const parsed = new Recent<ts.SourceFile>();

/** The path of the module that a relative specifier in another module means, without its ending. */
export function importedPath(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.[jt]s$/, '');
}
