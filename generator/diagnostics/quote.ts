/**
 * Quotes a user's text for a message. Long text is cut, and control characters are escaped, so that they cannot affect
 * the terminal.
 */
export function quote(text: string): string {
  return `"${excerpt(text)}"`;
}

/** The same without quotes. */
export function excerpt(text: string): string {
  const characters = Array.from(text.slice(0, 4 * longest));
  const cut = characters.length > longest ? [...characters.slice(0, longest - 1), '…'] : characters;
  return cut.map(shown).join('');
}

/** A single character for a message: the character itself if it is visible, and its code point. */
export function characterName(character: string): string {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const known = names.get(character);
  if (known !== undefined) return `${known} (${code})`;
  return unseen.test(character) ? code : `"${character}" (${code})`;
}

const longest = 60;
/**
 * Control characters, format characters such as direction marks, unpaired surrogates, the two Unicode line separators,
 * and spaces that look like ordinary ones.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|(?! )\p{Zs}/u;
const names = new Map([
  ['\0', 'a NUL'],
  ['\t', 'a tab'],
  ['\n', 'a line feed'],
  ['\r', 'a carriage return'],
  ['\x1b', 'an escape character'],
  [' ', 'a space'],
  ['\u00a0', 'a no-break space'],
]);

function shown(character: string): string {
  if (!unseen.test(character)) return character;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
