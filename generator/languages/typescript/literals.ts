/** The one door through which a user's text enters TypeScript: as a literal, an identifier or a comment, never as code. */

/**
 * A string literal. Quotes are Prettier's business; characters that cannot be seen are escaped, so that no reader takes one
 * text for another. What reads like a hole becomes a template literal, where it is escaped for all to see: in quotes, linters
 * take it for a slip.
 */
export function stringLiteral(text: string): string {
  return text.includes('${') ? `\`${templateText(text)}\`` : quotedLiteral(text);
}

/** The inside of a template literal. */
export function templateText(text: string): string {
  return quotedLiteral(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/`|\$\{/g, (match) => `\\${match}`);
}

function quotedLiteral(text: string): string {
  return JSON.stringify(text).replace(unseen, unicodeEscape);
}

/** `65_536` reads better than `65536`. */
export function numberLiteral(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, '_');
}

/** Any plain data, as it would be written by hand: keys quoted where they must be. */
export function dataLiteral(data: Data): string {
  if (Array.isArray(data)) return `[${data.map((item: Data) => dataLiteral(item)).join(', ')}]`;
  if (typeof data === 'string') return stringLiteral(data);
  if (data === null || typeof data !== 'object') return String(data);
  const fields = Object.entries(data).filter((field): field is [string, Data] => field[1] !== undefined);
  return `{ ${fields.map(([key, value]) => `${propertyKey(key)}: ${dataLiteral(value)}`).join(', ')} }`;
}
export type Data = string | number | boolean | null | readonly Data[] | { readonly [key: string]: Data | undefined };

/** Text for the inside of a `/** … *\/` comment, in lines. None begins with a tag: some tags are directives. */
export function commentLines(text: string): string[] {
  return text
    .replaceAll('*/', '*\\/')
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => line.replace(unseen, ' ').trim().replace(/^@/, '\\@'))
    .filter((line) => line !== '');
}

/** A key of an object; in quotes alone, `__proto__` would set the prototype. */
function propertyKey(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return /^[a-z_$][\w$]*$/i.test(key) ? key : quotedLiteral(key);
}

/** Controls, formats such as the marks of writing directions, line and paragraph separators, and halves of pairs. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function unicodeEscape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
