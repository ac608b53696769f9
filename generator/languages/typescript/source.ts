/** Source text of TypeScript: how it is parsed, and which module a relative import means. */
import { posix } from 'node:path';
import { ts } from '#ts-morph';

/** Parses a module, with parents but without doc comments, which nothing here reads. */
export function parseSource(text: string): ts.SourceFile {
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone } as const;
  return ts.createSourceFile('module.ts', text, options, true);
}

/** Parses a module, or returns the syntax tree of the same text from before. Nothing may change it. */
export function parseOnce(text: string): ts.SourceFile {
  let file = parsed.get(text);
  if (file === undefined) {
    file = parseSource(text);
    const [oldest] = parsed.keys();
    if (parsed.size === capacity && oldest !== undefined) parsed.delete(oldest);
    parsed.set(text, file);
  }
  return file;
}

/** Most helpers look the same in all outputs, and many do before and after they are specialised. */
const parsed = new Map<string, ts.SourceFile>();
const capacity = 500;

/** The path of the module that a relative specifier in another module means, without its ending. */
export function importedPath(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.[jt]s$/, '');
}
