/** Parses entries of `include` and `exclude`, such as `GET,POST /users/:id`, into methods and segments. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import { nearest } from '../diagnostics/nearest.js';
import { type Checked, problem, type Problem } from '../diagnostics/problem.js';
import { isToken } from './field-name.js';
import type { RouteSegment } from './routes.js';

/** How paths are compared, as set by `matching`. */
export interface Strictness {
  readonly caseSensitive: boolean;
  readonly strictTrailingSlash: boolean;
}

/** An entry in the short form; `patternFrom` is the offset of the pattern in the text. */
export interface RouteEntryText {
  readonly methods: readonly { readonly name: string; readonly from: number }[];
  readonly pattern: string;
  readonly patternFrom: number;
}

/** Splits `GET,POST /path` into methods and pattern, without validating them. */
export function splitRouteEntry(text: string): RouteEntryText {
  // Everything before the first white space is a list of methods, unless it contains a slash.
  const match = /^\s*([^\s/,]+(?:\s*,\s*[^\s/,]+)*)\s+(?=\S)/.exec(text);
  if (match === null) return { methods: [], pattern: text.trim(), patternFrom: text.length - text.trimStart().length };
  const methods: { name: string; from: number }[] = [];
  for (const found of match[0].matchAll(/[^\s,]+/g)) methods.push({ name: found[0], from: found.index });
  return { methods, pattern: text.slice(match[0].length).trimEnd(), patternFrom: match[0].length };
}

/** Validates the name of a method. A method with only a warning is still used. */
export function checkMethod(name: string): Problem[] {
  const upper = name.toUpperCase();
  const whole = (found: Problem['diagnostic']): Problem[] => [{ diagnostic: found, from: 0, to: name.length }];
  if (!isToken(name) || name !== upper || name === '*') {
    const meant = isToken(name) && name !== '*' ? nearest(upper, knownMethods) : undefined;
    const help = name === '*' ? everyMethodHelp : `Did you mean \`${meant ?? 'GET'}\`?`;
    return whole(diagnostic('method-form', { method: name }, { help }));
  }
  if (name === 'ANY' || name === 'ALL')
    return whole(diagnostic('method-unknown', { method: name }, { help: everyMethodHelp }));
  if (knownMethods.includes(name)) return [];
  const several = name.split(/[|+&]/);
  if (several.length > 1 && several.every((one) => knownMethods.includes(one)))
    return whole(diagnostic('method-unknown', { method: name }, { help: `Write \`${several.join(',')}\`.` }));
  const meant = nearest(name, knownMethods);
  return whole(diagnostic('method-unknown', { method: name }, { help: meant && `Did you mean \`${meant}\`?` }));
}

/** Methods in upper case, sorted, without duplicates, with `HEAD` added to `GET`; `undefined` means every method. */
export function methodsOf(names: readonly string[]): string[] | undefined {
  if (names.length === 0) return undefined;
  return Array.from(new Set(names.includes('GET') ? [...names, 'HEAD'] : names)).sort();
}

/**
 * Parses a pattern. Patterns and paths are split by the same rule: the text after the first slash is split at `/`, and
 * unless trailing slashes are significant, one empty segment at the end is dropped. So `/` has no segments, or one
 * empty segment in strict mode.
 */
