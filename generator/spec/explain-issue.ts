/**
 * Turns issues of the schema validator into our messages. The issue gives the place and the kind; the JSON Schema tells
 * what is allowed there.
 */
import type { z } from 'zod';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { quote } from '../diagnostics/quote.js';
import { jsonSchema, type JsonSchema, keyPlaces, schemasAt } from './json-schema.js';
import { dotted, placeName, valueName } from './places.js';
import { middlewareKeys } from './schema.js';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** One error at one place. */
export interface Fault {
  readonly path: Path;
  readonly kind: 'unknown-key' | 'value';
  readonly issue: Issue;
}

/** The faults of an issue: the errors inside a union, and one fault for each unknown key. */
export function faultsOf(issue: Issue, base: Path = []): Fault[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key): Fault => ({ path: [...path, key], kind: 'unknown-key', issue }));
  if (issue.code === 'invalid_union') {
    // The alternative that the user meant is the one that accepts this type of value.
    const meant = issue.errors.find((branch) => !branch.some((one) => one.path.length === 0 && isMismatch(one)));
    if (meant !== undefined) return meant.flatMap((one) => faultsOf(one, path));
  }
  return [{ path, kind: 'value', issue }];
}

/** The diagnostic for a fault. `path` is its place in the document, and `actual` the value there. */
export function explainFault({ kind, issue }: Fault, path: Path, actual: unknown): Diagnostic {
  if (kind === 'unknown-key') return unknownKey(path);
  const schemas = schemasAt(schema(), path);
  if (actual === undefined) {
    const holes = { key: String(path.at(-1) ?? ''), where: placeName(path.slice(0, -1)) };
    return diagnostic('missing-key', holes, { help: exampleHelp(path, schemas) });
  }
  if (path.length === 1 && path[0] === 'version') {
    const help = actual === '1' ? 'Write the number: `version: 1`.' : 'Write `version: 1`.';
    return diagnostic('spec-version', { version: describe(actual) }, { help });
  }
  const what = valueName(path);
  if ((issue.code === 'too_small' || issue.code === 'too_big') && Array.isArray(actual))
    return diagnostic('empty-list', { what }, { help: exampleHelp(path, schemas) });
  if (issue.code === 'too_small' || issue.code === 'too_big')
    return diagnostic('number-range', { what, range: rangeOf(schemas), actual: describe(actual) });
  const words = schemas.flatMap(wordsOf);
  if (typeof actual === 'string' && words.length > 0 && !schemas.some(isFreeText)) {
    const choice = schemas.some((one) => one.const === false) ? [...words, 'false'] : words;
    const meant = words.find((word) => word === sameMeaning[actual.toLowerCase()]);
    const guess = meant === undefined ? didYouMean(actual, words) : `Did you mean \`${meant}\`?`;
    const help = join(guess, `Write one of: ${choice.join(', ')}.`);
    return diagnostic('unknown-word', { word: actual, what }, { help });
  }
  const holes = { what, expected: expectedOf(schemas), actual: describe(actual) };
  return diagnostic('wrong-type', holes, { help: typeHelp(path, schemas, actual) });
}

/** Common words for a value of the spec. */
const sameMeaning: Readonly<Record<string, string>> = {
  ...{ console: 'log', stdout: 'log', stdio: 'log', file: 'log', function: 'callback', custom: 'callback' },
  ...{ otel: 'opentelemetry', otlp: 'opentelemetry', 'open-telemetry': 'opentelemetry' },
  ...{ cut: 'truncate', discard: 'drop', skip: 'drop', disk: 'spill' },
  ...{ accept: 'trust', keep: 'trust', always: 'trust', never: 'ignore', reject: 'ignore', replace: 'ignore' },
};

