/** Plain JavaScript: the printer of types as doc comments, statement by statement. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { compile, type GeneratedFile } from '../../generator/index.js';
import { moduleText } from '../../generator/languages/javascript/modules.js';
import { strip } from '../../generator/languages/javascript/strip.js';
import { formatCode } from '../../generator/languages/typescript/format.js';
import { fixtureSpec } from '../goldens/produce.js';

async function printed(text: string, isCommonJs = false): Promise<string> {
  const code = moduleText(strip(text, !isCommonJs), { isCommonJs });
  return formatCode(code, { singleQuote: true, printWidth: 120 }, { name: 'module.js', isTyped: false });
}

const pairs: Readonly<Record<string, readonly [typescript: string, javascript: string]>> = {
  'parameters and results': [
    `/** Adds. */
export function add(a: number, { b }: Pair, c?: string, d = 1, e: number = 2, ...rest: string[]): Promise<number> {
  return a + b; // sum
}`,
    `/**
 * Adds.
 *
 * @param {number} a
 * @param {Pair} pair
 * @param {string} [c]
 * @param {number} [e]
 * @param {string[]} rest
 * @returns {Promise<number>}
 */
export function add(a, { b }, c, d = 1, e = 2, ...rest) {
  return a + b; // sum
}
`,
  ],
  'type parameters and predicates': [
    'function is<T extends object, U = string>(value: T | U): value is T {\n  return pick(value);\n}',
    `/**
 * @template {object} T
 * @template [U=string]
 * @param {T | U} value
 * @returns {value is T}
 */
function is(value) {
  return pick(value);
}
`,
  ],
  overloads: [
    '/** Shown. */\nfunction f(a: string): string;\n/** Used. */\nfunction f(a: unknown): unknown {\n  return a;\n}',
    `/**
 * Shown.
 *
 * @overload
 * @param {string} a
 * @returns {string}
 */
/**
 * Used.
 *
 * @param {unknown} a
 * @returns {unknown}
 */
function f(a) {
  return a;
}
`,
  ],
  'variables, casts and constructors': [
    `const a: readonly string[] = [];
const b = new Map<string, number>();
let c: string | undefined;
const d = (a as unknown as number[]).length;
const e = { f: 1 } as const;
const g = { h: 1 } satisfies Shape;
use(new Set<string>());`,
    `/** @type {readonly string[]} */
const a = [];
/** @type {Map<string, number>} */
const b = new Map();
/** @type {string | undefined} */
let c;
const d = /** @type {number[]} */ (/** @type {unknown} */ (a)).length;
const e = /** @type {const} */ ({ f: 1 });
const g = /** @satisfies {Shape} */ ({ h: 1 });
use(/** @type {Set<string>} */ (new Set()));
`,
  ],
  'functions in expressions': [
    `const f = <T>(a: T, b = 1): T => a;
const g: Named = async () => {};
run((a: string, b?: number): void => use(a, b), (x: unknown): x is string => typeof x === 'string');`,
    `/**
 * @template T
 * @param {T} a
 * @returns {T}
 */
const f = (a, b = 1) => a;
const g = /** @type {Named} */ (async () => {});
run(
  (/** @type {string} */ a, /** @type {number=} */ b) => use(a, b),
  /** @returns {x is string} */ (/** @type {unknown} */ x) => typeof x === 'string',
);
`,
  ],
  classes: [
    `/** A box. */
export class Box<T> extends Base<T> implements Closable {
  /** Its size. */
  readonly size: number;
  static count = 0;
  #items = new Set<T>();
  private label?: string;

  constructor(size: number) {
    super();
    this.size = size;
  }

  /** Opens it. */
  protected override async open(how: How): Promise<T> {
    return this.#items;
  }

  get first(): T {
    return this.#items;
  }
}`,
    `/**
 * A box.
 *
 * @template T
 * @extends {Base<T>}
 * @implements {Closable}
 */
export class Box extends Base {
  /**
   * Its size.
   *
   * @type {number}
   */
  size;
  static count = 0;
  /** @type {Set<T>} */
  #items = new Set();
  /** @type {string | undefined} */
  label;

  /** @param {number} size */
  constructor(size) {
    super();
    this.size = size;
  }

