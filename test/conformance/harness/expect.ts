/**
 * Expectations as data. Plain values are compared key by key; matchers are used for values that are not known exactly.
 */

/** A placeholder in an expectation that accepts values of a certain kind. */
export class Matcher {
  readonly description: string;
  /** What is wrong with a value; empty if it matches. */
  readonly problems: (value: unknown, path: string) => readonly string[];
  /** The expected length, for lists. */
  readonly length: number | undefined;
  constructor(description: string, problems: (value: unknown, path: string) => readonly string[], length?: number) {
    this.description = description;
    this.problems = problems;
    this.length = length;
  }
}

function matcher(description: string, accepts: (value: unknown) => boolean): Matcher {
  return new Matcher(description, (value, path) =>
    accepts(value) ? [] : [`${path}: expected ${description}, got ${show(value)}`],
  );
}

/** An object in which only these keys are compared. */
export class Including {
  readonly keys: Readonly<Record<string, Expected>>;
  constructor(keys: Readonly<Record<string, Expected>>) {
    this.keys = keys;
  }
}

export type Expected =
  | string
  | number
  | boolean
  | null
  | undefined
  | RegExp
  | Matcher
  | Including
  | readonly Expected[]
  | { readonly [key: string]: Expected };

export const is = {
  text: matcher('a text', (value) => typeof value === 'string'),
  object: matcher('an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  anything: matcher('anything', (value) => value !== undefined),
  time: matcher(
    'an ISO time',
    (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  ),
  duration: matcher('a duration', (value) => typeof value === 'number' && value >= 0 && Number.isFinite(value)),
  uuid: matcher(
    'a UUID',
    (value) =>
      typeof value === 'string' && /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(value),
  ),
  absent: matcher('nothing', (value) => value === undefined),
  between: (low: number, high: number) =>
    matcher(`a number from ${low} to ${high}`, (value) => typeof value === 'number' && value >= low && value <= high),
  oneOf: (...values: readonly Expected[]) =>
    matcher(`one of ${show(values)}`, (value) => values.some((expected) => differences(value, expected).length === 0)),
  including: (keys: Readonly<Record<string, Expected>>) => new Including(keys),
  listOf: (length: number, item: Expected) =>
    new Matcher(
      `${length} times ${show(item)}`,
      (value, path) =>
        isList(value) && value.length === length
          ? value.flatMap((one, index) => differences(one, item, `${path}[${index}]`))
          : [`${path}: expected a list of ${length}, got ${isList(value) ? `${value.length}: ` : ''}${show(value)}`],
      length,
    ),
  /** No string anywhere in the value contains one of these secrets, not even as base64. */
  without: (...secrets: readonly string[]) =>
    new Matcher(`nothing with ${secrets.join(', ')} in it`, (value, path) => {
      const items: readonly unknown[] = isList(value) ? value : [value];
      return items.flatMap((item, index) => {
        const text = reveal(item);
        return secrets
          .filter((secret) => text.includes(secret))
          .map((secret) => `${path}[${index}]: has ${secret} in it: ${show(item)}`);
      });
    }),
  allOf: (...all: readonly Expected[]) =>
    new Matcher(
      all.map(show).join(' and '),
      (value, path) => all.flatMap((expected) => differences(value, expected, path)),
      all.map(lengthOf).find((length) => length !== undefined),
    ),
  check: (description: string, accepts: (value: unknown) => boolean) => matcher(description, accepts),
};

/** The expected length of a list, if it is known. */
export function lengthOf(expected: Expected): number | undefined {
  return expected instanceof Matcher ? expected.length : isList(expected) ? expected.length : undefined;
}

/** All strings in a value joined into one, including decoded base64. */
export function reveal(value: unknown): string {
  if (typeof value === 'string') {
    return /^[A-Za-z0-9+/\s]{8,}=*$/.test(value)
      ? `${value}\n${Buffer.from(value, 'base64').toString('latin1')}`
      : value;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, item]) => `${key}\n${reveal(item)}`)
      .join('\n');
  }
  return String(value);
}

/** The differences between a value and an expectation, one per line; empty if it matches. */
export function differences(actual: unknown, expected: Expected, path = ''): string[] {
  const at = path === '' ? 'the value' : path;
  if (expected instanceof Matcher) {
    return [...expected.problems(actual, at)];
  }
  if (expected instanceof Including) {
    if (!isObject(actual)) return [`${at}: expected an object, got ${show(actual)}`];
    return Object.entries(expected.keys).flatMap(([key, value]) => differences(actual[key], value, `${path}.${key}`));
  }
  if (expected instanceof RegExp) {
    return typeof actual === 'string' && expected.test(actual)
      ? []
      : [`${at}: expected ${String(expected)}, got ${show(actual)}`];
  }
  if (isList(expected)) {
    if (!isList(actual)) return [`${at}: expected a list, got ${show(actual)}`];
    if (actual.length !== expected.length) {
      return [`${at}: expected ${expected.length} entries, got ${actual.length}: ${show(actual)}`];
    }
    return expected.flatMap((value, index) => differences(actual[index], value, `${path}[${index}]`));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return [`${at}: expected an object, got ${show(actual)}`];
    const extra = Object.keys(actual).filter((key) => !(key in expected) && actual[key] !== undefined);
    return [
      ...extra.map((key) => `${path}.${key}: unexpected, ${show(actual[key])}`),
      ...Object.entries(expected).flatMap(([key, value]) => differences(actual[key], value, `${path}.${key}`)),
    ];
  }
  return Object.is(actual, expected) ? [] : [`${at}: expected ${show(expected)}, got ${show(actual)}`];
}

/** Prints a value, shortened if it is long. */
export function show(value: unknown): string {
  if (value === undefined) return 'undefined';
  const text = JSON.stringify(value, (_key, item: unknown) => {
    if (item instanceof Matcher) return `<${item.description}>`;
    if (item instanceof Including) return item.keys;
    return item instanceof RegExp ? String(item) : item;
  });
  return text.length > 1200 ? `${text.slice(0, 1200)}… (${text.length} characters)` : text;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
