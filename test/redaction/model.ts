/** Documents with a secret at a place that a path names, and what is left of them, worked out without the helpers. */
import type { Random } from './random.js';

/** An object has its members in order, and may have a key twice. `text` is JSON inside a string. */
export type Model =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Model[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [key: string, value: Model])[] }
  | { readonly kind: 'text'; readonly inner: Model };

export const replacement = '[redacted]';

const words = [
  'a',
  'b',
  'name',
  'id',
  'note',
  'x',
  'user',
  'cards',
  'items',
  'list',
  '0',
  'ö',
  'a b',
  '__proto__',
] as const;
const texts = [
  'some words',
  'x',
  '',
  'a=b&c',
  '{no JSON',
  '[see] below',
  'über',
  '😀',
  'a "quote" \\ /',
  'line\nend',
  '12',
  'tab\t%41+',
] as const;

/** The steps of one place that a path names: keys, and numbers for items of lists. */
export function placeOf(path: readonly string[], random: Random): (string | number)[] {
  return path.flatMap((step): (string | number)[] => {
    if (step === '**') return Array.from({ length: random.below(4) }, () => anyStep(random));
    if (step === '*') return [anyStep(random)];
    if (/^\d+$/.test(step) && random.isLikely(0.8)) return [Number(step)];
    return [random.isLikely(0.7) ? step : step.toUpperCase().toLowerCase() === step ? step.toUpperCase() : step];
  });
}

function anyStep(random: Random): string | number {
  return random.isLikely(0.4) ? random.below(3) : random.pick(words);
}

/** A document that has the value at the place, with other values around it. */
export function plant(place: readonly (string | number)[], value: Model, random: Random): Model {
  const [step, ...rest] = place;
  if (step === undefined) return value;
  const below = plant(rest, value, random);
  const inner: Model = random.isLikely(0.12) && below.kind !== 'scalar' ? inText(below, random) : below;
  if (typeof step === 'number') {
    const items = Array.from({ length: step + 1 + random.below(2) }, (_, at) =>
      at === step ? inner : filler(random, 1),
    );
    return { kind: 'list', items };
  }
  const members = Array.from({ length: random.below(3) }, () => [random.pick(words), filler(random, 1)] as const);
  return { kind: 'object', members: [...members.slice(0, 1), [step, inner], ...members.slice(1)] };
}

function inText(inner: Model, random: Random): Model {
  const text: Model = { kind: 'text', inner };
  return random.isLikely(0.3) ? inText(text, random) : text;
}

export function filler(random: Random, depth: number): Model {
  if (depth > 0 && random.isLikely(0.3)) {
    const items = Array.from({ length: random.below(3) }, () => filler(random, depth - 1));
    if (random.isLikely(0.5)) return { kind: 'list', items };
    return { kind: 'object', members: items.map((item) => [random.pick(words), item] as const) };
  }
  const value = random.pick<string | number | boolean | null>([
    random.pick(texts),
    random.below(1000) / 4,
    random.isLikely(0.5),
    null,
  ]);
  return { kind: 'scalar', value };
}

/** Whether a path names a place; both in lower case. */
export function isNamed(path: readonly string[], place: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return place.length === 0;
  if (step === '**') return isNamed(rest, place) || (place.length > 0 && isNamed(path, place.slice(1)));
  return place.length > 0 && (step === '*' || step === place[0]?.toLowerCase()) && isNamed(rest, place.slice(1));
}

/** The document with each value that a path names replaced. */
export function redacted(model: Model, paths: readonly (readonly string[])[], place: readonly string[] = []): Model {
  if (paths.some((path) => isNamed(path, place))) return { kind: 'scalar', value: replacement };
  if (model.kind === 'list')
    return { kind: 'list', items: model.items.map((item, at) => redacted(item, paths, [...place, String(at)])) };
  if (model.kind === 'object')
    return {
      kind: 'object',
      members: model.members.map(([key, value]) => [key, redacted(value, paths, [...place, key])]),
    };
  return model.kind === 'text' ? { kind: 'text', inner: redacted(model.inner, paths, place) } : model;
}

export interface Layout {
  /** White space between tokens. */
  readonly space: () => string;
  /** Whether to write a character as an escape. */
  readonly isEscaped: () => boolean;
}

export const compact: Layout = { space: () => '', isEscaped: () => false };

export function print(model: Model, layout: Layout): string {
  const { space } = layout;
  if (model.kind === 'scalar')
    return typeof model.value === 'string' ? literal(model.value, layout) : JSON.stringify(model.value);
  if (model.kind === 'text') return literal(print(model.inner, { ...layout, isEscaped: () => false }), layout);
  const isList = model.kind === 'list';
  const parts = isList
    ? model.items.map((item) => print(item, layout))
    : model.members.map(([key, value]) => `${literal(key, layout)}${space()}:${space()}${print(value, layout)}`);
  return `${isList ? '[' : '{'}${space()}${parts.join(`${space()},${space()}`)}${space()}${isList ? ']' : '}'}`;
}

function literal(text: string, { isEscaped }: Layout): string {
  const plain = JSON.stringify(text).slice(1, -1);
  const escaped = plain.replace(/\\.|[a-z/]/gi, (piece) => {
    if (piece.length > 1 || !isEscaped()) return piece;
    return `\\u${piece.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** What a text of JSON says, with texts that hold JSON read as well. */
export function meaning(text: string): unknown {
  return read(JSON.parse(text));
}

function read(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(read);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, read(item)] as const));
  if (typeof value !== 'string' || !/^\s*["{[]/.test(value)) return value;
  try {
    return { inText: read(JSON.parse(value)) };
  } catch {
    return value;
  }
}
