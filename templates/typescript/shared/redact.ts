import { percentDecode } from '../shared/percent.js';

/** A key in lower case, or a wildcard in a list: `['*']` matches any single key or index, `['**']` any number of levels. */
export type JsonStep = string | readonly string[];

export type JsonPath = readonly JsonStep[];

/** A path and the position up to which it has matched. */
interface Cursor {
  readonly path: JsonPath;
  readonly at: number;
}

/** A state of matching: the positions of all paths at one place of a document. */
interface Place {
  readonly cursors: readonly Cursor[];
  /** Whether a path ends here. */
  readonly isHidden: boolean;
  /** The states for the keys below; `undefined` stands for all keys that no path names. */
  readonly next: Map<string | undefined, Place>;
}

/** An object or array that is being parsed. */
interface Container {
  readonly closing: '}' | ']';
  readonly place: Place;
  index: number;
}

/**
 * JSON strings can contain JSON, which can contain such strings again. Below this depth they are replaced completely.
 */
const maxNesting = 4;

/** Redacts values in JSON, newline-delimited JSON, event streams and forms. */
export class Redactor {
  readonly #paths: PathMap;
  readonly #replacement: string;

  constructor(paths: readonly JsonPath[], replacement: string) {
    this.#paths = new PathMap(paths);
    this.#replacement = replacement;
  }

  /**
   * Returns the text with redacted values and otherwise unchanged, or `undefined` if it is or looks like JSON but
   * cannot be parsed completely, and so may contain a secret.
   */
  redact(text: string, type: string, truncated: boolean): string | undefined {
    if (text.includes('\0')) {
      // Text does not contain NUL characters, so it is in an encoding that it does not declare.
      return undefined;
    }
    if (lineTypes.has(type)) {
      return this.#lines(truncated ? completeLines(text) : text);
    }
    if (type === 'application/json' || type === 'text/json' || type.endsWith('+json')) {
      return truncated ? undefined : this.#json(text);
    }
    if (looksLikeJson(text)) {
      // Detect forms under any content type, because some clients use the form type for everything and vice versa.
      return truncated ? undefined : (this.#json(text) ?? this.#lines(text));
    }
    if (type === 'text/event-stream') {
      return this.#eventStream(truncated ? completeEvents(text) : text);
    }
    if (type === 'multipart/form-data') {
      return undefined;
    }
    return type === 'application/x-www-form-urlencoded' || !/\s/.test(text.trim()) ? this.#form(text) : text;
  }

  /** Whether a body of this type, with this text if it is textual, may contain values to redact. */
  mayConcern(type: string, text: string | undefined): boolean {
    if (text === undefined) {
      return !/^(?:audio|font|image|video)\//.test(type);
    }
    return (
      namedValueTypes.test(type) ||
      lineTypes.has(type) ||
      looksLikeJson(text) ||
      text.includes('\0') ||
      !/\s/.test(text.trim())
    );
  }

  #json(text: string, start = this.#paths.start, nesting = 0): string | undefined {
    return text.trim() === '' ? text : redactJson(text, this.#paths, start, this.#replacement, nesting);
  }

  #lines(text: string): string | undefined {
    return joinAll(text.split(/(?<=\n)/).map((line) => this.#json(line)));
  }

  #eventStream(text: string): string | undefined {
    const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
    const events = text.slice(mark.length).split(/(?<=\r\n\r\n|\n\n|\r\r)/);
    return joinAll([mark, ...events.map((event) => this.#event(event))]);
  }

  /**
   * Redacts one event. Its data is one document over several `data:` lines, or one document per line (WHATWG HTML,
   * 9.2.6).
   */
  #event(event: string): string | undefined {
    const lines = event.split(/(?<=\n|\r(?!\n))/);
    const data = lines.filter((line) => line.startsWith('data:'));
    const payload = data.map(dataOf).join('\n');
    if (data.length > 1 && looksLikeJson(payload)) {
      const redacted = this.#json(payload);
      if (redacted === payload) {
        return event;
      }
      if (redacted !== undefined) {
        const rest = lines.filter((line) => !line.startsWith('data:'));
        return [...redacted.split('\n').map((line) => `data: ${line}\n`), ...rest].join('');
      }
    }
    return joinAll(
      lines.map((line) => {
        const json = dataOf(line);
        if (!line.startsWith('data:') || !looksLikeJson(json)) {
          return line;
        }
        const redacted = this.#json(json);
        return redacted === undefined ? undefined : line.replace(json, () => redacted);
      }),
    );
  }

  #form(text: string): string {
    return text
      .split('&')
      .map((pair) => {
        const [name = '', ...rest] = pair.split('=');
        const value = rest.join('=');
        let place = this.#paths.start;
        for (const key of formDecode(name).split(/[.[\]]+/)) {
          place = key === '' ? place : this.#paths.descend(place, key);
          if (place.isHidden) {
            return rest.length === 0 ? pair : `${name}=${this.#replacement}`;
          }
        }
        const decoded = formDecode(value);
        if (!looksLikeJson(decoded)) {
          return pair;
        }
        const redacted = this.#json(decoded, place, 1) ?? this.#replacement;
        return redacted === decoded ? pair : `${name}=${encodeURIComponent(redacted)}`;
      })
      .join('&');
  }
}

const namedValueTypes =
  /^(?:(?:application|text)\/json|.*\+json|application\/x-www-form-urlencoded|multipart\/form-data|text\/event-stream)$/;

const lineTypes = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
  'application/json-seq',
]);