export function parsePattern(
  pattern: string,
  methods: readonly string[],
  { caseSensitive, strictTrailingSlash }: Strictness,
): Checked<RouteSegment[]> {
  if (pattern === '*') {
    if (methods.length === 1 && methods[0] === 'OPTIONS') return { value: [{ kind: 'text', text: '*' }] };
    const help = 'Write `/**` for every path, `/*` for one segment, or `OPTIONS *`.';
    return problem(diagnostic('pattern-star', {}, { help }), 0, 1);
  }
  if (!pattern.startsWith('/')) {
    const help = startHelp(pattern, methods);
    if (pattern.startsWith('^')) return problem(diagnostic('pattern-regex', { character: '^' }, { help }), 0, 1);
    return problem(diagnostic('pattern-start', { pattern }, { help }), 0, pattern.length);
  }
  const texts = pattern.slice(1).split('/');
  const problems: Problem[] = [];
  const segments: RouteSegment[] = [];
  let from = 1;
  for (const text of texts) {
    const found = readSegment(text, caseSensitive);
    if ('value' in found) {
      // A `**` after a `**` changes nothing, and the matchers rely on there being none.
      if (found.value.kind !== 'rest' || segments.at(-1)?.kind !== 'rest') segments.push(found.value);
    } else problems.push(...found.problems.map((one) => ({ ...one, from: one.from + from, to: one.to + from })));
    from += text.length + 1;
  }
  if (problems.length > 0) return { problems };
  if (!strictTrailingSlash && texts.at(-1) === '') segments.pop();
  return { value: segments };
}

function startHelp(pattern: string, before: readonly string[]): string {
  if (/^[a-z]+:\/\//i.test(pattern)) return 'Write only the path, without scheme and host.';
  const [, methods = '', path = ''] = /^([A-Z]+(?:\s*[,|+&;]\s*[A-Z]+)*)[:;]?\s*(\/.*)$/.exec(pattern) ?? [];
  const names = [...before, ...methods.split(/\s*[,|+&;]\s*/)];
  if (names.every((name) => knownMethods.includes(name))) return `Write \`${names.join(',')} ${path}\`.`;
  if (pattern.startsWith('!')) return 'There is no negation: write the pattern without `!` in the other list.';
  if (pattern.startsWith('^'))
    return `A pattern matches the whole path: write \`/${pattern.replace(/^\^\\?\/?/, '').replace(/\$$/, '')}\`.`;
  if (knownMethods.includes(pattern)) return `Write \`${pattern} /**\` for every path.`;
  return `Write \`/${pattern.replace(/^\\?\/?/, '')}\`.`;
}

const everyMethodHelp = 'An entry without a method applies to every method: write only the pattern.';

const knownMethods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'QUERY',
  'ACL',
  'BIND',
  'CHECKOUT',
  'COPY',
  'LINK',
  'LOCK',
  'MERGE',
  'MKACTIVITY',
  'MKCALENDAR',
  'MKCOL',
  'MOVE',
  'NOTIFY',
  'PROPFIND',
  'PROPPATCH',
  'PURGE',
  'REBIND',
  'REPORT',
  'SEARCH',
  'SOURCE',
  'SUBSCRIBE',
  'UNBIND',
  'UNLINK',
  'UNLOCK',
  'UNSUBSCRIBE',
];

