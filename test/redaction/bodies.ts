/** Bodies with a secret, under right and wrong labels, whole and cut. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import {
  compact,
  filler,
  isNamed,
  meaning,
  type Model,
  placeOf,
  plant,
  print,
  redacted,
  replacement,
} from './model.js';
import type { Random } from './random.js';
import { headerNames, queryNames, specs } from './specs.js';

export interface Case {
  /** Which of `specs`. */
  readonly spec: number;
  readonly kind: string;
  readonly secret: string;
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly bytes: Buffer;
  readonly maxBytes: number;
  /** Whether a larger body goes to a file. */
  readonly spills: boolean;
  /** Whether a text shows all of the body but the secret. `undefined` if the body may be left out. */
  readonly isWhole: ((shown: string) => boolean) | undefined;
}

/** A text with the types that are right for it. */
interface Text {
  readonly text: string;
  readonly types: readonly [string, ...string[]];
  readonly isWhole: ((shown: string) => boolean) | undefined;
}

type Paths = readonly (readonly string[])[];
type Make = (random: Random, paths: Paths, document: () => Model) => Text;

const jsonTypes = ['application/json', 'text/json', 'application/problem+json', 'text/plain', ''] as const;
const lineTypes = ['application/x-ndjson', 'application/jsonl', 'application/ndjson', 'text/plain'] as const;
const formType = 'application/x-www-form-urlencoded';
const otherTypes = [
  ...jsonTypes,
  ...lineTypes,
  formType,
  'text/event-stream',
  'text/html',
  'image/png',
  'application/json-seq',
  'multipart/form-data',
  'application/xml',
  'video/mp4',
  'application/octet-stream',
] as const;

function loose(random: Random): Parameters<typeof print>[1] {
  const blanks = random.isLikely(0.5) ? ([''] as const) : (['', '', ' ', '\n', '\r\n', '\t'] as const);
  const escapes = random.isLikely(0.3) ? 0.2 : 0;
  return { space: () => random.pick(blanks), isEscaped: () => random.isLikely(escapes) };
}

const oneLine = (random: Random): Parameters<typeof print>[1] => ({
  space: () => random.pick(['', ' ']),
  isEscaped: () => random.isLikely(0.05),
});

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function readable(check: (shown: string) => boolean): (shown: string) => boolean {
  return (shown) => {
    try {
      return check(shown);
    } catch {
      return false;
    }
  };
}

function expected(model: Model, paths: Paths): unknown {
  return meaning(print(redacted(model, paths), compact));
}

const json: Make = (random, paths, document) => {
  const model = document();
  return {
    text: print(model, loose(random)),
    types: jsonTypes,
    isWhole: readable((shown) => same(meaning(shown), expected(model, paths))),
  };
};

function several(
  separate: (text: string) => string,
  split: (shown: string) => string[],
  types: readonly [string, ...string[]],
): Make {
  return (random, paths, document) => {
    const models = Array.from({ length: 1 + random.below(3) }, () =>
      random.isLikely(0.2) ? filler(random, 0) : document(),
    );
    return {
      text: models.map((model) => separate(print(model, oneLine(random)))).join(''),
      types,
      isWhole: readable((shown) =>
        same(
          split(shown).map(meaning),
          models.map((model) => expected(model, paths)),
        ),
      ),
    };
  };
}

const lines = several(
  (text) => `${text}\n`,
  (shown) => shown.trimEnd().split('\n'),
  lineTypes,
);
const sequence = several(
  (text) => `\u001e${text}\n`,
  (shown) => shown.split('\u001e').slice(1),
  ['application/json-seq', 'text/plain'],
);

