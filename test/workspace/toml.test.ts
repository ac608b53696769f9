/** Tests the parser of TOML. Python's own parser gives the same results. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { parseToml } from '../../generator/languages/toml.js';

const plain = (text: string): unknown => JSON.parse(JSON.stringify(parseToml(text)));

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
    ['x = 2026-01-31T12:00:00Z\ny = 07:32:00', { x: '2026-01-31T12:00:00Z', y: '07:32:00' }],
    ['[a]\nx = 1\n[ a . "b" ]\ny = 2\n[c]', { a: { x: 1, b: { y: 2 } }, c: {} }],
    ['[[p]]\nn = 1\n[[p]]\nn = 2\n[p.more]\nx = 1', { p: [{ n: 1 }, { n: 2, more: { x: 1 } }] }],
    ['constructor = 1\ntoString.x = 2', { constructor: 1, toString: { x: 2 } }],
  ];
  for (const [text, expected] of cases) assert.deepEqual(plain(text), expected, text);
});

test('TOML: what is invalid is an error with its line', () => {
  for (const text of ['a', 'a =', 'a = b', 'a = 1 b = 2', 'a = "x', '[a', 'a = [1', 'a = { b = 1', 'a = 1\na = 2'])
    assert.throws(() => parseToml(`\n${text}`), /^SyntaxError: line [23]: /, text);
  for (const text of ['a = 1\n[a]', 'a = 1\n[[a]]', 'a = "\\q"', 'a = 01', '= 1'])
    assert.throws(() => parseToml(text), SyntaxError, text);
});
