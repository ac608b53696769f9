import { CleanJson } from '../shared/clean-json.js';
import { FormNames } from '../shared/form-names.js';
import { JsonPaths } from '../shared/json-paths.js';
import type { JsonPath, Place } from '../shared/json-paths.js';
import { LooseKeys } from '../shared/loose-keys.js';
import { formDecode } from '../shared/percent.js';
import { redactJson } from '../shared/redact-json.js';

/**
 * JSON strings can contain JSON, which can contain such strings again. Each level of ordinary escaping doubles the
 * backslashes, so real documents do not reach this depth. Deeper strings are replaced completely.
 */
const maxNesting = 16;

/**
 * Redacts values in JSON, sequences of JSON documents, event streams and forms. The text decides what a body is, and not
 * only its declared type, because the declaration can be wrong or missing.
 */
export class Redactor {
  readonly #paths: JsonPaths;
  readonly #clean: CleanJson;
  readonly #names: FormNames;
  readonly #replacement: string;
  readonly #literal: string;
  readonly #keys: LooseKeys;

  constructor(paths: readonly JsonPath[], replacement: string) {
    this.#paths = new JsonPaths(paths);
    this.#clean = new CleanJson(paths);
    this.#names = new FormNames(paths, this.#paths);
    this.#replacement = replacement;
    this.#literal = JSON.stringify(replacement);
    this.#keys = new LooseKeys(paths);
  }

  /**
   * Returns the text with redacted values and otherwise unchanged, or `undefined` if it may contain values to redact and
   * cannot be read completely.
   */
  redact(text: string, type: string, truncated: boolean): string | undefined {
    if (isJsonType(type)) {
      return truncated ? undefined : this.#document(text);
    }
    if (isSequenceType(type)) {
      return this.#json(truncated ? completeDocuments(text) : text, true, this.#paths.start, 0);
    }
    if (type.startsWith('multipart/') || binaryControls.test(text)) {
      return undefined;
    }
    return hasDataLines(text)
      ? this.#eventStream(text, truncated && type === 'text/event-stream')
      : this.#text(text, type === formType, truncated);
  }

  /** Whether a body of this type that starts with this text can go on with values to redact. */
  mayConcern(type: string, start: string): boolean {
    return (
      isJsonType(type) ||
      isSequenceType(type) ||
      namedValueTypes.test(type) ||
      isOneWord(start) ||
      looksLikeJson(start) ||
      isStartOfData(start.slice(contentStart(start))) ||
      this.redact(start, type, true) !== start
    );
  }

  /** Whether redaction finds something in a text of unknown type, or in a part of it between control characters. */
  changes(text: string, truncated: boolean): boolean {
    return text
      .split(binaryControls)
      .some((part) => part.length >= leastPair && this.redact(part, '', truncated) !== part);
  }