const ends = ['\n', '\r\n', '\r'] as const;
const events: Make = (random, paths, document) => {
  const models = Array.from({ length: 1 + random.below(3) }, document);
  const isMixed = random.isLikely(0.5);
  const usual = random.pick(ends);
  const end = (): string => (isMixed ? random.pick(ends) : usual);
  // A carriage return and a line feed of two lines would be one end.
  const join = (pieces: readonly string[]): string =>
    pieces.reduce((text, piece) => (text.endsWith('\r') && piece.startsWith('\n') ? `${text}\r\n` : text + piece), '');
  const text = models.map((model) => {
    const data = print(model, loose(random)).split(/\r\n|\n/);
    const fields = data.flatMap((line) => [random.pick(['data: ', 'data:']), line, end()]);
    return join([
      ...(random.isLikely(0.4) ? ['event: x', end()] : []),
      ...(random.isLikely(0.2) ? [': hello', end()] : []),
      ...fields,
      end(),
    ]);
  });
  return {
    text: join(text),
    types: ['text/event-stream', 'text/plain'],
    isWhole: readable((shown) => {
      const found: string[] = [];
      let data: string[] = [];
      for (const line of shown.split(/\r\n|\n|\r/)) {
        if (line.startsWith('data:')) data.push(line.slice(5));
        else if (line === '' && data.length > 0) {
          found.push(data.join('\n'));
          data = [];
        }
      }
      return same(
        found.map(meaning),
        models.map((model) => expected(model, paths)),
      );
    }),
  };
};

interface Leaf {
  readonly place: readonly (string | number)[];
  readonly value: Model;
}

function leavesOf(model: Model, random: Random, place: readonly (string | number)[] = []): Leaf[] {
  const isKept = place.length > 0 && random.isLikely(0.15);
  if (model.kind === 'list' && !isKept)
    return model.items.flatMap((item, at) => leavesOf(item, random, [...place, at]));
  if (model.kind === 'object' && !isKept)
    return model.members.flatMap(([key, item]) => leavesOf(item, random, [...place, key]));
  return [{ place, value: model }];
}

/** Every way to read keys that a dot can join: `a.b.c` is also `a.b`, `c`. */
function readings(keys: readonly string[], dots: readonly boolean[]): string[][] {
  const [key = '', ...rest] = keys;
  if (rest.length === 0) return [[key]];
  const below = readings(rest, dots.slice(1));
  const joined = below.map(([next = '', ...others]) => [`${key}.${next}`, ...others]);
  return [...below.map((others) => [key, ...others]), ...(dots[0] === true ? joined : [])];
}

function spelled(text: string, random: Random): string {
  return Array.from(text, (character) => {
    if (character === ' ' && random.isLikely(0.5)) return '+';
    if (/[\w.[\]-]/.test(character) && random.isLikely(0.85)) return character;
    return Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  }).join('');
}

