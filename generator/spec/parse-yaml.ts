/**
 * From text to a syntax tree, and no further than is safe: the parser's composer is recursive, and ends the process on
 * nesting that is deep enough, so depth is measured while the text is still only tokens.
 */
import { Composer, type Document, Lexer, Parser, type YAMLError } from 'yaml';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.js';
import type { SourceMap } from './source-map.js';
import { yamlComplaint } from './yaml-errors.js';

export type YamlTree = Document.Parsed | undefined;

/** Far more than a spec with thousands of routes, and little enough to be read in a second. */
export const largestSpec = 1024 * 1024;
/** Levels of nesting; a spec has seven. */
export const deepestNesting = 64;

/** Parses one document. With diagnostics, the tree is not to be used. */
export function parseYaml(text: string, map: SourceMap): { tree?: YamlTree; diagnostics: Diagnostic[] } {
  if (text.length > largestSpec) {
    const help = 'Where routes fill it, patterns with `*` and `**` say the same in fewer lines.';
    return { diagnostics: [diagnostic('spec-too-large', { limit: '1 MiB' }, { range: map.range(0, 0), help })] };
  }
  const controls = controlCharacters(text, map);
  if (controls.length > 0) return { diagnostics: controls };
  const tokens = [];
  const parser = new Parser();
  let lastQuote = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (/^["']/.test(lexeme)) lastQuote = parser.offset;
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > deepestNesting) {
      const range = map.range(parser.offset - lexeme.length, parser.offset);
      return { diagnostics: [diagnostic('yaml-too-deep', { limit: deepestNesting }, { range })] };
    }
  }
  for (const token of parser.end()) tokens.push(token);
  const composer = new Composer({ uniqueKeys: false, version: '1.2', merge: false, stringKeys: false });
  const [first, second] = composer.compose(tokens, true, text.length) as Iterable<Document.Parsed>;
  if (first === undefined) return { diagnostics: [] };
  // Warnings are about tags, which are looked at where the tree is read. One cause often makes several errors at one place.
  const places = new Set<number>();
  const errors = first.errors.filter(({ pos: [from] }) => !places.has(from) && places.add(from));
  const diagnostics = errors.map((found) => fromParser(found, { text, map, lastQuote }));
  const version = first.directives.yaml.version;
  if (version !== '1.2') {
    const range = map.range(text.indexOf('%YAML'), text.indexOf('%YAML') + '%YAML'.length);
    diagnostics.push(diagnostic('yaml-directive', { version }, { range, help: 'Leave the `%YAML` line out.' }));
  }
  if (second !== undefined) {
    const start = second.range[0];
    const help = 'Put all middleware into one document, or the second spec into a file of its own.';
    diagnostics.push(diagnostic('yaml-documents', {}, { range: map.range(start, start), help }));
  }
  return { tree: first, diagnostics };
}

/** Each character that YAML forbids once: the first of its kind is enough to find the rest. */
function controlCharacters(text: string, map: SourceMap): Diagnostic[] {
  const found = new Map<string, number>();
  for (const match of text.matchAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/g))
    if (!found.has(match[0])) found.set(match[0], match.index);
  return Array.from(found, ([character, at]) =>
    diagnostic('yaml-control-character', { character }, { range: map.range(at, at + 1), help: controlHelp }),
  );
}

const controlHelp = 'In double quotes, YAML has escapes such as `\\x1b`.';

interface Parsing {
  readonly text: string;
  readonly map: SourceMap;
  /** Where the last quoted text begins: one that is not closed ends with the file, which tells nobody anything. */
  readonly lastQuote: number;
}

function fromParser(found: YAMLError, { text, map, lastQuote }: Parsing): Diagnostic {
  const [from, to] = found.pos;
  if (found.code === 'TAG_RESOLVE_FAILED') {
    const tag = /^!\S*/.exec(text.slice(from))?.[0] ?? text.slice(from, to);
    return diagnostic('yaml-tag', { tag }, { range: map.range(from, to), help: tagHelp });
  }
  const isOpenQuote = found.code === 'MISSING_CHAR' && found.message.includes('quote');
  const range = isOpenQuote ? map.range(lastQuote, lastQuote + 1) : map.range(from, to);
  const feed = text.indexOf('\n', from);
  const { detail, help } = yamlComplaint(found.code, found.message, text.slice(from, feed === -1 ? text.length : feed));
  return diagnostic('yaml-syntax', { detail }, { range, help });
}

export const tagHelp = 'Leave the tag out; a text that looks like something else goes into quotes.';
