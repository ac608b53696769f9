import { decisiveKeys } from '../shared/json-paths.js';
import type { JsonPath, Place } from '../shared/json-paths.js';
import { percentDecode } from '../shared/percent.js';

/** Escapes can be escaped again; more often than this they are left unchanged. */
const maxPasses = 16;

/**
 * Finds keys in texts that could not be parsed, as programs write them: before a colon, and beside a quote or at the start
 * of a member. That covers JSON with comments, other literals or bare keys, JSON inside other text, and escaped JSON.
 */
export class LooseKeys {
  readonly #named: (text: string) => boolean;
  readonly #assigned: RegExp | undefined;
  readonly #line: RegExp | undefined;
  // The last character of any key decides as well as the whole.
  readonly #any = keyTest(['(?:[^\\s"\'`{}[\\](),:/]|/(?![/*])){1,100}'], ['[^\\s"\'`{}[\\](),:]']);

  constructor(paths: readonly JsonPath[]) {
    const keys = decisiveKeys(paths)
      .map(plainText)
      // A key can be the start of another.
      .sort((one, other) => other.length - one.length);
    this.#named = keys.includes('') ? this.#any : keyTest(keys.map(escapePattern));
    if (keys.length > 0 && !keys.includes('')) {
      const names = `(?:${keys.map(escapePattern).join('|')})`;
      this.#assigned = new RegExp(`(?:["'\`]|[{(,;][ \\trn]*:?)${names}["'\`]?[ \\t]*=`);
      this.#line = new RegExp(`(?:^|[\\r\\n])[ \\t]*(?:[-?][ \\t]+)*${names}[ \\t]*:`);
    }
  }

  /** Whether a text, which stands at a place of a document, contains a key that redaction depends on. */
  areIn(text: string, place: Place): boolean {
    if (!/[:=%/\\]/.test(text)) {
      return false;
    }
    const plain = plainText(text);
    return this.#named(plain) || this.#assigned?.test(plain) === true || (place.isOpen && this.#any(plain));
  }

  /** Whether a line of a text starts with a key and a colon, as in YAML. */
  startLines(text: string): boolean {
    return this.#line?.test(plainText(text)) === true;
  }
}

/**
 * What can be between a key and the separator: also the rest of an escaped line end or tab, and misplaced punctuation,
 * except that of names and calls.
 */
const between = '[\\s\\u001e!"#%&\'*+,;<=>?@[\\]^`{|}~rnt]';
const separator = ':|/[/*]';
const afterKey = new RegExp(`${between}*(${separator})?`, 'y');

/** `ends` are patterns of what stands before a closing quote. */
function keyTest(patterns: readonly string[], ends = patterns): (text: string) => boolean {
  if (patterns.length === 0) {
    return () => false;
  }
  const names = `(?:${patterns.join('|')})`;
  const quoted = new RegExp(`["'\`]${names}(?=${between}|${separator})|(?:${ends.join('|')})["'\`]`, 'g');
  const bare = new RegExp(`(?:[{,(\\r\\n]|\\*/)[ \\trn]*${names}(?=${between}|${separator})`, 'g');
  return (text) => isBeforeValue(quoted, text) || (text.includes('{') && isBeforeValue(bare, text));
}

/**
 * Whether a separator follows one of the keys that a pattern finds. What is between is searched once for all keys that
 * end in it: with a pattern for everything, time would grow with the square of the length.
 */
function isBeforeValue(pattern: RegExp, text: string): boolean {
  let [from, to] = [-1, -1];
  pattern.lastIndex = 0;
  for (let key = pattern.exec(text); key !== null; key = pattern.exec(text)) {
    const end = key.index + key[0].length;
    if (end < from || end > to) {
      afterKey.lastIndex = end;
      if (afterKey.exec(text)?.[1] !== undefined) {
        return true;
      }
      [from, to] = [end, afterKey.lastIndex];
    }
    // Keys can overlap.
    pattern.lastIndex = key.index + 1;
  }
  return false;
}

/** The text in lower case, without escapes of percent-encoding, JSON and HTML. */
function plainText(text: string): string {
  let plain = percentDecode(text).replace(/&(?:quot|#34|#x22);/gi, '"');
  for (let pass = 0; pass < maxPasses && /\\[ux]/i.test(plain); pass += 1) {
    plain = plain.replace(/(?<!\\)\\+(?:u([\da-f]{4})|x([\da-f]{2}))/gi, (_, unicode?: string, byte?: string) =>
      String.fromCharCode(parseInt(unicode ?? byte ?? '', 16)),
    );
  }
  return plain.replace(/\\/g, '').toLowerCase();
}

function escapePattern(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}
