/**
 * Texts that differ only by names and constants, as the modules of an output with many middleware do. A function that
 * treats all names alike is called for the first of them, and its result is renamed for the others.
 */

/** A text, as a form that others may have too, and the words that are its own. */
export interface Pattern {
  readonly form: string;
  readonly own: readonly string[];
}

/** How often a text has to occur for a pattern to be worth searching for. */
const fewest = 24;

export class Patterns {
  /** Words that most texts do not have; absent if there are only a few texts. */
  readonly #rare: ReadonlySet<string> | undefined;

  /** `special` are the words that mean something to the functions that are called. */
  constructor(texts: readonly string[], special: ReadonlySet<string>) {
    this.#rare = texts.length < fewest ? undefined : rareWords(texts, special);
  }

  /** The pattern of a text. What comes before `start` is a part of its form. */
  of(text: string, start = 0): Pattern {
    const rare = this.#rare;
    if (rare === undefined) return { form: text, own: [] };
    const parts = text.split(words);
    const fixed = fixedWords(parts, start);
    const numbers = new Map<string, number>();
    for (let at = 1; at < parts.length; at += 2) {
      const word = parts[at] ?? '';
      if (!rare.has(word) || fixed.has(word)) continue;
      const number = numbers.get(word);
      parts[at] = number === undefined ? `\0${kindOf(word)}\0` : `\0${String(number)}\0`;
      if (number === undefined) numbers.set(word, numbers.size);
    }
    return { form: parts.join(''), own: [...numbers.keys()] };
  }
}

/** A text that was made from one with some words of its own, as it would be with others in their place. */
export function renamed(text: string, from: readonly string[], to: readonly string[]): string {
  return instance(resultOf(text, from, plainWords), to);
}

/**
 * The texts from which all others can be made by renaming, such that each word that is not the same in all texts of a
 * form is not the same in those that are chosen. Returns the first text of the form for each text, by their positions.
 */
export function representatives(patterns: readonly Pattern[]): {
  chosen: ReadonlySet<number>;
  firsts: readonly number[];
} {
  const forms = new Map<string, { readonly first: number; readonly varied: Set<number> }>();
  const chosen = new Set<number>();
  const firsts = patterns.map(({ form, own }, position) => {
    const known = forms.get(form);
    if (known === undefined) {
      forms.set(form, { first: position, varied: new Set() });
      chosen.add(position);
      return position;
    }
    const others = patterns[known.first]?.own ?? [];
    for (const [number, word] of own.entries()) {
      if (word === others[number] || known.varied.has(number)) continue;
      known.varied.add(number);
      chosen.add(position);
    }
    return known.first;
  });
  return { chosen, firsts };
}

/** The results of a function by the forms of the texts that it was called for. */
export class Alike {
  readonly #known = new Map<string, Result>();
  readonly #words: RegExp;

  /** `isQuoted`: strings are written as in JSON in the results, so that new escapes can precede a word. */
  constructor({ isQuoted }: { readonly isQuoted: boolean }) {
    this.#words = isQuoted ? /\\(?:u[\da-f]{4}|[^])|[\w$]+/g : plainWords;
  }

  /** The result for a text with this pattern. */
  async of({ form, own }: Pattern, make: () => string | Promise<string>): Promise<string> {
    const known = this.#known.get(form);
    if (known !== undefined) return instance(known, own);
    const made = await make();
    if (own.length > 0) this.#known.set(form, resultOf(made, own, this.#words));
    return made;
  }
}

/** A result without the words of its own, and their numbers. */
interface Result {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

function resultOf(text: string, own: readonly string[], words: RegExp): Result {
  const numbers = new Map(own.map((word, number) => [word, number]));
  const found: number[] = [];
  const texts: string[] = [];
  let end = 0;
  for (const match of text.matchAll(words)) {
    const number = numbers.get(match[0]);
    if (number === undefined) continue;
    texts.push(text.slice(end, match.index));
    found.push(number);
    end = match.index + match[0].length;
  }
  return { texts: [...texts, text.slice(end)], numbers: found };
}

function instance({ texts, numbers }: Result, own: readonly string[]): string {
  let text = texts[0] ?? '';
  for (const [at, number] of numbers.entries()) text += (own[number] ?? '') + (texts[at + 1] ?? '');
  return text;
}

const words = /([\w$]+)/;
const plainWords = /[\w$]+/g;
/** Names, and whole numbers that can be written in one way only. */
const renamable = /^(?:[A-Za-z_$][\w$]*|[1-9]\d{0,14})$/;

function rareWords(texts: readonly string[], special: ReadonlySet<string>): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(text.match(/[\w$]+/g))) counts.set(word, (counts.get(word) ?? 0) + 1);
  const most = texts.length / 8;
  const rare = new Set<string>();
  for (const [word, count] of counts) if (count <= most && renamable.test(word) && !special.has(word)) rare.add(word);
  return rare;
}

/** Words whose letters mean something by their place: those at the start, of escapes, fractions and flags of patterns. */
function fixedWords(parts: readonly string[], start: number): ReadonlySet<string> {
  const fixed = new Set<string>();
  let position = 0;
  for (let at = 1; at < parts.length; at += 2) {
    const [before = '', word = '', after = ''] = [parts[at - 1], parts[at], parts[at + 1]];
    position += before.length;
    const isEscape = before.endsWith('\\') || after.startsWith('\\');
    const isFraction = /^\d+$/.test(word) && (before.endsWith('.') || after.startsWith('.'));
    const isFlags = before.endsWith('/') && /^[dgimsuvy]+$/.test(word);
    if (position < start || isEscape || isFraction || isFlags) fixed.add(word);
    position += word.length;
  }
  return fixed;
}

/** What a layout can depend on: how long a word is, and the kind of each character. */
function kindOf(word: string): string {
  const known = kinds.get(word);
  if (known !== undefined) return known;
  const kind = word.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/\d/g, '0');
  kinds.set(word, kind);
  return kind;
}

const kinds = new Map<string, string>();
