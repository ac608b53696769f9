/**
 * Parses text into a syntax tree, within safe limits. The composer of the parser is recursive and crashes the process
 * on very deep nesting, so the depth is checked on the tokens first.
 */
import { Composer, type Document, Lexer, Parser, type YAMLError } from 'yaml';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.js';
import { characterName } from '../diagnostics/quote.js';
import type { SourceMap } from './source-map.js';
import { yamlComplaint } from './yaml-errors.js';

export type YamlTree = Document.Parsed | undefined;

/** Large enough for thousands of routes, small enough to be parsed in a second. */
export const largestSpec = 1024 * 1024;
/** Levels of nesting; a normal spec has seven. */
export const deepestNesting = 64;

/** Parses one document. If there are diagnostics, the tree must not be used. */
export function parseYaml(text: string, map: SourceMap): { tree?: YamlTree; diagnostics: Diagnostic[] } {
  if (text.length > largestSpec) {
    const help = 'If it lists many routes, use patterns with `*` and `**` instead.';
    return { diagnostics: [diagnostic('spec-too-large', { limit: '1 MiB' }, { range: map.range(0, 0), help })] };
  }
  const conflict = firstConflict(text, map);
  if (conflict !== undefined) return { diagnostics: [conflict] };
  const controls = controlCharacters(text, map);
  if (controls.length > 0) return { diagnostics: controls };
  if (/\r(?!\n)/.test(text) && !text.includes('\n')) {
    const help = 'Save the file with line ends of Unix (LF) or Windows (CRLF).';
    return { diagnostics: [diagnostic('yaml-syntax', { detail: lineEnds }, { range: map.range(0, 0), help })] };
  }
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
  // Warnings are about tags, which are checked when the tree is read. One mistake often causes several errors on one
  // line, so only the first one is reported.
  const lines = new Set<number>();
  const errors = first.errors.filter(({ pos: [from, to] }) => {
    const { line } = map.range(from, to).start;
    return !lines.has(line) && lines.add(line);
  });
  const strange = errors.length > 0 ? strangeSpace(text, map) : undefined;
  if (strange !== undefined) return { diagnostics: [strange] };
  // Tabs mislead the parser about all that follows.
  const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT').slice(0, 1);
  const diagnostics = (tabs.length > 0 ? tabs : errors).map((found) => fromParser(found, { text, map, lastQuote }));
  const version = first.directives.yaml.version;
  if (version !== '1.2') {
    const range = map.range(text.indexOf('%YAML'), text.indexOf('%YAML') + '%YAML'.length);
    diagnostics.push(diagnostic('yaml-directive', { version }, { range, help: 'Remove the `%YAML` line.' }));
  }
  if (second !== undefined) {
    const start = second.range[0];
    const help = 'Put all middleware into one document, or move the second spec to its own file.';
    diagnostics.push(diagnostic('yaml-documents', {}, { range: map.range(start, start), help }));
  }
  return { tree: first, diagnostics };
}

/** Without this, a merge conflict would be reported as several errors in the YAML. */
function firstConflict(text: string, map: SourceMap): Diagnostic | undefined {
  const found = /^<{7}(?: .*)?\r?\n[^]*?^>{7}(?: .*)?$/m.exec(text);
  if (found === null) return undefined;
  const { start, end } = map.range(found.index, found.index + found[0].length);
  const help = 'Keep the lines that you want, remove the marker lines, and then run `npx mwgen generate`.';
  const place = { range: map.range(found.index, found.index + (found[0].split(/\r?\n/)[0] ?? '').length), help };
  return diagnostic('merge-conflict', { from: start.line, to: end.line }, place);
}

const lineEnds = 'its lines end as on old Macs (CR), so that all of it is one line.';

/** A space between key and value, or in an indentation, that is none for YAML, such as one copied from a web page. */
function strangeSpace(text: string, map: SourceMap): Diagnostic | undefined {
  const found =
    /^[ -]*([\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff])|:([\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000])/m.exec(
      text,
    );
  if (found === null) return undefined;
  const at = found.index + found[0].length - 1;
  const detail = `this is no ordinary space, but ${characterName(text.charAt(at))}.`;
  const help = 'Replace it by an ordinary space, here and below.';
  return diagnostic('yaml-syntax', { detail }, { range: map.range(at, at + 1), help });
}

/** Reports each kind of control character that YAML forbids once, at its first occurrence. */
function controlCharacters(text: string, map: SourceMap): Diagnostic[] {
  const found = new Map<string, number>();
  for (const match of text.matchAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/g))
    if (!found.has(match[0])) found.set(match[0], match.index);
  return Array.from(found, ([character, at]) =>
    diagnostic('yaml-control-character', { character }, { range: map.range(at, at + 1), help: controlHelp }),
  );
}

const controlHelp = 'In double quotes, use an escape such as `\\x1b`.';

interface Parsing {
  readonly text: string;
  readonly map: SourceMap;
  /**
   * Where the last quoted string begins: the parser reports an unclosed quote at the end of the file, which does not
   * help the user.
   */
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
  // An open quote is reported where it is opened.
  const at = isOpenQuote ? lastQuote : from;
  const feed = text.indexOf('\n', at);
  const place = {
    before: text.slice(text.lastIndexOf('\n', at - 1) + 1, at),
    rest: text.slice(at, feed === -1 ? text.length : feed),
  };
  const { detail, help } = yamlComplaint(found.code, found.message, place);
  return diagnostic('yaml-syntax', { detail }, { range, help });
}

export const tagHelp = 'Remove the tag. If the value should be text but looks like another type, put it in quotes.';
