/** Tests how the TypeScript specialiser folds each form of code. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { body, specialised } from './helpers.js';

/** Statements before and after folding. */
const folds: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  'a fact': [
    ['return facts.on;', 'return true;'],
    ['return facts.off;', 'return false;'],
    ['return facts.open;', 'return facts.open;'],
  ],
  'a setting': [
    ['return settings.never;', 'return undefined;'],
    ['return settings.some;', 'return settings.some;'],
    ['return settings.always;', 'return settings.always;'],
  ],
  'a comparison': [
    ['return settings.never === undefined;', 'return true;'],
    ['return settings.always !== undefined;', 'return true;'],
    ['return settings.some === undefined;', 'return settings.some === undefined;'],
    ["return settings.never === 'x';", 'return false;'],
    ["return settings.always === 'x';", "return settings.always === 'x';"],
  ],
  'a value that is present but may be falsy': [
    ['return settings.flag ? 1 : 2;', 'return settings.flag ? 1 : 2;'],
    ['return settings.flag && a;', 'return settings.flag && a;'],
    ['return !settings.flag;', 'return !settings.flag;'],
  ],
  '`!`': [
    ['return !facts.on;', 'return false;'],
    ['return !(settings.never === undefined);', 'return false;'],
  ],
  '`&&`': [
    ['return facts.on && a > 1;', 'return (a > 1);'],
    ['return facts.off && a > 1;', 'return false;'],
    ['return a > 1 && facts.on;', 'return (a > 1);'],
    ['return a && facts.on;', 'return a && true;'],
    ['if (a && facts.on) { return 1; } return 2;', 'if (a) { return 1; } return 2;'],
    ['return settings.never && a;', 'return undefined;'],
  ],
  '`||`': [
    ['return facts.off || a > 1;', 'return (a > 1);'],
    ['return facts.on || a > 1;', 'return true;'],
    ['return a > 1 || facts.off;', 'return (a > 1);'],
  ],
  '`??`': [
    ['return settings.never ?? a;', 'return a;'],
    ['return settings.always ?? a;', 'return settings.always;'],
    ['return settings.some ?? a;', 'return settings.some ?? a;'],
  ],
  '`?:`': [
    ['return facts.on ? a : -a;', 'return a;'],
    ['return facts.off ? a : a + 1;', 'return (a + 1);'],
    ['return settings.never === undefined ? a : 1;', 'return a;'],
  ],
  '`?.`': [
    ['return settings.never?.trim();', 'return undefined;'],
    ['return settings.always?.trim();', 'return settings.always.trim();'],
    ['return settings.some?.trim();', 'return settings.some?.trim();'],
    ['settings.never?.at(a); return a;', 'return a;'],
  ],
  '`if`': [
    ['if (facts.on) { return 1; } return 2;', 'return 1;'],
    ['if (facts.off) { return 1; } return 2;', 'return 2;'],
    ['if (facts.off) { return 1; } else { return 2; }', 'return 2;'],
    ['if (facts.off) { return 1; } else if (a > 1) { return 2; } return 3;', 'if (a > 1) { return 2; } return 3;'],
    ['if (a > 1) { return 1; } else if (facts.on) { return 2; }', 'if (a > 1) { return 1; } else { return 2; }'],
    ['if (a > 1) { return 1; } else if (facts.off) { return 2; } return 3;', 'if (a > 1) { return 1; } return 3;'],
    ['if (a > 1) { if (facts.off) { return 1; } } return 2;', 'return 2;'],
  ],
  'a local constant': [
    ['const it = settings.never; return it === undefined ? a : it;', 'return a;'],
    ['const { never } = settings; return never ?? a;', 'return a;'],
    ['const b = a + 1; const it = settings.never ?? b; return it * it;', 'const b = a + 1; return b * b;'],
  ],
  'a list from which absent values are filtered': [
    ['return [settings.never, settings.always].filter((item) => item !== undefined);', 'return [settings.always];'],
    [
      'return [settings.never, settings.some].filter((item) => item !== undefined);',
      'return [settings.some].filter((item) => item !== undefined);',
    ],
  ],
  'an object that is spread': [
    ['return { a, ...(settings.never === undefined ? {} : { b: 1 }) };', 'return { a };'],
    ['return { a, ...(settings.always === undefined ? {} : { b: 1 }) };', 'return { a, b: 1 };'],
    ['return { ...(settings.always === undefined ? {} : { b: 1, }), a };', 'return { b: 1, a };'],
    ['const b = a + 1; return { ...(settings.always === undefined ? {} : { b }) };', 'const b = a + 1; return { b };'],
    ['return { a: settings.never ?? a };', 'return { a };'],
  ],
};

describe('folding', () => {
  for (const [form, cases] of Object.entries(folds)) {
    for (const [from, to] of cases) {
      it(`${form}: ${from}`, () => {
        assert.equal(body(from), to);
      });
    }
  }

  it('uses the result of a function that always returns the same', () => {
    const helper = `export interface Settings { readonly statuses?: string; }
      export function isRecorded({ statuses }: Settings): boolean { return statuses === undefined || statuses !== ''; }
      export function run(settings: Settings): number { if (!isRecorded(settings)) { return 1; } return 2; }`;
    const { helper: made } = specialised({ helper }, 'export const go = (settings: Settings) => run();', {
      presence: { statuses: 'never' },
    });
    assert.match(made ?? '', /export function run\(\): number \{ return 2; \}/);
  });

  it('derives a field from all values that are assigned to it', () => {
    const helper = `export interface Settings { readonly part?: string; }
      export class Follower {
        readonly #part: Set<string> | undefined;
        constructor(settings: Settings) { if (settings.part !== undefined) { this.#part = new Set([settings.part]); } }
        has(text: string): boolean { return this.#part?.has(text) ?? false; }
      }`;
    const use = 'export const go = (settings: Settings) => new Follower(settings).has("a");';
    const always = specialised({ helper }, use, { presence: { part: 'always' } }).helper ?? '';
    assert.match(always, /readonly #part: Set<string>; /);
    assert.match(always, /return this\.#part\.has\(text\) \?\? false|return this\.#part\.has\(text\)/);
    const never = specialised({ helper }, use, { presence: { part: 'never' } }).helper ?? '';
    assert.match(never, /class Follower \{ has\(\): boolean \{ return false; \} \}/);
  });

  it('keeps only the class of a strategy that is used', () => {
    const helper = `export interface Table { readonly has: (path: string) => boolean; }
      class Tree implements Table { has(path: string): boolean { return path !== ''; } }
      class Texts implements Table { has(path: string): boolean { return path === '/'; } }
      export function table(): Table { return facts.areTexts ? new Texts() : new Tree(); }`;
    const { helper: made = '' } = specialised({ helper }, 'export const has = (path: string) => table().has(path);', {
      facts: { areTexts: true },
    });
    assert.match(made, /return new Texts\(\);/);
    assert.doesNotMatch(made.replace('class Tree', ''), /new Tree/);
  });
});