  /**
   * Opens it.
   *
   * @param {How} how
   * @returns {Promise<T>}
   */
  async open(how) {
    return this.#items;
  }

  /** @returns {T} */
  get first() {
    return this.#items;
  }
}
`,
  ],
  'interfaces and aliases': [
    `/** A route. */
interface Route {
  /** Its path. */
  readonly path: string;
  methods?: readonly string[];
}

interface Named extends Route {
  /** Its name. */
  name: string;
  call(how: string): void;
}

type Either<T> =
  // one
  | T
  | undefined;

const a = 1;`,
    `/**
 * A route.
 *
 * @typedef {object} Route
 * @property {string} path - Its path.
 * @property {readonly string[]} [methods]
 */

/**
 * - \`name\`: Its name.
 *
 * @typedef {Route & { name: string; call(how: string): void }} Named
 */

/**
 * @template T
 * @typedef {T | undefined} Either
 */

const a = 1;
`,
  ],
};

for (const [name, [typescript, javascript]] of Object.entries(pairs)) {
  test(name, async () => assert.equal(await printed(typescript), javascript));
}

const linked = `import { randomUUID as id, type UUID } from 'node:crypto';
import type { Unused, Used } from './types.js';
import { make } from './make.js';

export { make } from './make.js';
export { other } from './other.js';
export type { Used } from './types.js';

/** Uses it. */
export const use = (used: Used): UUID => make(id(), used);
`;

test('an ES module imports values with extensions, and types in a comment', async () => {
  assert.equal(
    await printed(linked),
    `import { randomUUID as id } from 'node:crypto';
import { make } from './make.js';

/**
 * @import { UUID } from 'node:crypto'
 * @import { Used } from './types.js'
 */

export { make } from './make.js';
export { other } from './other.js';

/**
 * Uses it.
 *
 * @param {Used} used
 * @returns {UUID}
 */
export const use = (used) => make(id(), used);
`,
  );
});

test('a CommonJS module requires each module once, and exports in order', async () => {
  assert.equal(
    await printed(linked, true),
    `'use strict';

const { randomUUID: id } = require('node:crypto');
const { make } = require('./make.js');
const { other } = require('./other.js');

/**
 * @import { UUID } from 'node:crypto'
 * @import { Used } from './types.js'
 */

/**
 * Uses it.
 *
 * @param {Used} used
 * @returns {UUID}
 */
const use = (used) => make(id(), used);

exports.make = make;
exports.other = other;
exports.use = use;
`,
  );
});

test('a statement that plain code does not have is an error', () => {
  for (const text of ['enum A { b }', "import a = require('a');", 'class A { constructor(readonly b: string) {} }']) {
    assert.throws(() => strip(text, true), /Plain code/, text);
  }
});

test('no comment is lost', async () => {
  const text = readFileSync(fixtureSpec('everything'), 'utf8').replace(
    / {2}- framework: (?!express|hono).*\n.*\n/g,
    '',
  );
  const outputs = async (form: string): Promise<GeneratedFile[]> => {
    const settings = { form, prettier: { printWidth: 200 } };
    const { targets } = await compile(text, { file: 'mwgen.yaml', settings: () => settings });
    return targets.flatMap(({ files }) => files);
  };
  const plain = new Map((await outputs('javascript')).map(({ path, text: code }) => [path, words(code)]));
  for (const { path, text: code } of await outputs('typescript')) {
    const own = ['.js', '.d.ts'].map((end) => plain.get(path.replace(/\.ts$/, end)) ?? '').join(' ');
    for (const comment of commentsIn(code)) assert.ok(own.includes(words(comment)), `${path}: ${comment}`);
  }
});

/** The texts of comments, without the header. */
function commentsIn(code: string): string[] {
  return (
    code
      .split('\n')
      .slice(2)
      .join('\n')
      .match(/\/\*\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm)
      ?.map((comment) => comment.replace(/^\/\*\*|\*\/$|^\/\//g, '')) ?? []
  );
}

/** Text without line breaks, and without the marks and the spaces at the beginning of lines. */
function words(text: string): string {
  return text
    .replace(/\n\s*\*?\s*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
