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

/**
 * Finds the replacement fields in a range of an f-string, leaving out named characters (`\N{…}`). Before Python 3.12, a
 * field cannot contain quotes of the kind that surround the string.
 */
export function holesOf(text: string, from: number, to: number): Hole[] {
  const holes: Hole[] = [];
  for (let at = from; at < to; at += 1) {
    if (text.charAt(at) !== '{') continue;
    if (text.charAt(at + 1) === '{') {
      at += 1;
      continue;
    }
    if (text.slice(at - 2, at) === '\\N') continue;
    const hole = readHole(text, at + 1, to);
    holes.push(hole);
    at = hole.end;
  }
  return holes;
}

function readHole(text: string, start: number, to: number): Hole {
  let depth = 0;
  let quote = '';
  for (let at = start; at < to; at += 1) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('([{'.includes(character)) depth += 1;
    else if (depth > 0 && ')]}'.includes(character)) depth -= 1;
    else if (depth === 0 && isEnd(text, at)) return endOfHole(text, start, at, to);
  }
  return { start, valueEnd: to, conversion: '', end: to };
}

/** `!=`, `==` and similar operators do not end the expression. */
function isEnd(text: string, at: number): boolean {
  const character = text.charAt(at);
  if (character === '!') return text.charAt(at + 1) !== '=';
  if (character === '=') return /^=\s*[!:}]/.test(text.slice(at, at + 10)) && !/[=!<>]/.test(text.charAt(at - 1));
  return character === ':' || character === '}';
}

function endOfHole(text: string, start: number, valueEnd: number, to: number): Hole {
  const [behind = '', conversion = ''] = /^=?\s*(?:!([rsa]))?/.exec(text.slice(valueEnd, valueEnd + 20)) ?? [];
  const at = valueEnd + behind.length;
  // With `=` and no conversion, the value is formatted with `repr`.
  const implied = behind.startsWith('=') && conversion === '' ? 'r' : conversion;
  if (text.charAt(at) !== ':') return { start, valueEnd, conversion: implied, end: at };
  let depth = 0;
  let end = at + 1;
  for (; end < to; end += 1) {
    if (text.charAt(end) === '{') depth += 1;
    else if (text.charAt(end) === '}') {
      if (depth === 0) break;
      depth -= 1;
    }
  }
  return { start, valueEnd, conversion, format: { start: at + 1, end }, end };
}
