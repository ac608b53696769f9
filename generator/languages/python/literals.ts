/**
 * Converts a user's text to Python literals, identifiers and docstrings. User text must enter generated code only
 * through these functions, so that it cannot become code.
 */

/** A string literal in ASCII, so that readers and linters cannot mistake one character for another. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text)
    .replace(/[\u007f-\uffff]/g, unicodeEscape)
    .replace(surrogatePair, wideEscape);
}

/** Text for the inside of an f-string in double quotes. */
export function formatText(text: string): string {
  return stringLiteral(text)
    .slice(1, -1)
    .replace(/[{}]/g, (brace) => brace + brace);
}

/** A bytes literal; `text` must be ASCII. */
export function bytesLiteral(text: string): string {
  return `b${stringLiteral(text)}`;
}

/** A tuple of strings or of such tuples. */
export function tupleLiteral(items: Texts): string {
  const printed = items.map((item) => (typeof item === 'string' ? stringLiteral(item) : tupleLiteral(item)));
  return printed.length === 1 ? `(${printed.join('')},)` : `(${printed.join(', ')})`;
}
export type Texts = readonly (string | Texts)[];

/** A frozenset of strings. */
export function setLiteral(items: readonly string[]): string {
  return items.length === 0 ? 'frozenset[str]()' : `frozenset({${items.map(stringLiteral).join(', ')}})`;
}

/** A dictionary with string keys and values. */
export function dictLiteral(entries: readonly (readonly [key: string, value: string])[]): string {
  return `{${entries.map(([key, value]) => `${stringLiteral(key)}: ${stringLiteral(value)}`).join(', ')}}`;
}

/** Adds separators to large numbers: `65_536`. */
export function numberLiteral(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, '_');
}

/**
 * A docstring: the first line of the text is the summary, and each further line becomes a paragraph, wrapped to
 * `width`.
 */
export function docstring(text: string, indent = 0, width = 80): string {
  const lines = text
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ' ').trim())
    .filter((line) => line !== '')
    .map((line) => line.replaceAll('"""', "'''"));
  const [first = '', ...rest] = lines;
  const summary = sentence(first);
  const paragraphs =
    summary.length + indent + 6 <= width
      ? [[summary], ...rest.map((line) => wrap(line, width - indent))]
      : [['Middleware.'], ...lines.map((line) => wrap(line, width - indent))];
  const space = ' '.repeat(indent);
  const body = paragraphs.map((paragraph) => paragraph.join(`\n${space}`)).join(`\n\n${space}`);
  const closing = paragraphs.length === 1 && !body.endsWith('"') ? '"""' : `\n${space}"""`;
  // A docstring with backslashes is a raw string. Raw strings cannot escape quotes, so `"""` was replaced above.
  return `${body.includes('\\') ? 'r' : ''}"""${body}${closing}`;
}

const surrogatePair = /\\ud([89ab][\da-f]{2})\\ud([c-f][\da-f]{2})/g;

function wideEscape(_: string, high: string, low: string): string {
  const point =
    0x10000 + ((Number.parseInt(`d${high}`, 16) - 0xd800) << 10) + (Number.parseInt(`d${low}`, 16) - 0xdc00);
  return `\\U${point.toString(16).padStart(8, '0')}`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Starts the text with a capital letter and ends it with a full stop, as documentation linters require. */
function sentence(line: string): string {
  const capital = line.charAt(0).toUpperCase() + line.slice(1);
  return /[.?!]$/.test(capital) || capital === '' ? capital : `${capital}.`;
}

function wrap(line: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of line.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
