/** Tests which names a hooks file exports, in all the ways in which it can. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { pythonHooks } from '../../generator/languages/python/hooks-syntax.js';
import { typescriptHooks } from '../../generator/languages/typescript/hooks-syntax.js';

const required = ['before', 'after'];

test('TypeScript', () => {
  for (const [text, missing] of [
    ['export const before = 1, after = 2;', []],
    ['export let [before, { x: after }] = f();', []],
    ['const all = {};\nexport const { before, ...after } = all;', []],
    ['function before() {}\nexport { before, other as after };', []],
    ['export async function before() {}\nexport class after {}', []],
    ['export * from "./mine";', []],
    ['export * as before from "./mine";', ['after']],
    ['export type { before } from "./mine";\nexport { type after } from "./mine";', required],
    ['// export const before = 1;\nconst text = `export const after = 1;`;', required],
    ['export default function before() {}', ['after']],
    ['let a, before;\nexport let x, after;', ['before']],
  ] as const)
    assert.deepEqual(typescriptHooks.missing(text, required), missing, text);
});

test('Python', () => {
  for (const [text, missing] of [
    ['async def before(request): ...\ndef after(): ...', []],
    ['from mine import (\n    before,\n    x as after,\n)', []],
    ['before, after = make()', []],
    ['before = after = None', []],
    ['try:\n    from fast import before\nexcept ImportError:\n    before = None\n', ['after']],
    ['from mine import *', []],
    ['class Hooks:\n    def before(self): ...\n\ndef f():\n    after = 1\n', required],
    ['"""\ndef before(): ...\n"""\nbefore.x = 1', required],
  ] as const)
    assert.deepEqual(pythonHooks.missing(text, required), missing, text);
});
