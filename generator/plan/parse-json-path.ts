/** Paths into JSON documents, as listed in `redact.json`. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import { type Checked, problem } from '../diagnostics/problem.js';
import type { JsonPath, JsonPathStep } from './plan.js';

/**
 * Parses a path such as `user.cards.*.number`. A backslash escapes the next character, so that a key can contain a dot
 * (`a\.b`) or be a star (`\*`). Keys are returned in lower case, because they are compared case-insensitively.
 */
export function parseJsonPath(path: string): Checked<JsonPath> {
  const wrong = (reason: string, help: string, from: number, to: number): Checked<JsonPath> =>
    problem(diagnostic('json-path', { path, reason }, { help }), from, Math.max(to, from + 1));
  const steps: JsonPathStep[] = [];
  const foreign = foreignSyntax(path);
  if (foreign !== undefined) return wrong(foreign.reason, foreign.help, foreign.from, foreign.to);
  for (const [index, { text, from, escaped }] of split(path).entries()) {
    const to = from + text.length;
    if (escaped === 'open')
      return wrong('the backslash at the end escapes nothing', 'Write `\\\\` for a backslash.', to - 1, to);
    if (text === '') return wrong('a step is empty', emptyHelp(path, from), from, to);
    if (text === '**') {
      // `**.**` means the same as `**`.
      if (steps.at(-1) !== '**') steps.push('**');
      continue;
    }
    if (text === '*') {
      steps.push('*');
      continue;
    }
    if ((text === '$' || text === '@') && index === 0)
      return wrong(
        `\`${text}\` is not needed`,
        path.startsWith(`${text}..`)
          ? `A path always starts at the root. Write \`**\` for any number of levels: \`**.${path.slice(3)}\`.`
          : `A path always starts at the root: remove \`${text}.\`, or write \`\\${text}\` for a key with this name.`,
        from,
        to,
      );
    const flaw = flawOf(text);
    if (flaw !== undefined) return wrong(flaw.reason, flaw.help, from + flaw.from, from + flaw.to);
    steps.push({ key: text.replace(/\\([^])/g, '$1').toLowerCase() });
  }
  if (steps.at(-1) === '**') {
    const last = path.length - 2;
    return wrong(
      '`**` stands last',
      'Add a key after it (`**.token`), or write `*` for everything.',
      last,
      path.length,
    );
  }
  return { value: steps };
}

/**
 * A step as it appears in generated code. A key is a text. A wildcard is a list, so that it cannot be confused with a
 * key.
 */
export function stepData(step: JsonPathStep): string | readonly string[] {
  return typeof step === 'string' ? [step] : step.key;
}

/** What is wrong with a text, where, and what to write. */
interface Flaw {
  readonly reason: string;
  readonly help: string;
  readonly from: number;
  readonly to: number;
}

/** Finds paths in another notation. Each would be a key that no document has. */
function foreignSyntax(path: string): Flaw | undefined {
  const pointer = /^#?\//.exec(path);
  if (pointer !== null) {
    const keys = path.slice(pointer[0].length).split('/');
    const steps = keys.map((key) =>
      key
        .replaceAll('~1', '/')
        .replaceAll('~0', '~')
        .replace(/[.*\\[\],]/g, '\\$&'),
    );
    const help = `${steps.includes('') ? 'Separate keys with dots' : `Write \`${steps.join('.')}\``}, or \`\\/\` for a key that starts with a slash.`;
    return { reason: 'slashes do not separate keys', help, from: 0, to: pointer[0].length };
  }
  const quoted = /(?<=^|\.)(["'`])(.+?)\1(?=\.|$)/.exec(unescaped(path));
  if (quoted !== null) {
    const [whole, mark = '', inside = ''] = quoted;
    const from = quoted.index;
    const key = path.slice(from + 1, from + 1 + inside.length).replace(/(?<!\\)\./g, '\\.');
    const help = `Write \`${path.slice(0, from)}${key}${path.slice(from + whole.length)}\`, or \`\\${mark}\` for a quotation mark.`;
    return { reason: 'quotation marks are not used', help, from, to: from + whole.length };
  }
  const comma = unescaped(path).indexOf(',');
  if (comma === -1) return undefined;
  const [first, second] = [path.slice(0, comma).trim(), path.slice(comma + 1).trim()];
  const entries =
    first === '' || second === '' ? 'one entry for each path' : `two entries, \`${first}\` and \`${second}\``;
  const help = `Write ${entries}, or \`\\,\` for a comma in a key.`;
  return { reason: 'a comma does not separate paths', help, from: comma, to: comma + 1 };
}

/** Finds what makes a step a key that no document has. */
function flawOf(text: string): Flaw | undefined {
  const plain = unescaped(text);
  const bracket = /\[([^\]]*)\]/.exec(plain);
  if (bracket !== null) {
    const [whole, inside = ''] = bracket;
    const help = bracketHelp(text.slice(bracket.index + 1, bracket.index + 1 + inside.length));
    return { reason: 'brackets are not used', help, from: bracket.index, to: bracket.index + whole.length };
  }
  const star = plain.indexOf('*');
  if (star !== -1)
    return {
      reason: 'a star is not a whole step',
      help: 'Write `*` for any single key, `**` for any number of levels, or `\\*` for a star.',
      from: 0,
      to: text.length,
    };
  const space = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/u.exec(plain);
  if (space !== null) {
    const key = text.slice(0, space.index) + text.slice(space.index + space[0].length);
    const help = `${key.trim() === '' ? 'Remove it' : `Write \`${key.trim()}\``}, or a backslash before white space that is part of the key.`;
    return { reason: 'white space stands around a key', help, from: space.index, to: space.index + space[0].length };
  }
  const unicode = /\\u([\da-f]{4})/i.exec(text.replaceAll('\\\\', '__'));
  if (unicode === null) return undefined;
  const character = String.fromCharCode(parseInt(unicode[1] ?? '', 16));
  const help = `Write the character itself: \`${/[.*\\[\],]/.test(character) ? '\\' : ''}${character}\`.`;
  return { reason: 'escapes of JSON are not read', help, from: unicode.index, to: unicode.index + unicode[0].length };
}

/** The text with `_` in place of each escaped character and its backslash, at the same offsets. */
function unescaped(text: string): string {
  return text.replace(/\\[^]/g, '__');
}

function emptyHelp(path: string, from: number): string {
  const isMiddle = from > 0 && from < path.length;
  return isMiddle
    ? 'Separate keys with one dot: `user.ssn`. For any number of levels, write `**`: `user.**.ssn`.'
    : 'Separate keys with one dot: `user.ssn`.';
}

interface Piece {
  /** As written, including escapes. */
  readonly text: string;
  readonly from: number;
  readonly escaped: 'open' | 'whole';
}

function split(path: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let index = 0;
  for (; index < path.length; index++) {
    if (path[index] === '\\') index++;
    else if (path[index] === '.') {
      pieces.push({ text: path.slice(from, index), from, escaped: 'whole' });
      from = index + 1;
    }
  }
  // A backslash at the end of the text has moved the index past the end.
  pieces.push({ text: path.slice(from), from, escaped: index > path.length ? 'open' : 'whole' });
  return pieces;
}

function bracketHelp(inside: string): string {
  if (inside === '' || inside === '*') return 'Write `.*` for every item of a list, or `\\[` for a bracket.';
  const key = inside.replace(/^['"]|['"]$/g, '');
  return `Write \`.${key}\` in place of \`[${inside}]\`, or \`\\[\` for a bracket.`;
}
