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
  const pieces = split(path);
  for (const [index, { text, from, escaped }] of pieces.entries()) {
    const to = from + text.length;
    if (escaped === 'open')
      return wrong('the backslash at the end escapes nothing', 'Write `\\\\` for a backslash.', to - 1, to);
    if (text === '') return wrong('a step is empty', 'Separate keys with one dot: `user.ssn`.', from, to);
    if (text === '**') {
      // `**.**` means the same as `**`.
      if (steps.at(-1) !== '**') steps.push('**');
      continue;
    }
    if (text === '*') {
      steps.push('*');
      continue;
    }
    if (text === '$' && index === 0)
      return wrong(
        '`$` is not needed',
        'A path always starts at the root: remove `$.`, or write `\\$` for a key with this name.',
        from,
        to,
      );
    const bracket = /(?<!\\)\[(\d+|\*|'[^']*'|"[^"]*")?\]/.exec(text);
    if (bracket !== null) return wrong('brackets are not used', bracketHelp(bracket[1]), from + bracket.index, to);
    const star = /(?<!\\)\*/.exec(text.replace(/\\\\/g, '__'));
    if (star !== null)
      return wrong(
        'a star is not a whole step',
        'Write `*` for any single key, `**` for any number of levels, or `\\*` for a star.',
        from,
        to,
      );
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

function bracketHelp(inside: string | undefined): string {
  if (inside === undefined || inside === '*') return 'Write `.*` for every item of a list, or `\\[` for a bracket.';
  const key = inside.replace(/^['"]|['"]$/g, '');
  return `Write \`.${key}\` in place of \`[${inside}]\`, or \`\\[\` for a bracket.`;
}
