/** Tests what is expected of the parser of TOML. Python's own parser gives the same results. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { parseToml, tomlOrNothing } from '../../generator/languages/toml.js';

const plain = (text: string): unknown => JSON.parse(JSON.stringify(parseToml(text)));

test('TOML: the parser is loaded when it is needed', () => {
  const isLoaded = (): boolean =>
    Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes(join('smol-toml', 'dist')));
  assert.ok(!isLoaded());
  parseToml('');
  assert.ok(isLoaded());
});

test('TOML: values, keys and tables', () => {
  const cases: readonly (readonly [text: string, expected: unknown])[] = [
    ['\ufeff# only\r\na = "b" # c\r\n', { a: 'b' }],
    ['a.b.c = 1\na . "b.x" = 2\n\'d e\' = 3', { a: { b: { c: 1 }, 'b.x': 2 }, 'd e': 3 }],
    ['x = [1, # one\n  2, [ "]", \'#\' ],\n]', { x: [1, 2, [']', '#']] }],
    ['x = { a = 1, b.c = "2", l = [{ d = true }] }', { x: { a: 1, b: { c: '2' }, l: [{ d: true }] } }],
    ['x = "\\u00e9\\t\\"\\\\"\ny = \'C:\\new\'', { x: 'é\t"\\', y: 'C:\\new' }],
    ['x = """\none \\\n   two ""three"""""\ny = \'\'\'\nit\'s \\n\'\'\'', { x: 'one two ""three""', y: "it's \\n" }],
    ['x = 1_000\ny = 0xFF\n', { x: 1000, y: 255 }],
    ['x = -1.5e2\ny = inf\nz = 0b11', { x: -150, y: null, z: 3 }],
    ['x = 2026-01-31T12:00:00Z\ny = 07:32:00', { x: '2026-01-31T12:00:00.000Z', y: '07:32:00.000' }],
    ['[a]\nx = 1\n[ a . "b" ]\ny = 2\n[c]', { a: { x: 1, b: { y: 2 } }, c: {} }],
    ['[[p]]\nn = 1\n[[p]]\nn = 2\n[p.more]\nx = 1', { p: [{ n: 1 }, { n: 2, more: { x: 1 } }] }],
    ['constructor = 1\ntoString.x = 2', { constructor: 1, toString: { x: 2 } }],
  ];
  for (const [text, expected] of cases) assert.deepEqual(plain(text), expected, text);
});

test('TOML: integers that are too large for a number do not make a file unreadable', () => {
  assert.deepEqual(plain('a = 9007199254740991\n[b]\nc = 1'), { a: 9007199254740991, b: { c: 1 } });
  assert.equal(parseToml('a = 9223372036854775807')['a'], 9223372036854775807n);
});

test('TOML: what is invalid is an error, or an empty table', () => {
  const wrong = ['a', 'a =', 'a = b', 'a = 1 b = 2', 'a = "x', '[a', 'a = [1', 'a = { b = 1', 'a = 1\na = 2'];
  for (const text of [...wrong, 'a = 1\n[a]', 'a = 1\n[[a]]', 'a = "\\q"', 'a = 01', '= 1', '[a]\n[a]']) {
    assert.throws(() => parseToml(text), /Invalid TOML/, text);
    assert.deepEqual(tomlOrNothing(text), {});
  }
});