const form: Make = (random, paths, document) => {
  const pairs = leavesOf(document(), random)
    .filter(({ place }) => place.length > 0)
    .map(({ place, value }) => {
      const [first = '', ...rest] = place.map(String);
      const dots = rest.map((key) => !key.includes('.') && random.isLikely(0.3));
      const name = rest.reduce((text, key, at) => {
        const isItem = typeof place[at + 1] === 'number' && random.isLikely(0.4);
        return text + (isItem ? '[]' : dots[at] === true ? `.${key}` : `[${key}]`);
      }, first);
      const isText = value.kind === 'scalar' && typeof value.value === 'string';
      const plain = isText ? value.value : print(value, compact);
      const isOpen = value.kind !== 'scalar';
      return {
        name: spelled(name, random),
        keys: place.map(String),
        dots,
        plain,
        written: spelled(plain, random),
        isOpen,
        value,
      };
    });
  const isHidden = (keys: readonly string[]): boolean =>
    paths.some((path) => keys.some((_, at) => isNamed(path, keys.slice(0, at + 1))));
  return {
    text: pairs.map(({ name, written }) => `${name}=${written}`).join('&'),
    types: [formType],
    // The values that are certain: hidden in the way that the keys were meant, or in none.
    isWhole: readable((shown) => {
      const found = shown.split('&').map((pair) => pair.split('='));
      if (pairs.length === 0) return shown === '';
      return (
        found.length === pairs.length &&
        pairs.every(({ name, keys, dots, written, isOpen, plain, value }, at) => {
          const [shownName, shownValue = ''] = found[at] ?? [];
          if (shownName !== name) return false;
          if (isHidden(keys)) return shownValue === replacement;
          const others = [
            ...readings(keys, dots),
            ...readings(
              keys,
              dots.map(() => true),
            ),
          ];
          if (others.some((reading) => isHidden(reading)) || hidesItems(keys, paths)) return true;
          if (!isOpen) return shownValue === written || /["{[]/.test(plain);
          return same(
            meaning(decodeURIComponent(shownValue.replaceAll('+', ' '))),
            meaning(print(redacted(value, paths, keys), compact)),
          );
        })
      );
    }),
  };
};

/** Whether a value would be hidden as an item of a list: a form does not say whether it is one. */
function hidesItems(keys: readonly string[], paths: Paths): boolean {
  const spellings = [keys, [...keys, '0'], [...keys, '1']].flatMap((all) => [
    all,
    all.map((key) => (/^\d+$/.test(key) ? '0' : key)),
    all.map((key) => (/^\d+$/.test(key) ? '1' : key)),
  ]);
  return spellings.some((all) => paths.some((path) => all.some((_, at) => isNamed(path, all.slice(0, at + 1)))));
}

const prose: Make = (random) => {
  const text = random.pick([
    'two words',
    'A sentence: it has a colon.',
    '<p>a page</p> with words',
    'a, b, c\r\n1, 2, 3\r\n',
    '# Title\n\nSome text [see] below.\n',
    'x',
  ]);
  return { text, types: ['text/plain', 'text/html', ''], isWhole: (shown) => shown === text };
};

/** What looks like JSON and is none, so that nobody can tell what it says. */
const nearly: Make = (random, _, document) => {
  const text = print(document(), loose(random));
  const around: readonly [string, ...string[]] = [
    '/* c */ %',
    '// c\n%',
    '[NaN, %]',
    '[undefined,%',
    'f(%);',
    ")]}',\n%",
    'while(1);%',
    'a b %',
    '<p data-a="%">',
    '%,',
    '% x',
    '{x: %}',
    'x = %',
  ];
  const [before = '', after = ''] = random.pick(around).split('%');
  return { text: before + text + after, types: ['text/plain', 'text/javascript', 'text/html'], isWhole: undefined };
};

const parts: Make = (random, _, document) => {
  const header = 'Content-Disposition: form-data; name="a"';
  const text = `--b\r\n${header}\r\nContent-Type: application/json\r\n\r\n${print(document(), loose(random))}\r\n--b--\r\n`;
  return { text, types: ['multipart/form-data; boundary=b', 'multipart/mixed', 'text/plain'], isWhole: undefined };
};

const kinds: Readonly<Record<string, Make>> = { json, lines, sequence, events, form, prose, nearly, parts };

const charsets = ['', '', '', '', 'utf-8', 'utf-16le', 'utf-16be', 'utf-16', 'latin1', 'klingon'] as const;
const codings = ['', '', '', '', '', 'gzip', 'deflate', 'br'] as const;

function encode(text: string, charset: string): Buffer | undefined {
  if (charset === 'utf-16le' || charset === 'utf-16') return Buffer.from(text, 'utf16le');
  if (charset === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  if (charset !== 'latin1') return Buffer.from(text);
  return /^[\0-\x7f\xa0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined;
}

function code(bytes: Buffer, coding: string, random: Random): Buffer {
  if (coding === 'gzip') return gzipSync(bytes, { level: random.pick([0, 6]) });
  if (coding === 'deflate') return random.isLikely(0.7) ? deflateSync(bytes) : deflateRawSync(bytes);
  return coding === 'br' ? brotliCompressSync(bytes) : bytes;
}

export function makeCase(random: Random): Case {
  const spec = random.below(specs.length);
  const paths = (specs[spec] ?? specs[0]).steps;
  const secret = `Zq${Array.from({ length: 10 }, () => random.pick(['K', 'W', 'V', '7', '3', 'j', 'y'])).join('')}`;
  const hidden = (): Model => {
    const value: Model = { kind: 'scalar', value: random.isLikely(0.8) ? secret : `${secret} & "more"` };
    return random.isLikely(0.8) ? value : { kind: 'list', items: [value, filler(random, 0)] };
  };
  const document = (): Model => {
    const path = paths[random.below(paths.length)] ?? [];
    const model = plant(placeOf(path, random), hidden(), random);
    return model.kind === 'text' ? model.inner : model;
  };
  const [kind, make] = random.pick(Object.entries(kinds) as [[string, Make], ...[string, Make][]]);
  const { text, types, isWhole } = make(random, paths, document);
  const isRight = random.isLikely(0.6);
  const type = isRight ? random.pick(types) : random.pick(otherTypes);
  const mark = random.isLikely(0.1) && kind !== 'prose' ? '\ufeff' : '';
  const charset = random.pick(charsets);
  const isMislabelled = !isRight && random.isLikely(0.3);
  const encoded = encode(mark + text, isMislabelled ? random.pick(charsets) : charset) ?? Buffer.from(mark + text);
  const coding = random.pick(codings);
  const declared = isRight || random.isLikely(0.5) ? coding : random.pick(codings);
  const isDamaged = !isRight && ['json', 'lines', 'sequence', 'events'].includes(kind) && random.isLikely(0.3);
  const damaged = isDamaged ? damage(encoded, kind, random) : encoded;
  const bytes = code(damaged, coding, random);
  const isCut = random.isLikely(0.25);
  const maxBytes = isCut ? 1 + random.below(Math.max(1, bytes.length)) : 1_000_000;
  const contentType = type === '' ? '' : charset === '' ? type : `${type}; charset=${charset}`;
  const isRange = random.isLikely(0.03);
  const isReadable =
    isRight &&
    !isRange &&
    !isCut &&
    charset !== 'klingon' &&
    coding !== 'br' &&
    isDecodable(mark + text, charset, type) &&
    bytes.length > 0;
  return {
    spec,
    kind,
    secret,
    query: query(secret, random),
    headers: [
      ...(contentType === '' ? [] : [['content-type', contentType] as const]),
      ...(declared === '' ? [] : [['content-encoding', declared] as const]),
      [random.pick(headerNames), `Bearer ${secret}`],
      ['referer', `https://a.example/?${query(secret, random)}#x`],
      ...(isRange ? [['content-range', 'bytes 0-9/100'] as const] : []),
    ],
    bytes,
    maxBytes,
    // What begins like prose is taken for prose, whatever follows it.
    spills: isCut && !isDamaged && kind !== 'nearly' && random.isLikely(0.4),
    isWhole: isReadable && isWhole !== undefined ? (shown) => isWhole(shown.replace(/^\ufeff/, '')) : undefined,
  };
}

/** Whether the declared charset can hold the text; without a type, none is declared. */
function isDecodable(text: string, charset: string, type: string): boolean {
  return type === '' ? charset === '' || charset === 'utf-8' : encode(text, charset) !== undefined;
}

/** A byte more or less between two tokens: what a key is called stays as it is, so that the secret stays at its place. */
function damage(bytes: Buffer, kind: string, random: Random): Buffer {
  const text = bytes.toString('latin1');
  const places = Array.from(text.matchAll(/(?<=[{}[\]",:]|^)(?=[{}[\]",:\r\n]|$)/g), ({ index }) => index);
  // Without its name, a line of an event is not data.
  const at = places[kind === 'events' ? 1 + random.below(places.length - 1) : random.below(places.length)];
  // JSON in a string that is none any more is a string.
  if (at === undefined || text.includes('\\"')) return bytes;
  const more = Buffer.from(random.pick(['', ...Array.from('"\\{\n,\u001e}&=;*#<|~')]));
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at + (text[at] === ':' ? 0 : random.below(2)))]);
}

function query(secret: string, random: Random): string {
  const name = spelled(random.pick(queryNames), random);
  const more = random.pick(['', '[]', '%5B%5D', '[0]', '%5b0%5D', '[a][b]', '.a']);
  return (
    random.pick(['', 'a=1&', 'tokens=1&b&']) +
    `${random.isLikely(0.2) ? name.toUpperCase() : name}${more}=${secret}${random.pick(['', '&c=2', '%20x'])}`
  );
}
