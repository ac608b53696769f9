/**
 * Converts a user's text to TypeScript literals, identifiers and comments. User text must enter generated code only
 * through these functions, so that it cannot become code.
 */

/**
 * A string literal. Prettier chooses the quotes. Invisible characters are escaped so that readers cannot mistake the
 * text for another one. Text with `${` becomes a template literal with an escape, because linters report `${` in plain
 * quotes as a probable mistake.
 */
export function stringLiteral(text: string): string {
  return text.includes('${') ? `\`${templateText(text)}\`` : quotedLiteral(text);
}

/** Text for the inside of a template literal. */
export function templateText(text: string): string {
  return quotedLiteral(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/`|\$\{/g, (match) => `\\${match}`);
}

function quotedLiteral(text: string): string {
  return JSON.stringify(text).replace(unseen, unicodeEscape);
}

/** Adds separators to large numbers: `65_536`. */
export function numberLiteral(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, '_');
}

/** Plain data as a literal. Keys are quoted only if necessary. */
export function dataLiteral(data: Data): string {
  if (Array.isArray(data)) return `[${data.map((item: Data) => dataLiteral(item)).join(', ')}]`;
  if (typeof data === 'string') return stringLiteral(data);
  if (data === null || typeof data !== 'object') return String(data);
  const fields = Object.entries(data).filter((field): field is [string, Data] => field[1] !== undefined);
  return `{ ${fields.map(([key, value]) => `${propertyKey(key)}: ${dataLiteral(value)}`).join(', ')} }`;
}
export type Data = string | number | boolean | null | readonly Data[] | { readonly [key: string]: Data | undefined };

/**
 * Text as lines for the inside of a `/** … *\/` comment. A line never begins with `@`, because some tags are
 * directives.
 */
export function commentLines(text: string): string[] {
  return text
    .replaceAll('*/', '*\\/')
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => line.replace(unseen, ' ').trim().replace(/^@/, '\\@'))
    .filter((line) => line !== '');
}

/** A key of an object literal. A plain or quoted `__proto__` would set the prototype, so it becomes a computed key. */
function propertyKey(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return /^[a-z_$][\w$]*$/i.test(key) ? key : quotedLiteral(key);
}

/** Control and format characters such as direction marks, line and paragraph separators, and unpaired surrogates. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function unicodeEscape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
