/** Reads the contents of string literals. */

export interface Literal {
  /** In lower case. */
  readonly prefix: string;
  /** The range of the text between the quotes. */
  readonly start: number;
  readonly end: number;
}

/** Finds the prefix and the quotes of a literal at an offset of a text. */
export function readLiteral(literal: string, start: number): Literal {
  const [, prefix = '', quotes = ''] = /^(\w*)("""|'''|"|')/.exec(literal) ?? [];
  return {
    prefix: prefix.toLowerCase(),
    start: start + prefix.length + quotes.length,
    end: start + literal.length - quotes.length,
  };
}

/** Resolves the escape sequences in the text between the quotes. */
export function unescaped(inside: string, prefix: string): string {
  const text = inside.replace(/\r\n?/g, '\n');
  if (prefix.includes('r') || !text.includes('\\')) return text;
  const isBytes = prefix.includes('b');
  return text.replace(
    escape,
    (whole, simple?: string, octal?: string, byte?: string, short?: string, long?: string) => {
      if (simple !== undefined) return simpleEscapes[simple] ?? whole;
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16));
      return isBytes ? whole : String.fromCodePoint(Number.parseInt(short ?? long ?? '', 16));
    },
  );
}

const escape = /\\(?:([\n\\'"abfnrtv])|([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/g;

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * A replacement field of an f-string: `start` is after the opening brace, and the other positions are the ends of its
 * parts.
 */
export interface Hole {
  readonly start: number;
  readonly valueEnd: number;
  readonly conversion: string;
  /** The format after the colon. */
  readonly format?: { readonly start: number; readonly end: number };
  readonly end: number;
}

/** Whether a literal is an f-string or a t-string, which have replacement fields. */
export function hasHoles({ prefix }: Pick<Literal, 'prefix'>): boolean {
  return /[ft]/i.test(prefix);
}

/** How the text of an f-string is read. In a format, which is inside a field, each brace opens a field. */
interface Manner {
  readonly isRaw: boolean;
  readonly isFormat?: boolean;
}

/** Finds the replacement fields in a range of an f-string, leaving out named characters (`\N{…}`). */
export function holesOf(text: string, from: number, to: number, manner: Manner): Hole[] {
  const holes: Hole[] = [];
  readText(text, from, to, manner, (hole) => holes.push(hole));
  return holes;
}

/**
 * The end of an f-string that begins at an offset; `undefined` if there is none. Since Python 3.12, a field can contain
 * strings with the same quotes, line ends and comments.
 */
export function formattedEnd(text: string, start: number, to: number): number | undefined {
  formatted.lastIndex = start;
  const [whole, prefix = '', quotes = ''] = formatted.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const end = readText(text, start + whole.length, to, { isRaw: /r/i.test(prefix), quotes });
  return end === undefined ? undefined : end + quotes.length;
}

const formatted = /([fFtT][rR]?|[rR][fFtT])("""|'''|"|')/y;

/**
 * Reads the text of an f-string up to its quotes, or without them up to the end of the range. `undefined`: it does not
 * end.
 */
function readText(
  text: string,
  from: number,
  to: number,
  { isRaw, isFormat = false, quotes = '' }: Manner & { readonly quotes?: string },
  found?: (hole: Hole) => void,
): number | undefined {
  for (let at = from; at < to;) {
    const character = text.charAt(at);
    if (quotes !== '' && text.startsWith(quotes, at)) return at;
    if (character === '\n' && quotes.length === 1) return undefined;
    if (character === '\\') {
      const named = isRaw ? undefined : /^\\N\{[^}]*\}/.exec(text.slice(at, at + 100))?.[0];
      // A backslash does not escape a brace.
      at += named?.length ?? ('{}'.includes(text.charAt(at + 1)) ? 1 : 2);
    } else if (character !== '{') at += 1;
    else if (!isFormat && text.charAt(at + 1) === '{') at += 2;
    else {
      const hole = readHole(text, at + 1, to, isRaw);
      if (hole === undefined) return undefined;
      found?.(hole);
      at = hole.end + 1;
    }
  }
  return quotes === '' ? to : undefined;
}

function readHole(text: string, start: number, to: number, isRaw: boolean): Hole | undefined {
  let depth = 0;
  for (let at = start; at < to;) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") {
      const end = stringEnd(text, at, start, to);
      if (end === undefined) return undefined;
      at = end;
      continue;
    }
    if (depth === 0 && isEnd(text, at)) return endOfHole(text, start, at, to, isRaw);
    if (character === '#') {
      const end = text.indexOf('\n', at);
      if (end === -1 || end >= to) return undefined;
      at = end;
    } else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    at += 1;
  }
  return undefined;
}

/** The end of a string inside a field, from its quotes on. */
function stringEnd(text: string, at: number, from: number, to: number): number | undefined {
  const prefix = /(?<![\p{L}\p{N}_])[a-zA-Z]{1,2}$/u.exec(text.slice(Math.max(from, at - 3), at))?.[0] ?? '';
  if (hasHoles({ prefix })) return formattedEnd(text, at - prefix.length, to);
  plain.lastIndex = at;
  const end = at + (plain.exec(text)?.[0].length ?? Infinity);
  return end <= to ? end : undefined;
}

const plain = /"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y;

/** `!=`, `==` and similar operators do not end the expression. */
function isEnd(text: string, at: number): boolean {
  const character = text.charAt(at);
  if (character === '!') return text.charAt(at + 1) !== '=';
  if (character === '=')
    return /^=(?:\s|#[^\n]*\n)*[!:}]/.test(text.slice(at, at + 200)) && !/[=!<>]/.test(text.charAt(at - 1));
  return character === ':' || character === '}';
}

function endOfHole(text: string, start: number, valueEnd: number, to: number, isRaw: boolean): Hole | undefined {
  const [behind = '', conversion = ''] =
    /^=?(?:\s|#[^\n]*\n)*(?:!\s*([rsa])\s*)?/.exec(text.slice(valueEnd, valueEnd + 200)) ?? [];
  const at = valueEnd + behind.length;
  if (at >= to || !':}'.includes(text.charAt(at))) return undefined;
  // With `=` and no conversion, the value is formatted with `repr`.
  const implied = behind.startsWith('=') && conversion === '' ? 'r' : conversion;
  if (text.charAt(at) !== ':') return { start, valueEnd, conversion: implied, end: at };
  let end = at + 1;
  while (end < to && text.charAt(end) !== '}') {
    const inner = text.charAt(end) === '{' ? readHole(text, end + 1, to, isRaw) : undefined;
    if (text.charAt(end) === '{' && inner === undefined) return undefined;
    end = inner === undefined ? end + 1 : inner.end + 1;
  }
  return end < to ? { start, valueEnd, conversion, format: { start: at + 1, end }, end } : undefined;
}