function readSegment(text: string, caseSensitive: boolean): Checked<RouteSegment> {
  if (text === '**') return { value: { kind: 'rest' } };
  if (text === '*') return { value: { kind: 'any' } };
  const wrong = badCharacter(text);
  if (wrong !== undefined) return { problems: [wrong] };
  if (text.includes('**')) {
    const help = 'Write `/**` for any number of segments, or one `*` for any characters inside a segment.';
    return problem(diagnostic('pattern-double-star', { segment: text }, { help }), 0, text.length);
  }
  if (text.startsWith(':')) {
    if (/^:[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return { value: { kind: 'any' } };
    const help =
      foreignSegmentHelp(text) ?? 'Write `:name` or `*` for a whole segment, `*` inside one, or `%3A` for a colon.';
    return problem(diagnostic('pattern-parameter', { segment: text }, { help }), 0, text.length);
  }
  const pieces: string[] = [];
  let from = 0;
  for (const piece of text.split('*')) {
    const decoded = decode(piece);
    if (decoded === undefined) return badEscape(piece, from);
    pieces.push(caseSensitive ? decoded : decoded.toLowerCase());
    from += piece.length + 1;
  }
  const [first = ''] = pieces;
  return { value: pieces.length === 1 ? { kind: 'text', text: first } : { kind: 'glob', pieces } };
}

/**
 * Finds characters that never occur unescaped in a path, or that suggest another pattern syntax. Each can be
 * percent-encoded.
 */
function badCharacter(segment: string): Problem | undefined {
  const match = /[\p{Cc}\s\u2028\u2029?#\\()[\]{}^|"<>`]|\$$/u.exec(segment);
  if (match === null) return undefined;
  const [character] = match;
  return { diagnostic: characterDiagnostic(character, segment), from: match.index, to: match.index + character.length };
}

function characterDiagnostic(character: string, segment: string): Problem['diagnostic'] {
  const encoded = encodeURIComponent(character).replace(/[()]/g, (one) => (one === '(' ? '%28' : '%29'));
  if (character === '?' && /^:\w+\?$/.test(segment)) {
    const help = `Write two entries, with \`${segment.slice(0, -1)}\` and without it.`;
    return diagnostic('pattern-query', { character }, { help });
  }
  if (character === '?' || character === '#') {
    const help = `Remove it, or write \`${encoded}\` for this character in a path.`;
    return diagnostic('pattern-query', { character }, { help });
  }
  const help = foreignSegmentHelp(segment);
  if (help !== undefined)
    return diagnostic(character === '(' ? 'pattern-regex' : 'pattern-character', { character }, { help });
  if (/[\\()[\]{}^|$]/.test(character)) {
    const help = `Write \`*\`, \`:name\` or \`**\`, or \`${encoded}\` for this character in a path.`;
    return diagnostic('pattern-regex', { character }, { help });
  }
  return diagnostic('pattern-character', { character }, { help: `Write \`${encoded}\`.` });
}

/** What to write for a parameter in the syntax of another router. */
function foreignSegmentHelp(segment: string): string | undefined {
  const isRest = restForms.some((form) => form.test(segment));
  if (isRest) return 'Write `**` for any number of segments.';
  const name = /^(?:\{(\w+)\}|\[(\w+)\]|<(?:\w+:)?(\w+)>|\{(\w+):\w+\}|:(\w+)\(.*\))$/
    .exec(segment)
    ?.slice(1)
    .find(Boolean);
  return name === undefined ? undefined : `Write \`:${name}\`.`;
}

/** `[...slug]`, `[[...slug]]`, `{path:path}`, `<path:name>`, `{*path}`, `:path*`, `:path+`, `(.*)` */
const restForms = [
  /^\[{1,2}\.{3}\w+\]{1,2}$/,
  /^\{\w+:path\}$/,
  /^<path:\w+>$/,
  /^\{\*\w+\}$/,
  /^:\w+[*+]$/,
  /^(?::\w+)?\(\.[*+]\)$/,
];

/** What a segment of a valid pattern matches, if that is hardly what was meant: it has this form in other syntaxes. */
export function unlikelySegment(pattern: string): { readonly segment: string; readonly meaning: string } | undefined {
  const segments = pattern.split('/');
  const named = segments.find((segment) => /^\*[A-Za-z_]\w*$/.test(segment));
  if (named !== undefined) return { segment: named, meaning: `one segment that ends with "${named.slice(1)}"` };
  return segments.includes('.*') ? { segment: '.*', meaning: 'one segment that starts with a dot' } : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function badEscape(piece: string, from: number): Checked<RouteSegment> {
  const match = /%(?![0-9A-Fa-f]{2})[^]{0,2}/.exec(piece) ?? /(?:%[0-9A-Fa-f]{2})+/.exec(piece);
  const escape = match?.[0] ?? piece;
  const help = 'Write `%25` for a percent sign; other escapes must be valid UTF-8, such as `%C3%A9`.';
  const start = from + (match?.index ?? 0);
  return problem(diagnostic('pattern-escape', { escape }, { help }), start, start + escape.length);
}