/** Describes a value for a message. */
export function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return quote(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

let made: JsonSchema | undefined;

/** Created on demand, because most specs have no errors. */
function schema(): JsonSchema {
  return (made ??= jsonSchema());
}

function isMismatch({ code }: Issue): boolean {
  return code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union';
}

function unknownKey(path: Path): Diagnostic {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const possible = schemasAt(schema(), parent).flatMap((one) => Object.keys(one.properties ?? {}));
  const places = keyPlaces(schema()).get(key) ?? [];
  const near = routeHelp(parent, key) ?? didYouMean(key, possible);
  const elsewhere = places.length === 0 ? undefined : `\`${key}\` belongs ${alternativesOf(places.map(belongs))}.`;
  const list = near === undefined && elsewhere === undefined ? `Valid keys: ${possible.join(', ')}.` : undefined;
  const help = join(near, elsewhere, list);
  return diagnostic('unknown-key', { key, where: placeName(parent) }, { help });
}

/** `GET: /x` in a list of routes, where method and pattern are one text. */
function routeHelp(parent: Path, key: string): string | undefined {
  const isRoute = typeof parent.at(-1) === 'number' && ['include', 'exclude'].includes(String(parent.at(-2)));
  return isRoute && /^[A-Z]+(?:,[A-Z]+)*$/.test(key)
    ? `Write method and pattern as one text: \`- ${key} /path\`.`
    : undefined;
}

function alternativesOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

function belongs(place: string): string {
  if (place === '') return 'at the top of the spec';
  if (place === 'middleware') return 'directly under the name of a middleware';
  return `under \`${place}\``;
}

function join(...sentences: readonly (string | undefined)[]): string | undefined {
  const said = sentences.filter((sentence) => sentence !== undefined);
  return said.length === 0 ? undefined : said.join(' ');
}

function wordsOf(one: JsonSchema): string[] {
  const words = one.enum ?? (one.const === undefined ? [] : [one.const]);
  return words.filter((word) => typeof word === 'string');
}

function isFreeText(one: JsonSchema): boolean {
  return one.type === 'string' && one.enum === undefined && one.const === undefined;
}

function expectedOf(schemas: readonly JsonSchema[]): string {
  return alternativesOf(Array.from(new Set(schemas.flatMap(kindsOf))));
}

function kindsOf(one: JsonSchema): string[] {
  const words = wordsOf(one);
  if (words.length > 0) return words.map(quote);
  if (one.const !== undefined) return [JSON.stringify(one.const)];
  return one.type === 'boolean' ? ['true', 'false'] : [kinds[String(one.type)] ?? String(one.type)];
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  object: 'a mapping',
  array: 'a list',
};

function rangeOf(schemas: readonly JsonSchema[]): string {
  const numeric = schemas.find(({ minimum, maximum }) => minimum !== undefined || maximum !== undefined);
  if (numeric?.exclusiveMinimum !== undefined)
    return `above ${numeric.exclusiveMinimum}, at most ${numeric.maximum ?? ''}`;
  return `from ${numeric?.minimum ?? 0} to ${numeric?.maximum ?? ''}`;
}

function typeHelp(path: Path, schemas: readonly JsonSchema[], actual: unknown): string | undefined {
  const key = String(path.at(-1));
  const types = schemas.map(({ type }) => type);
  const isHeaderValue = path[2] === 'headers' && path.length > 5;
  if (actual === null && isHeaderValue) return 'Write `""` for an empty value, or list the name under `remove`.';
  if (Array.isArray(actual) && isHeaderValue) return 'Only `append` accepts several values.';
  if (actual === null && types.includes('boolean') && schemas.every(({ const: only }) => only !== false))
    return `Write \`${key}: true\` to turn it on with its defaults.`;
  if (types.includes('array') && typeof actual === 'string') return `Write a list: \`${key}: [${plainText(actual)}]\`.`;
  if (path.length === 0)
    return 'A spec begins with `version: 1`, and has `targets:` and `middleware:`. `npx mwgen init` writes one.';
  const meant = meantValue(schemas, actual);
  if (meant !== undefined) return `Write \`${dotted([key])}: ${flow(meant)}\`.`;
  if (path.length === 2 && path[0] === 'middleware') return middlewareHelp(key, actual);
  const example = exampleHelp(path, schemas);
  if (example === undefined && types.every((type) => type === 'boolean'))
    return `Write \`${key}: true\`, or leave it out.`;
  if (example === undefined && types.includes('string') && (typeof actual === 'number' || typeof actual === 'boolean'))
    return `Put it in quotes if you mean the text: \`"${String(actual)}"\`.`;
  return example;
}

/** What is certainly meant by a value of another type. */
function meantValue(schemas: readonly JsonSchema[], actual: unknown): unknown {
  const isSwitch = (value: boolean): boolean =>
    schemas.some(({ type, const: only }) => only === value || (type === 'boolean' && only === undefined));
  const word = typeof actual === 'string' || typeof actual === 'number' ? String(actual).toLowerCase() : '';
  if (/^(?:yes|y|on|true|1|enabled?)$/.test(word) && isSwitch(true)) return true;
  if (/^(?:no|n|off|false|0|disabled?|none)$/.test(word) && isSwitch(false)) return false;
  for (const { properties } of schemas) {
    if (properties === undefined) continue;
    // `[a, b]` for `{ a: true, b: true }`
    const names: readonly unknown[] = Array.isArray(actual) ? actual : [actual];
    const isOn = (name: unknown): name is string => typeof name === 'string' && properties[name]?.type === 'boolean';
    if (names.length > 0 && names.every(isOn)) return Object.fromEntries(names.map((name) => [name, true]));
    // A text can be the one setting that is usually changed.
    if ('header' in properties && typeof actual === 'string' && /^[A-Za-z]+(?:-[A-Za-z]+)+$/.test(actual))
      return { header: actual };
  }
  return undefined;
}

function middlewareHelp(name: string, actual: unknown): string {
  if (!middlewareKeys.includes(name)) return `Write for example \`${name}: { timing: true }\`.`;
  const content = typeof actual === 'boolean' ? `${name}: ${String(actual)}` : `${name}: …`;
  return `\`${name}\` belongs under the name of a middleware: \`api: { ${content} }\`.`;
}

/** Suggests the example from the schema, as it would be written in the spec. */
function exampleHelp(path: Path, schemas: readonly JsonSchema[]): string | undefined {
  const example = schemas.flatMap(({ examples }) => examples ?? []).at(0);
  const key = path.at(-1);
  if (example === undefined) return undefined;
  if (typeof key === 'number') return `Write for example \`- ${flow(example)}\`.`;
  return key === undefined ? undefined : `Write for example \`${dotted([key])}: ${flow(example)}\`.`;
}

/** A value in YAML flow style, on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return plainText(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${flow(one)}`)
    .join(', ')} }`;
}

function plainText(value: unknown): string {
  const text = String(value);
  return typeof value === 'string' && !/^[\w./][\w./ -]*$/.test(text) ? JSON.stringify(text) : text;
}