  /** Redacts a text of unknown kind. */
  #text(text: string, isForm: boolean, truncated: boolean): string | undefined {
    const looksLike = looksLikeJson(text);
    if (looksLike && truncated) {
      return undefined;
    }
    const documents = startsLikeValue(text) ? this.#json(text, true, this.#paths.start, 0) : undefined;
    if (documents !== undefined) {
      return documents;
    }
    if (looksLike || partHeader.test(text) || this.#keys.startLines(text)) {
      return undefined;
    }
    return isForm || isOneWord(text) ? this.#form(text) : this.#prose(text);
  }

  #document(text: string): string | undefined {
    return this.#clean.accepts(text) ? text : this.#json(text, false, this.#paths.start, 0);
  }

  #json(text: string, isSequence: boolean, start: Place, nesting: number): string | undefined {
    return redactJson(text, start, isSequence, {
      paths: this.#paths,
      replacement: this.#literal,
      redactString: (inner, place) => this.#string(inner, place, nesting + 1),
    });
  }

  /** Redacts a text inside another, which can be JSON. */
  #string(text: string, place: Place, nesting: number): string | undefined {
    if (nesting > maxNesting) {
      return undefined;
    }
    const documents = startsLikeValue(text) ? this.#json(text, true, place, nesting) : undefined;
    return documents ?? (looksLikeJson(text) || this.#keys.areIn(text, place) ? undefined : text);
  }

  #eventStream(text: string, isCut: boolean): string | undefined {
    const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
    const events: string[][] = [[]];
    for (const line of text.slice(mark.length).split(/(?<=\n|\r(?!\n))/)) {
      events.at(-1)?.push(line);
      if (line === '\n' || line === '\r' || line === '\r\n') {
        events.push([]);
      }
    }
    const whole = isCut ? events.slice(0, -1) : events;
    return joinAll([mark, ...whole.map((lines) => this.#event(lines))], '');
  }

  /** Redacts one event. All its `data:` lines together are one text (WHATWG HTML, 9.2.6). */
  #event(lines: readonly string[]): string | undefined {
    const parts = lines.map((line) => ({ line, data: /^(data: ?)([^\r\n]*)([\r\n]*)$/.exec(line) }));
    const payload = parts.flatMap(({ data }) => data?.[2] ?? []).join('\n');
    const redacted = this.#text(payload, false, false);
    const rest = redacted?.split('\n') ?? [];
    const last = parts.filter(({ data }) => data !== null).length;
    let count = 0;
    return redacted === undefined
      ? undefined
      : joinAll(
          parts.map(({ line, data }) => {
            if (data === null) {
              return this.#prose(line);
            }
            const [, field = '', , end = ''] = data;
            count += 1;
            // A value that had several lines has one now. Then the last lines are empty: without them, the end of a line
            // could join that of another.
            const shown = count === last ? rest.slice(count - 1) : rest.slice(count - 1, count);
            return shown.length === 0 ? field + end : shown.map((one) => field + one + end).join('');
          }),
          '',
        );
  }

  #form(text: string): string | undefined {
    if (/[<"{]/.test(text) && this.#keys.areIn(text, this.#paths.start)) {
      // Forms encode these characters. This is something else, in which an `&` does not separate pairs.
      return undefined;
    }
    return joinAll(
      text.split(/(&|(?:\r\n?|\n)(?=[^\s=&]+=))/).map((part, index) => (index % 2 === 0 ? this.#pair(part) : part)),
      '',
    );
  }

  /** Redacts a text that is neither JSON nor a form, but can have lines such as `name=value`. */
  #prose(text: string): string | undefined {
    const redacted = text.includes('=')
      ? text.replace(/[^&\r\n]+/g, (pair) => (/^\s*[^\s=<>"']+[ \t]*=/.test(pair) ? (this.#pair(pair) ?? pair) : pair))
      : text;
    return this.#keys.areIn(redacted, this.#paths.start) ? undefined : redacted;
  }

  #pair(pair: string): string | undefined {
    const [name = '', ...rest] = pair.split('=');
    if (rest.length === 0) {
      // A name alone can be JSON that was declared or encoded as a form.
      return this.#value(name, this.#paths.start);
    }
    if (this.#keys.areIn(name, this.#paths.start)) {
      return undefined;
    }
    const place = this.#names.placeOf(formDecode(name));
    const value = place === undefined ? this.#replacement : this.#value(rest.join('='), place);
    return value === undefined ? undefined : `${name}=${value}`;
  }

  #value(value: string, place: Place): string | undefined {
    const decoded = formDecode(value);
    const redacted = this.#string(decoded, place, 1);
    if (/["{]/.test(value) && (redacted === undefined || this.#keys.areIn(value, place))) {
      // Forms encode braces and quotes. This is something else: neither are keys in it members of the value, nor does
      // an `&` separate pairs.
      return undefined;
    }
    if (redacted === decoded) {
      return value;
    }
    const shown = redacted ?? this.#replacement;
    return value === decoded ? shown : encodeURIComponent(shown);
  }
}

const formType = 'application/x-www-form-urlencoded';

/** Types other than JSON whose values have names. */
const namedValueTypes = /^(?:application\/x-www-form-urlencoded|multipart\/.*|text\/event-stream)$/;

const sequenceTypes = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
  'application/json-seq',
]);

function isJsonType(type: string): boolean {
  return type === 'application/json' || type === 'text/json' || type.endsWith('+json');
}

function isSequenceType(type: string): boolean {
  return sequenceTypes.has(type) || type.endsWith('+json-seq');
}

/** Redacts the values of the named query parameters. Names are compared decoded and case-insensitively. */
export function redactQuery(query: string, names: ReadonlySet<string>, replacement: string): string {
  return query
    .split('&')
    .map((pair) => {
      // Some servers take `;` for a separator too. What follows a value to redact can also be a part of it.
      const parts = pair.split(';');
      const at = parts.findIndex((part) => part.includes('=') && isNamed(formDecode(nameIn(part)), names));
      return at === -1 ? pair : [...parts.slice(0, at), `${nameIn(parts[at] ?? '')}=${replacement}`].join(';');
    })
    .join('&');
}

function nameIn(pair: string): string {
  return pair.slice(0, pair.indexOf('='));
}

/** Whether a name is in the list, or is that of an item or member of a listed parameter: `token[]`, `token[0]`, `token.a`. */
function isNamed(name: string, names: ReadonlySet<string>): boolean {
  const lower = name.trim().toLowerCase();
  return names.has(lower) || names.has(lower.replace(/[.[].*$/s, ''));
}

/** Redacts the query of a URL, such as that of a `Referer` header. */
export function redactUrl(url: string, names: ReadonlySet<string>, replacement: string): string {
  return url.replace(/\?([^#]*)/, (_, query: string) => `?${redactQuery(query, names, replacement)}`);
}

/** Whether a text starts like a JSON value. */
function startsLikeValue(text: string): boolean {
  return '"{[-0123456789tfn'.includes(text[contentStart(text)] ?? ' ');
}

/** Whether a text starts like a JSON object or array. */
function looksLikeJson(text: string): boolean {
  return /^(?:\{\s*["}]|\[\s*(?:["{[\]\d-]|true|false|null))/.test(text.slice(contentStart(text)));
}

/** The position after a byte order mark, white space, and separators of JSON text sequences. */
function contentStart(text: string): number {
  let at = 0;
  while (text[at] === '\u001e' || /\s/.test(text[at] ?? 'x')) {
    at += 1;
  }
  return at;
}

/**
 * The start of a text that can go on with data, though its first characters are not data: a scalar on its own, a
 * comment, JavaScript with bare keys or a function call around JSON, what protects JSON from being run as a script, a
 * line of an event stream, or a part of a multipart body.
 */
const startOfData = new RegExp(
  '^(?:' +
    [
      '(?:[-+]?(?:[\\d.]+|Infinity)|true|false|null|NaN|undefined|None|True|False)\\s*(?:$|[\\r\\n{["])',
      '/[/*]',
      '[)\\]]',
      '(?:while|for) ?\\(',
      '[\\w$.]+\\(\\s*[{["]',
      "\\{\\s*(?:['/]|(?:[\\w$]+\\s*)?(?::|$))",
      "\\[\\s*(?:['/+.]|NaN|Infinity|undefined|None|True|False|$)",
      '(?:data|event|id|retry)?:',
      '--\\S+[\\r\\n]',
    ].join('|') +
    ')',
);

/** Whether a text can go on with data, whatever it starts with. */
function isStartOfData(text: string): boolean {
  if (!text.startsWith('"')) {
    return startOfData.test(text);
  }
  // Not in the pattern: for each escape, it would need memory until the end, of which there is not always enough.
  const [, after = ''] = text.slice(1).replace(/\\./gs, '_').split('"', 2);
  return /^\s*(?:$|[\r\n{["])/.test(after);
}

/** Control characters that text can have: of lines, pages, terminals and JSON text sequences. */
const textControls = '\t\n\f\r\u001b\u001e';

/** All others below U+0020. A text that has one is in another encoding than declared. */
const binaryControls = new RegExp(`[^\\P{Cc}${textControls}\\u007f-\\u009f]`, 'u');

/** Shorter parts contain no name and value, such as `a=1`. Most texts in UTF-16 have many of them. */
const leastPair = 3;

/** A header of a part of a multipart body. */
const partHeader = /^content-disposition\s*:/im;

function hasDataLines(text: string): boolean {
  return text.includes('data:') && /(?:^\ufeff?|[\r\n])data:/.test(text);
}

function isOneWord(text: string): boolean {
  return !/\s/.test(text.trim());
}

function joinAll(parts: readonly (string | undefined)[], separator: string): string | undefined {
  return parts.every((part) => part !== undefined) ? parts.join(separator) : undefined;
}

/** The text before the document that was truncated. */
function completeDocuments(text: string): string {
  const separator = text.lastIndexOf('\u001e');
  return text.slice(0, separator === -1 ? text.lastIndexOf('\n') + 1 : separator);
}