/** Redacts the values of the named query parameters. Names are compared decoded and case-insensitively. */
export function redactQuery(query: string, names: ReadonlySet<string>, replacement: string): string {
  return query
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1);
      return pair.includes('=') && names.has(formDecode(name).toLowerCase()) ? `${name}=${replacement}` : pair;
    })
    .join('&');
}

/** Redacts the query of a URL, such as that of a `Referer` header. */
export function redactUrl(url: string, names: ReadonlySet<string>, replacement: string): string {
  return url.replace(/\?([^#]*)/, (_, query: string) => `?${redactQuery(query, names, replacement)}`);
}

/**
 * Scans a JSON document (RFC 8259) without building it, and replaces the values that match a path. Needs no recursion,
 * and copies everything else exactly: numbers are not rounded and keys not reordered.
 */
function redactJson(
  text: string,
  paths: PathMap,
  start: Place,
  replacement: string,
  nesting: number,
): string | undefined {
  const output: string[] = [];
  let copied = 0;
  const open: Container[] = [];
  let place = start;
  let hidden: { readonly from: number; readonly depth: number } | undefined;
  let at = skipSpace(text, text.startsWith('\ufeff') ? 1 : 0);
  const replace = (from: number, to: number, value: string): void => {
    output.push(text.slice(copied, from), value);
    copied = to;
  };

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
      if (first === '"' && inside.cursors.length > 0) {
        const literal = text.slice(at, end);
        const redacted = redactNested(literal, paths, inside, replacement, nesting);
        if (redacted !== literal) {
          replace(at, end, redacted);
        }
      }
      at = end;
    }

    while (closed) {
      if (hidden?.depth === open.length) {
        replace(hidden.from, at, JSON.stringify(replacement));
        hidden = undefined;
      }
      at = skipSpace(text, at);
      const container = open.at(-1);
      if (container === undefined) {
        return at === text.length ? output.join('') + text.slice(copied) : undefined;
      }
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
      const key = end === undefined ? undefined : unquote(text.slice(at, end));
      if (end === undefined || key === undefined) {
        return undefined;
      }
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

/** Redacts JSON inside a string, or replaces the whole string if that is not possible. */
function redactNested(literal: string, paths: PathMap, place: Place, replacement: string, nesting: number): string {
  if (!literal.includes('{') && !literal.includes('[') && !literal.includes('\\u')) {
    return literal;
  }
  const text = unquote(literal);
  if (text === undefined || !looksLikeJson(text)) {
    return literal;
  }
  const redacted = nesting < maxNesting ? redactJson(text, paths, place, replacement, nesting + 1) : undefined;
  return redacted === text ? literal : JSON.stringify(redacted ?? replacement);
}

/** Maximum number of cached states. The paths limit their number, but it can still be large. */
const maxPlaces = 1000;

const nowhere: Place = { cursors: [], isHidden: false, next: new Map() };

/** All paths as a state machine, whose states are created on demand. */
class PathMap {
  readonly start: Place;
  /** The keys that are named by some path; all other keys lead to the same state. */
  readonly #names: ReadonlySet<string>;
  readonly #places = new Map<string, Place>();

  constructor(paths: readonly JsonPath[]) {
    this.#names = new Set(paths.flat().filter((step) => typeof step === 'string'));
    this.start = this.#place(paths.map((path) => ({ path, at: 0 })));
  }

  /** The state for the value of a key. */
  descend(place: Place, key: string): Place {
    if (place.cursors.length === 0) {
      return place;
    }
    const lower = key.toLowerCase();
    const name = this.#names.has(lower) ? lower : undefined;
    const known = place.next.get(name);
    if (known !== undefined) {
      return known;
    }
    const next = this.#place(advance(place.cursors, name));
    if (this.#places.size < maxPlaces) {
      place.next.set(name, next);
    }
    return next;
  }

  #place(reached: readonly Cursor[]): Place {
    const cursors: Cursor[] = [];
    const add = (cursor: Cursor): void => {
      if (!cursors.some(({ path, at }) => path === cursor.path && at === cursor.at)) {
        cursors.push(cursor);
      }
    };
    reached.forEach(add);
    for (const { path, at } of cursors) {
      if (isWildcard(path[at], '**')) {
        // `**` can match zero levels.
        add({ path, at: at + 1 });
      }
    }
    const id = cursors
      .map(({ path, at }) => `${JSON.stringify(path)}:${String(at)}`)
      .sort()
      .join();
    const place = this.#places.get(id) ?? {
      cursors,
      isHidden: cursors.some(({ path, at }) => at === path.length),
      next: new Map(),
    };
    if (this.#places.size < maxPlaces) {
      this.#places.set(id, place);
    }
    return place;
  }
}

/** The positions of the paths after a key, or after a key that no path names if it is `undefined`. */
function advance(cursors: readonly Cursor[], name: string | undefined): Cursor[] {
  return cursors.flatMap(({ path, at }) => {
    const step = path[at];
    if (isWildcard(step, '**')) {
      return [{ path, at }];
    }
    return isWildcard(step, '*') || (step !== undefined && step === name) ? [{ path, at: at + 1 }] : [];
  });
}

function isWildcard(step: JsonStep | undefined, wildcard: string): boolean {
  return typeof step === 'object' && step[0] === wildcard;
}

/** Whether a text starts like a JSON object or array. */
function looksLikeJson(text: string): boolean {
  return /^\ufeff?\s*(?:\{\s*["}]|\[\s*(?:["{[\]\d-]|true|false|null))/.test(text);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t' || text[at] === '\u001e') {
    at += 1;
  }
  return at;
}

/** The end of the string that starts at `from`, or `undefined` if it is not closed. */
function stringEnd(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      return at + 1;
    }
    if (code < 0x20) {
      return undefined;
    }
    if (code === 0x5c) {
      at += 1;
    }
  }
  return undefined;
}

function scalarEnd(text: string, from: number): number | undefined {
  const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
  scalar.lastIndex = from;
  return scalar.test(text) ? scalar.lastIndex : undefined;
}

/** The value of a string literal, or `undefined` if it contains an invalid escape. */
function unquote(literal: string): string | undefined {
  if (!literal.includes('\\')) {
    return literal.slice(1, -1);
  }
  try {
    const text: unknown = JSON.parse(literal);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

function formDecode(text: string): string {
  return percentDecode(text.replaceAll('+', ' '));
}

function dataOf(line: string): string {
  return line
    .slice('data:'.length)
    .replace(/^ /, '')
    .replace(/[\r\n]+$/, '');
}

function joinAll(parts: readonly (string | undefined)[]): string | undefined {
  return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
}

/** The text before the line that was truncated. */
function completeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

/** The text before the event that was truncated. */
function completeEvents(text: string): string {
  const end = Math.max(text.lastIndexOf('\n\n') + 2, text.lastIndexOf('\r\n\r\n') + 4, text.lastIndexOf('\r\r') + 2);
  return end < 4 ? '' : text.slice(0, end);
}
