/** Members that have the same value in all objects of an output. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { specialised } from './helpers.js';

/** A helper with an interface for settings, and a function that uses them. */
function helper(
  statement: string,
  members = '/** How large. */ readonly size: number; readonly name: string;',
): string {
  return `export interface Settings { ${members} }
    export function known(): boolean { return true; }
    export function run(settings: Settings, given: number): unknown { ${statement} }`;
}

function made(text: string, use: string, options: Parameters<typeof specialised>[2] = {}): string {
  return specialised({ helper: text }, use, options)['helper'] ?? '';
}

const both = helper('const { size } = settings; return [size, settings.size + given, settings.name];');
const one = 'export const go = (a: number): unknown => run({ size: 10, name: "one" }, a);';

describe('members that are the same in all objects', () => {
  it('become constants, and objects without members are not passed on', () => {
    const text = made(both, one);
    assert.match(text, /^\/\*\* How large\. \*\/ export const size = 10; export const name = "one";/);
    assert.match(text, /run\( ?given: number\): unknown \{ return \[size, size \+ given, name\]; \}/);
    const { index } = specialised({ helper: both }, one);
    assert.match(index ?? '', /run\( ?a\)/);
  });

  it('stay members where one object differs, where a value is made at run time, or where it can be changed', () => {
    const use = (value: string): string =>
      `let own = 1; export const go = (a: number): unknown => [run({ size: 10, name: "one" }, a), run({ size: ${value}, name: "one" }, a)];`;
    for (const value of ['11', 'own', 'Date.now()']) {
      const text = made(both, use(value));
      assert.match(text, /settings\.size \+ given, name/, value);
    }
    const list = helper('return [settings.list, given];', 'readonly list: number[];');
    assert.match(made(list, 'export const go = (a: number): unknown => run({ list: [...[1]] }, a);'), /settings\.list/);
  });

  it('stay members where a local variable would hide the constant, or a declaration has its name', () => {
    const hidden = helper('const size = given; return [size, settings.size, settings.name];');
    assert.match(made(hidden, one), /\[size, settings\.size, name\]/);
    const taken = `${both} export const size = 3; export function other(): number { return size; }`;
    assert.match(made(taken, `${one} export const more = other();`), /settings\.size \+ given/);
  });

  it('stay members of types that the application can use, and of objects of unknown origin', () => {
    assert.match(made(both, one, { exposes: ['Settings'] }), /settings\.size \+ given/);
    const claimed = `${both} export function read(value: unknown): unknown { return run(value as Settings, 1); }`;
    assert.match(made(claimed, `${one} export const more = read(0);`), /settings\.size \+ given/);
  });

  it('stay members if an object of another type can take their place', () => {
    const other = `export interface Wider { readonly size: number; readonly name: string; readonly more: number; }
      export function wide(wider: Wider): unknown { return [wider.more, run(wider, wider.size)]; }`;
    const use = `${one} export const more = wide({ size: 12, name: "two", more: 1 });`;
    assert.match(made(`${both} ${other}`, use), /settings\.size \+ given/);
  });

  it('have their type if it does not follow from the value, and functions are called directly', () => {
    const text = helper(
      'return [settings.names.has("a"), settings.test(), given];',
      'readonly names: ReadonlySet<string>; readonly test: () => boolean;',
    );
    const use = 'export const go = (a: number): unknown => run({ names: new Set(["a"]), test: known }, a);';
    assert.match(made(text, use), /export const names: ReadonlySet<string> = new Set\(\["a"\]\);/);
    assert.match(made(text, use), /return \[names\.has\("a"\), known\(\), given\]/);
  });

  it('are imported where they are used, unless that made imports circular', () => {
    const settings = 'export interface Settings { readonly size: number; }';
    const user = `import type { Settings } from './settings.js';
      export function run(settings: Settings, given: number): unknown { return [settings.size, given]; }`;
    const use = 'export const go = (a: number): unknown => run({ size: 10 }, a);';
    const texts = specialised({ settings, user }, use);
    assert.match(texts['user'] ?? '', /^import \{ size \} from '\.\/settings\.js';/);
    assert.match(texts['settings'] ?? '', /^export const size = 10;/);
    const circular = `import { run } from './user.js'; ${settings} export const twice = run;`;
    assert.match(specialised({ settings: circular, user }, use)['user'] ?? '', /settings\.size/);
  });
});
