import { nowhere } from '../shared/json-paths.js';
import type { JsonPaths, Place } from '../shared/json-paths.js';

export interface JsonRules {
  readonly paths: JsonPaths;
  /** A JSON string. */
  readonly replacement: string;
  /** Redacts the text of a string, which can contain JSON. `undefined` replaces the whole string. */
  readonly redactString: (text: string, place: Place) => string | undefined;
}

/** An object or array that is being parsed. */
interface Container {
  readonly closing: '}' | ']';
  readonly place: Place;
  index: number;
}

/**
 * Scans a JSON document (RFC 8259), or a sequence of documents, without building it, and replaces the values that match
 * a path. Needs no recursion, and copies everything else exactly: numbers are not rounded and keys not reordered.
 * Returns `undefined` for a text that is not valid JSON.
 */
export function redactJson(text: string, start: Place, isSequence: boolean, rules: JsonRules): string | undefined {
  const { paths, replacement, redactString } = rules;
  const output: string[] = [];
  let copied = 0;
  const open: Container[] = [];
  let place = start;
  let hidden: { readonly from: number; readonly depth: number } | undefined;
  const firstAt = text.startsWith('\ufeff') ? 1 : 0;
  let at = isSequence ? skipSeparators(text, firstAt) : skipSpace(text, firstAt);
  const replace = (from: number, to: number, value: string): void => {
    output.push(text.slice(copied, from), value);
    copied = to;
  };

  if (at === text.length) {
    return text;
  }
  for (;;) {
    if (hidden === undefined && place.isHidden) {
      hidden = { from: at, depth: open.length };
    }
    const inside = hidden === undefined ? place : nowhere;
    const first = text[at];
    let closed = true;
    if (first === '{' || first === '[') {
      open.push({ closing: first === '{' ? '}' : ']', place: inside, index: 0 });
      at = skipSpace(text, at + 1);
      closed = text[at] === open.at(-1)?.closing;
      if (closed) {
        open.pop();
        at += 1;
      }
    } else {
      const end = first === '"' ? stringEnd(text, at) : scalarEnd(text, at);
      if (end === undefined) {
        return undefined;
      }
      if (first === '"' && inside !== nowhere) {
        const literal = text.slice(at, end);
        const redacted = redactLiteral(literal, inside, replacement, redactString);
        if (redacted !== literal) {
          replace(at, end, redacted);
        }
      }
      at = end;
    }

    while (closed) {
      if (hidden?.depth === open.length) {
        replace(hidden.from, at, replacement);
        hidden = undefined;
      }
      const container = open.at(-1);
      if (container === undefined) {
        at = isSequence ? skipSeparators(text, at) : skipSpace(text, at);
        if (at === text.length) {
          return output.join('') + text.slice(copied);
        }
        if (!isSequence) {
          return undefined;
        }
        place = start;
        break;
      }
      at = skipSpace(text, at);
      const next = text[at];
      at += 1;
      if (next === container.closing) {
        open.pop();
      } else if (next === ',') {
        at = skipSpace(text, at);
        closed = false;
      } else {
        return undefined;
      }
    }

    const container = open.at(-1);
    if (container?.closing === '}') {
      const end = text[at] === '"' ? stringEnd(text, at) : undefined;
      if (end === undefined) {
        return undefined;
      }
      const key = unquote(text.slice(at, end));
      at = skipSpace(text, end);
      if (text[at] !== ':') {
        return undefined;
      }
      at = skipSpace(text, at + 1);
      place = paths.descend(container.place, key);
    } else if (container !== undefined) {
      place = paths.descend(container.place, String(container.index));
      container.index += 1;
    }
  }
}

/** Redacts a string literal that can contain JSON: it needs a bracket, which can be escaped several times. */
function redactLiteral(
  literal: string,
  place: Place,
  replacement: string,
  redactString: JsonRules['redactString'],
): string {
  if (!/[[{]|\\[ux]/.test(literal)) {
    return literal;
  }
  const text = unquote(literal);
  const redacted = redactString(text, place);
  if (redacted === text) {
    return literal;
  }
  return redacted === undefined ? replacement : JSON.stringify(redacted);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') {
    at += 1;
  }
  return at;
}

/** Skips what can stand between documents: white space, and U+001E in JSON text sequences (RFC 7464). */
function skipSeparators(text: string, from: number): number {
  let at = skipSpace(text, from);
  while (text[at] === '\u001e') {
    at = skipSpace(text, at + 1);
  }
  return at;
}

const doubleQuote = 0x22;
const backslash = 0x5c;
const firstPrintable = 0x20;

/** The end of the string that starts at `from`, or `undefined` if it is not closed or not valid. */
function stringEnd(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === doubleQuote) {
      return at + 1;
    }
    if (code < firstPrintable) {
      return undefined;
    }
    if (code === backslash) {
      at += 1;
      if (text[at] === 'u') {
        if (!/^[\da-f]{4}$/i.test(text.slice(at + 1, at + 5))) {
          return undefined;
        }
        at += 4;
      } else if (!'"\\/bfnrt'.includes(text[at] ?? 'x')) {
        return undefined;
      }
    }
  }
  return undefined;
}

const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

function scalarEnd(text: string, from: number): number | undefined {
  scalar.lastIndex = from;
  return scalar.test(text) ? scalar.lastIndex : undefined;
}

/** The value of a valid string literal. */
function unquote(literal: string): string {
  return literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
}
