/** A user's text inside a message: in double quotes, cut where it is long, with nothing in it that a terminal would obey. */
export function quote(text: string): string {
  return `"${excerpt(text)}"`;
}

/** The same without the quotes. */
export function excerpt(text: string): string {
  const characters = Array.from(text.slice(0, 4 * longest));
  const cut = characters.length > longest ? [...characters.slice(0, longest - 1), '…'] : characters;
  return cut.map(shown).join('');
}

/** A single character as a message names it: itself where it can be seen, and its code point. */
export function characterName(character: string): string {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const known = names.get(character);
  if (known !== undefined) return `${known} (${code})`;
  return unseen.test(character) ? code : `"${character}" (${code})`;
}

const longest = 60;
/** Controls, format characters such as direction marks, unpaired surrogates, and the two separators that end a line. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const names = new Map([
  ['\0', 'a NUL'],
  ['\t', 'a tab'],
  ['\n', 'a line feed'],
  ['\r', 'a carriage return'],
  ['\x1b', 'an escape character'],
  [' ', 'a space'],
]);

function shown(character: string): string {
  if (!unseen.test(character)) return character;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
