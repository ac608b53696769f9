/** Reads TOML, in which several tools have their settings. */

/** A table. It has no prototype, so that a key such as `constructor` is one like all others. */
export type TomlTable = Record<string, unknown>;

/** Parses TOML. Dates and times become text. Throws a `SyntaxError` if the text is invalid. */
export function parseToml(text: string): TomlTable {
  const reader = new Reader(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  const document = newTable();
  let current = document;
  for (;;) {
    reader.skipLines();
    if (reader.isAtEnd()) return document;
    if (reader.take(/\[\[/y) !== undefined) {
      current = appendedTable(document, reader.key(), reader);
      reader.expect(/\]\]/y, ']]');
    } else if (reader.take(/\[/y) !== undefined) {
      current = reader.key().reduce((table, name) => innerTable(table, name, reader), document);
      reader.expect(/\]/y, ']');
    } else {
      reader.pair(current);
    }
    reader.expect(/[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y, 'the end of the line');
  }
}

/** Parses TOML; a text that is invalid, which its own tool reports, is an empty table. */
export function tomlOrNothing(text: string): TomlTable {
  try {
    return parseToml(text);
  } catch {
    return newTable();
  }
}

function newTable(): TomlTable {
  return Object.create(null) as TomlTable;
}

/** The table with a name, which is made if there is none; of a list of tables, the last one. */
function innerTable(table: TomlTable, name: string, reader: Reader): TomlTable {
  const found = (table[name] ??= newTable());
  const inner: unknown = Array.isArray(found) ? found.at(-1) : found;
  if (!isTable(inner)) reader.fail(`${name} is not a table`);
  return inner;
}

function appendedTable(document: TomlTable, path: readonly string[], reader: Reader): TomlTable {
  const last = path.at(-1) ?? '';
  const table = path.slice(0, -1).reduce((outer, name) => innerTable(outer, name, reader), document);
  const list = (table[last] ??= []);
  if (!Array.isArray(list)) reader.fail(`${last} is not a list of tables`);
  const added = newTable();
  list.push(added);
  return added;
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Passes over what a sticky pattern matches here, and returns it. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  expect(pattern: RegExp, what: string): void {
    if (this.take(pattern) === undefined) this.fail(`expected ${what}`);
  }

  fail(reason: string): never {
    throw new SyntaxError(`line ${String(this.#text.slice(0, this.#at).split('\n').length)}: ${reason}`);
  }

  skipSpace(): void {
    this.take(/[ \t]*/y);
  }

  /** Passes over line ends and comments, too. */
  skipLines(): void {
    this.take(/(?:[ \t\r\n]|#[^\n]*)*/y);
  }

  /** A key, which is several names with dots between them. */
  key(): string[] {
    const names: string[] = [];
    do {
      this.skipSpace();
      names.push(this.take(/[\w-]+/y) ?? this.#string(false) ?? this.fail('expected a key'));
      this.skipSpace();
    } while (this.take(/\./y) !== undefined);
    return names;
  }

  /** Reads a key and its value into a table. */
  pair(table: TomlTable): void {
    const path = this.key();
    const last = path.at(-1) ?? '';
    const inner = path.slice(0, -1).reduce((outer, name) => innerTable(outer, name, this), table);
    this.expect(/=[ \t]*/y, '=');
    if (last in inner) this.fail(`${last} is there already`);
    inner[last] = this.#value();
  }

  #value(): unknown {
    if (this.take(/\[/y) !== undefined) return this.#list();
    if (this.take(/\{/y) !== undefined) return this.#inlineTable();
    const text = this.#string(true);
    if (text !== undefined) return text;
    const date = this.take(/\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d[\d:.]*(?:[Zz]|[+-]\d\d:\d\d)?)?|\d\d:\d\d[\d:.]*/y);
    if (date !== undefined) return date;
    const word = this.take(/[\w.+-]+/y) ?? this.fail('expected a value');
    if (word === 'true' || word === 'false') return word === 'true';
    return numberIn(word) ?? this.fail(`${word} is not a value`);
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    for (;;) {
      this.skipLines();
      if (this.take(/\]/y) !== undefined) return list;
      list.push(this.#value());
      this.skipLines();
      if (this.take(/,/y) === undefined) {
        this.expect(/\]/y, ']');
        return list;
      }
    }
  }

  #inlineTable(): TomlTable {
    const table = newTable();
    for (;;) {
      this.skipLines();
      if (this.take(/\}/y) !== undefined) return table;
      this.pair(table);
      this.skipLines();
      if (this.take(/,/y) === undefined) {
        this.expect(/\}/y, '}');
        return table;
      }
    }
  }

  /** A string in single or double quotes, over several lines only where a value can be. */
  #string(isValue: boolean): string | undefined {
    if (isValue) {
      const long = this.take(/"""(?:[^\\"]|\\[^]|"{1,2}(?!"))*"{3,5}/y);
      if (long !== undefined) return this.#unescaped(long.slice(3, -3).replace(/^\r?\n/, ''));
      const plain = this.take(/'''(?:[^']|'{1,2}(?!'))*'{3,5}/y);
      if (plain !== undefined) return plain.slice(3, -3).replace(/^\r?\n/, '');
    }
    const short = this.take(/"(?:[^\\"\n]|\\.)*"/y);
    if (short !== undefined) return this.#unescaped(short.slice(1, -1));
    return this.take(/'[^'\n]*'/y)?.slice(1, -1);
  }

  #unescaped(text: string): string {
    return text.replace(
      /\\(?:[ \t]*\r?\n\s*|u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{2})|([^]))/g,
      (whole, short: string | undefined, long: string | undefined, byte: string | undefined, letter = '') => {
        const digits = short ?? long ?? byte;
        if (digits !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(digits, 16), 0x10ffff));
        if (letter === '') return '';
        return escapes.get(String(letter)) ?? this.fail(`${whole} is not an escape`);
      },
    );
  }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\u001b'],
  ['"', '"'],
  ['\\', '\\'],
]);

function numberIn(word: string): number | undefined {
  const special = /^[+-]?(?:(inf)|nan)$/.exec(word);
  if (special !== null) return special[1] === undefined ? NaN : word.startsWith('-') ? -Infinity : Infinity;
  const plain = word.replace(/(?<=\w)_(?=\w)/g, '');
  if (/^0(?:x[\da-fA-F]+|o[0-7]+|b[01]+)$/.test(plain)) return Number(plain);
  return /^[+-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(plain) ? Number(plain) : undefined;
}
