/**
 * Tests which unused code the TypeScript specialiser removes, and what it refuses because the result might be wrong.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { specialised } from './helpers.js';

describe('removing unused code', () => {
  it('removes an unused field with its assignments', () => {
    const { helper: made } = specialised(
      {
        helper: `export class Count { #seen = 0; #last: string; readonly #text: string;
          constructor(text: string) { this.#text = text; this.#last = text; }
          text(): string { if (facts.counts) { this.#seen += 1; return this.#last; } return this.#text; } }`,
      },
      'export const text = new Count("a").text();',
      { facts: { counts: false } },
    );
    assert.equal(
      made,
      'export class Count { readonly #text: string; constructor(text: string) { this.#text = text; } text(): string { return this.#text; } }',
    );
  });

  it('removes unused methods and getters, and an empty constructor', () => {
    const { helper: made } = specialised(
      {
        helper: `export class Body { readonly #limit: number; constructor(limit: number) { this.#limit = limit; }
          get limit(): number { return this.#limit; } grow(): void { this.shrink(); } shrink(): void { this.size(); } size(): number { return 1; } }`,
      },
      'export const size = new Body(2).size();',
    );
    assert.equal(made, 'export class Body { size(): number { return 1; } }');
  });

  it('removes an unused instance, with its class', () => {
    const { helper: made } = specialised(
      {
        helper: `class Seen { readonly #names = new Set<string>(); has(name: string): boolean { return this.#names.has(name); } }
          export function isNew(name: string): boolean { const seen = new Seen(); return facts.remembers ? !seen.has(name) : true; }`,
      },
      'export const all = isNew("a");',
      { facts: { remembers: false } },
    );
    assert.doesNotMatch(made ?? '', /new Seen/);
  });

  it('removes an unused member of an interface with its values', () => {
    const made = specialised(
      {
        helper: `export interface Options { readonly name: string; readonly limit: number; }
          export function show(options: Options): string { return facts.limits ? String(options.limit) : options.name; }`,
      },
      'const options: Options = { name: ask(), limit: 3 };\nexport const shown = show(options);',
      { facts: { limits: false } },
    );
    assert.match(made.helper ?? '', /interface Options \{ readonly name: string; \}/);
    assert.match(made.index ?? '', /options: Options = \{ name: ask\(\) \};/);
  });

  it('keeps a member that is read through another type', () => {
    const { helper: made } = specialised(
      {
        helper: `export interface Watcher { readonly see: (text: string) => boolean; }
          export class Eye { see(text: string): boolean { return text !== ''; } close(): void { return; } }
          export function watch(watcher: Watcher): boolean { return watcher.see('a'); }`,
      },
      'export const seen = watch(new Eye());',
    );
    assert.match(made ?? '', /class Eye \{ see\(text: string\): boolean \{ return text !== ''; \} \}/);
  });

  it('keeps types that the application uses', () => {
    const { helper: made } = specialised(
      {
        helper: `export interface Seen { readonly part: Part; readonly time: number; }
          interface Part { readonly size: number; }
          export interface Hidden { readonly size: number; }
          export function make(hidden: Hidden): Seen { return { part: { size: 1 }, time: hidden ? 1 : 2 }; }`,
      },
      'export const made = make({ size: 2 });',
      { exposes: ['Seen'] },
    );
    assert.match(made ?? '', /Seen \{ readonly part: Part; readonly time: number; \}/);
    assert.match(made ?? '', /interface Part \{ readonly size: number; \}/);
    assert.match(made ?? '', /interface Hidden \{ *\}/);
  });

  it('keeps the signatures of functions that the application can call', () => {
    const helper = `export class Body { read(text: string): string { return text; } size(): number { return 1; } }
          export function idOf(name: string, otherwise?: string): string { return otherwise ?? name; }`;
    const { helper: made } = specialised({ helper }, 'export const all = [new Body().size(), idOf("a")];', {
      exposes: ['Body', 'idOf'],
    });
    assert.equal(made, helper.replace(/\s+/g, ' '));
  });

  it('assumes nothing about objects that were created elsewhere', () => {
    const { helper: made } = specialised(
      {
        helper: `interface Runtime { readonly navigator?: string; } interface Lifetime { readonly end?: number; }
          export function agent(): string { return (globalThis as Runtime).navigator ?? ''; }
          export function end(value: unknown): number { return isLifetime(value) ? (value.end ?? 1) : 2; }
          function isLifetime(value: unknown): value is Lifetime { return typeof value === 'object'; }`,
      },
      'export const all = [agent(), end(globalThis)];',
    );
    assert.match(made ?? '', /return \(globalThis as Runtime\)\.navigator \?\? '';/);
    assert.match(made ?? '', /\(value\.end \?\? 1\)/);
  });

  it('removes members of a union that never occur, and keys of removed members', () => {
    const { helper: made } = specialised(
      {
        helper: `export type Reason = 'empty' | 'spilled';
          export interface Shown { readonly reason: Reason; readonly file?: string; }
          export function show(): Pick<Shown, 'reason' | 'file'> { return facts.spills ? { reason: 'spilled', file: 'a' } : { reason: 'empty' }; }`,
      },
      'export const shown = show();',
      { facts: { spills: false }, presence: { file: 'never' }, exposes: ['Shown'] },
    );
    assert.match(made ?? '', /type Reason = 'empty';/);
    assert.match(made ?? '', /Pick<Shown, 'reason'>/);
  });

  it('leaves a union of which no member occurs to the linker, which leaves out the whole type', () => {
    const { helper: made } = specialised(
      {
        helper: `export type Outcome = 'completed' | 'failed';
          export interface Shown { readonly outcome?: Outcome; readonly size: number; }
          export function size(shown: Shown): number { return shown.size; }`,
      },
      'export const shown = size({ size: 1 });',
      { exposes: ['Shown'] },
    );
    assert.match(made ?? '', /type Outcome = 'completed' \| 'failed';/);
  });

  it('makes optional members required if they are always present', () => {
    const { helper: made } = specialised(
      {
        helper: `export interface Settings { readonly part?: string; readonly other: number | undefined; }
          export function show({ part, other }: Settings): string { return (part ?? '') + String(other); }`,
      },
      'export const shown = (settings: Settings) => show(settings);',
      { presence: { part: 'always', other: 'always' } },
    );
    assert.equal(
      made,
      'export interface Settings { readonly part: string; readonly other: number; } export function show({ part, other }: Settings): string { return (part) + String(other); }',
    );
  });
});

describe('parameters', () => {
  it('are removed with their arguments in all calls', () => {
    const made = specialised(
      {
        helper: `export function shown(name: string, limit: number, text: string): string { return facts.limits ? text.slice(limit) : name + text; }
          export class Queue { send(text: string, context: string): string { return shown(text, 1, facts.limits ? context : text); } }`,
      },
      'export const texts = [shown("a", 1, "b"), new Queue().send("c", "d")];',
      { facts: { limits: false } },
    );
    assert.match(
      made.helper ?? '',
      /function shown\(name: string, text: string\): string \{ return \(?name \+ text\)?; \}/,
    );
    assert.match(made.helper ?? '', /send\(text: string\): string \{ return shown\(text, text\); \}/);
    assert.match(made.index ?? '', /\[shown\("a", "b"\), new Queue\(\)\.send\("c"\)\]/);
  });

  it('have the presence of the setting with the same name, in function types too', () => {
    const helper = `export class Queue { readonly #sink: (text: string, context: string | undefined) => void;
        constructor(sink: (text: string, context: string | undefined) => void) { this.#sink = sink; }
        send(text: string, context: string | undefined): void { this.#sink(text, context); } }`;
    const use =
      'export const send = (sink: () => void, text: string, context: string) => new Queue(sink).send(text, context);';
    const always = specialised({ helper }, use, { presence: { context: 'always' } }).helper ?? '';
    assert.match(always, /send\(text: string, context: string\): void \{ this\.#sink\(text, context\); \}/);
    assert.match(always, /constructor\(sink: \(text: string, context: string\) => void\)/);
    const never = specialised({ helper }, use, { presence: { context: 'never' } });
    assert.match(never.helper ?? '', /send\(text: string\): void \{ this\.#sink\(text\); \}/);
    assert.match(never.index ?? '', /\.send\(text\)/);
  });

  it('become required if every call passes them, and are removed if none does', () => {
    const helper = `export function set(name: string, value?: string): string { return value === undefined ? name : value; }`;
    const given = specialised({ helper }, 'export const it = set("a", "b");').helper ?? '';
    assert.equal(given, 'export function set( value: string): string { return value; }');
    const absent = specialised({ helper }, 'export const it = set("a");').helper ?? '';
    assert.equal(absent, 'export function set(name: string): string { return name; }');
  });

  it('are removed if all calls pass the same constant, whatever their type', () => {
    const { helper: made } = specialised(
      {
        helper: `function read(text: string): string | undefined { return text === '' ? undefined : text; }
          export function shown(name: string, text: ReturnType<typeof read>, isWhole: boolean): string { return isWhole ? text ?? name : 'cut'; }
          export function all(name: string): string { return shown(name, facts.reads ? read(name) : undefined, true); }`,
      },
      'export const texts = (name: string) => [all(name), shown(name, undefined, true)];',
      { facts: { reads: false } },
    );
    assert.match(made ?? '', /shown\(name: string\): string \{ return \(?name\)?; \}/);
    assert.match(made ?? '', /all\(name: string\): string \{ return shown\(name\); \}/);
  });

  it('are kept if the function assigns to them', () => {
    const helper = `export function shown(name: string, text?: string): string { if (name === '') { text = 'none'; } return text ?? name; }`;
    const made = specialised({ helper }, 'export const texts = (name: string) => shown(name);');
    assert.match(made.helper ?? '', /shown\(name: string, text\?: string\).*return text \?\? name;/);
  });

  it('are kept in the methods of a class that the application can use', () => {
    const { helper: made } = specialised(
      {
        helper: `export class Queue { send(text: string, isLast: boolean): string { return isLast ? text : ''; }
          end(text: string): string { return this.send(text, true); } }`,
      },
      '',
      { exposes: ['Queue'] },
    );
    assert.match(made ?? '', /send\(text: string, isLast: boolean\): string \{ return isLast \? text : ''; \}/);
  });

  it('are kept if an interface requires them', () => {
    const { helper: made } = specialised(
      {
        helper: `export interface Table { has(method: string, path: string): boolean; }
          export class Paths implements Table { has(method: string, path: string, isOpen?: boolean): boolean { return isOpen === true || (facts.open ? method === path : path !== ''); } }
          export function ask(table: Table): boolean { return table.has('GET', '/'); }`,
      },
      'const paths = new Paths(); export const asked = [ask(paths), paths.has("PUT", "/", true)];',
      { facts: { open: false } },
    );
    assert.match(
      made ?? '',
      /has\(method: string, path: string, isOpen\?: boolean\): boolean \{ return isOpen === true/,
    );
  });
});

describe('an async function without `await`', () => {
  it('becomes synchronous, and so do its callers', () => {
    const { helper: made } = specialised(
      {
        helper: `export async function read(text: string): Promise<string> { if (facts.waits) { await later(); } return text; }
          async function later(): Promise<void> { await Promise.resolve(); }
          export async function shown(text: string): Promise<string> { return (await read(text)).trim(); }
          export class Reader {
            /** Reads. */
            async read(text: string): Promise<string> { return (await read(text)).trim(); } }
          export function taker(take: (make: () => string | Promise<string>) => void): void { take(() => shown('a')); take(() => new Reader().read('b')); }`,
      },
      'export const all = taker;',
      { facts: { waits: false } },
    );
    assert.match(made ?? '', /\/\*\* Reads\. \*\/ read\(text: string\): string/);
    assert.match(made ?? '', /export function read\(text: string\): string \{ return text; \}/);
    assert.match(made ?? '', /export function shown\(text: string\): string \{ return \(?\(read\(text\)\)\.trim\(\)/);
  });

  it('is refused if a caller needs its promise', () => {
    assert.throws(
      () =>
        specialised(
          {
            helper: `export async function read(): Promise<string> { if (facts.waits) { await Promise.resolve(); } return 'a'; }
              export function late(): Promise<string> { return read().then((text) => text.trim()); }`,
          },
          'export const all = late();',
          { facts: { waits: false } },
        ),
      /no longer uses `await`, but a caller needs its promise/,
    );
  });
});

describe('the platform', () => {
  const platform = `import { randomUUID } from 'node:crypto';
    import { copy } from './bytes.js';
    export { fieldText } from './response.js';
    export type Bytes = Buffer;
    export type Chunk = string | Uint8Array;
    export function randomUuid(): string { return randomUUID(); }
    export function chunkHead(chunk: Chunk, _encoding: string, wanted: number): Bytes { return copy(chunk, wanted + 1); }`;
  const bytes =
    'export function copy(chunk: string | Uint8Array, size: number): Buffer { return Buffer.from(String(chunk)).subarray(size); }';
  const response = 'export function fieldText(text: string): string { return text; }';
  const use = 'export const all = [take("a", "utf8", 2), randomUuid()];';

  it('is expanded inline, and what its expressions use is imported', () => {
    const made = specialised(
      {
        platform,
        'node/bytes': bytes,
        'node/response': response,
        'shared/body': `import { chunkHead, fieldText } from '#platform';
          import type { Bytes, Chunk } from '#platform';
          export function take(chunk: Chunk, encoding: string, wanted: number): readonly Bytes[] { return [chunkHead(chunk, encoding, wanted * 2), fieldText('')]; }`,
      },
      use,
    );
    const body = made['shared/body'] ?? '';
    assert.match(body, /take\(chunk: \(string \| Uint8Array\), wanted: number\): readonly Buffer\[\]/);
    assert.match(body, /\[copy\(chunk, \(wanted \* 2\) \+ 1\), fieldText\(''\)\]/);
    assert.match(made.index ?? '', /\[take\("a", 2\), randomUUID\(\)\]/);
  });

  it('is refused if an argument with a side effect would not be evaluated exactly once', () => {
    const make = (statement: string): unknown =>
      specialised(
        {
          platform: `export function twice(text: string, _other: string): string { return text + text; }`,
          helper: `import { twice } from '#platform'; export function run(): string { ${statement} }`,
        },
        'export const all = run();',
      );
    assert.throws(() => make('return twice(String(Math.random()), "");'), /more than once/);
    assert.throws(() => make('const text = ""; return twice(text, alert());'), /never/);
  });
});

/** Code for which the specialiser must fail, since it would have to guess or lose a side effect. */
const refused: Readonly<Record<string, readonly [helper: string, use: string, message: RegExp]>> = {
  'an unused argument with a side effect': [
    'export function shown(text: string, size: number): string { return facts.on ? text : String(size); }',
    'export const all = shown("a", counter());',
    /unused argument has a side effect \(counter\(\)\)/,
  ],
  'an unused parameter of a function that is passed on': [
    'export function shown(text: string, size: number): string { return facts.on ? text : String(size); }',
    'export const all = ["a"].map(shown);',
    /not all calls are known/,
  ],
  'an unused parameter of a method that an object of unknown type may have': [
    'export class Queue { send(text: string, size: number): string { return facts.on ? text : String(size); } }',
    'export const all = (queue: unknown, other: any) => [new Queue().send("a", 1), other.send("b", 2)];',
    /not all calls are known/,
  ],
  'a setting of an object of unknown type': [
    'export interface Settings { readonly part?: string; } export function shown(settings: Settings): unknown { const other = JSON.parse(settings.part ?? ""); return other.part; }',
    'export const all = shown({});',
    /whether "part" is the setting with this name\. Its object needs a type/,
  ],
  'an unused field whose value has a side effect': [
    'export class Queue { readonly #next: number; constructor() { this.#next = counter(); } size(): number { return facts.on ? 1 : this.#next; } } function counter(): number { state.count += 1; return state.count; } const state = { count: 0 };',
    'export const all = new Queue().size();',
    /value of an unused field has a side effect/,
  ],
  'an unused instance whose creation has a side effect': [
    'export class Queue { readonly id = counter(); size(): number { return this.id; } } function counter(): number { state.count += 1; return state.count; } const state = { count: 0 }; export function shown(): number { const queue = new Queue(); return facts.on ? 1 : queue.size(); }',
    'export const all = shown();',
    /initializer of an unused variable has a side effect: const queue/,
  ],
  'folding that would declare a name twice in one scope': [
    'export function shown(text: string): string { if (facts.on) { const part = text.trim(); if (part !== "") { return part; } } const part = text.slice(1); return part; }',
    'export const all = shown("a");',
    /"part" would be declared twice/,
  ],
  'an unknown fact': [
    'export function shown(text: string): string { return facts.unheard ? text : ""; }',
    'export const all = shown("a");',
    /Unknown fact "unheard"/,
  ],
  'a helper that imports something under another name': [
    "import { join as joined } from 'node:path'; export function shown(text: string): string { return joined(text); }",
    'export const all = shown("a");',
    /under another name/,
  ],
};

describe('refusing', () => {
  for (const [what, [helper, use, message]] of Object.entries(refused)) {
    it(what, () => {
      assert.throws(() => specialised({ helper }, use, { facts: { on: true }, presence: { part: 'never' } }), message);
    });
  }
});
