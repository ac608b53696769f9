/** The text that the hashes of Python files are computed from: formatters do not change it, edits do. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import fc from 'fast-check';
import { signFile } from '../../generator/languages/header.js';
import { hashingFor } from '../../generator/languages/index.js';
import { canonicalPython } from '../../generator/languages/python/canonical.js';
import { formerCanonicalPython } from '../../generator/languages/python/format.js';
import { parsePython } from '../../generator/languages/python/syntax/parse.js';
import { tokensOf } from '../../generator/languages/python/syntax/tokens.js';
import { compareFile, isIntact } from '../../generator/workspace/file-state.js';

const root = join(import.meta.dirname, '..', '..');
const files = ['fixtures', 'templates/python'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.py'))
    .map((path) => ({ path, code: readFileSync(join(root, folder, path), 'utf8') })),
);

describe('the canonical text of Python', () => {
  const layouts = {
    narrow: { 'line-length': 60, format: { 'quote-style': 'single', 'indent-style': 'tab' } },
    wide: { 'line-length': 300, format: { 'skip-magic-trailing-comma': true, preview: true } },
  };
  for (const [name, options] of Object.entries(layouts)) {
    it(`is the same in a ${name} layout`, () => {
      assert.ok(files.length > 50);
      const ruff = new Workspace(options, PositionEncoding.Utf16);
      for (const { path, code } of files) assert.equal(canonicalPython(ruff.format(code)), canonicalPython(code), path);
    });
  }

  for (const [one, other] of [
    ['from x import b, a\nfrom w import c\nf()', 'from w import c\nfrom x import (\n    a,\n    b,\n)\n\nf()'],
    ['from x import a, b', 'from x import a\nfrom x import b'],
    ["x = 'a\\'b' 'c'", 'x = "a\'bc"'],
    ["x = f'a{b!r:>{c}}' '{d}'", 'x = f"a{b!r:>{c}}{{d}}"'],
    ['x = (a)', 'x = a'],
    ['for (a, b) in (c): pass', 'for a, b in c:\n\tpass'],
    ['f(a, b)', 'f(\n    a,\n    b,\n)'],
    ['class A(): pass', 'class A:\n    pass'],
    ['def f():\n  """A.\n\n  B."""', 'def f():\n    """\n    A.\n\n    B.\n    """'],
    ['# one two\nf()', '#one\n# two\nf()'],
    ['if a: f(); g()', 'if a:\n    f()\n    g()'],
  ] as const) {
    it(`is the same for ${JSON.stringify(one)} and ${JSON.stringify(other)}`, () => {
      assert.equal(canonicalPython(other), canonicalPython(one));
    });
  }

  for (const [one, other] of [
    ['f(a, b)', 'f(b, a)'],
    ['x = a', 'x = a,'],
    ['x = (a, b)', 'x = [a, b]'],
    ['x = a - (b - c)', 'x = a - b - c'],
    ['x = (a, (b, c))', 'x = (a, b, c)'],
    ['if a:\n  f()\ng()', 'if a:\n  f()\n  g()'],
    ['if a:\n  if b: f()\n  else: g()', 'if a:\n  if b: f()\nelse: g()'],
    ['x = "a b"', 'x = "a  b"'],
    ['x = "a"', 'x = b"a"'],
    ['x = "\\n"', 'x = r"\\n"'],
    ['x = f"{a}"', 'x = f"{b}"'],
    ['x = f"{a}"', 'x = f"{a!r}"'],
    ['x = f"{a:1}"', 'x = f"{a:2}"'],
    ['x = f"{a}"', 'x = "{a}"'],
    ['def f():\n  """A."""', 'def f():\n  """B."""'],
    ['# one\nf()', '# two\nf()'],
    ['# one\nf()', 'f()'],
    ['f()  # one', 'f()'],
    ['from a import b', 'from .a import b'],
    ['from a import b', 'from a import b as c'],
    ['import a', 'import a as b'],
    ['def f(a, *, b): pass', 'def f(a, b): pass'],
    ['def f(a, /, b): pass', 'def f(a, b): pass'],
    ['x = a if b else c', 'x = b if a else c'],
    ['x = a < b', 'x = a <= b'],
    ['async def f(): pass', 'def f(): pass'],
    ['x = 1', 'x = 1.0'],
    ['x: int = 1', 'x = 1'],
    ['x = not a', 'x = a'],
    ['x = a is not b', 'x = a is b'],
    ['x = a[1:]', 'x = a[:1]'],
    ['x = {**a}', 'x = {*a}'],
    ['with a as b: pass', 'with a: pass'],
  ] as const) {
    it(`tells ${JSON.stringify(one)} from ${JSON.stringify(other)}`, () => {
      assert.notEqual(canonicalPython(other), canonicalPython(one));
    });
  }

  it('changes with each token and each word of a comment', () => {
    const places = files.flatMap(({ code }) => wordsOf(code).map((word) => ({ code, ...word })));
    assert.ok(places.length > 10_000);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom('', 'x', '0', '"x"', '~'), ({ code, at, text }, by) => {
        if (text === by) return;
        const edited = code.slice(0, at) + by + code.slice(at + text.length);
        // An edit that leaves no valid code is refused, and so is noticed too.
        if (isValid(edited)) assert.notEqual(canonicalPython(edited), canonicalPython(code));
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('is refused for what is not valid code', () => {
    assert.throws(() => canonicalPython('<<<<<<< HEAD\nf()\n=======\ng()\n>>>>>>> other\n'));
  });
});

describe('a Python file that version 0.1.0 generated', () => {
  const code = 'def answer() -> int:\n    return 42\n';
  const spec = { spec: 'mwgen.yaml', comment: '#' } as const;
  const hashing = hashingFor('a.py');

  it('is stale and not edited', async () => {
    const actual = await signFile(code, { ...spec, canonical: formerCanonicalPython });
    const expected = await signFile(code, { ...spec, canonical: canonicalPython });
    assert.notEqual(actual, expected);
    assert.equal((await compareFile({ actual, expected, laidOutByUs: false, hashing })).state, 'stale');
    assert.equal(await isIntact(actual, hashing), true);
  });

  it('is edited after an edit', async () => {
    const actual = (await signFile(code, { ...spec, canonical: formerCanonicalPython })).replace('42', '43');
    assert.equal(await isIntact(actual, hashing), false);
  });
});

/** The names, numbers and operators that no formatter may change, and the words of comments. */
function wordsOf(code: string): { at: number; text: string }[] {
  const tokens = tokensOf(code).filter(
    ({ kind, text }) => ['name', 'number', 'operator'].includes(kind) && !['(', ')', ','].includes(text),
  );
  const comments = Array.from(code.matchAll(/^ *# (\w+)/gm), ({ index, 0: whole, 1: text = '' }) => ({
    at: index + whole.length - text.length,
    text,
  }));
  return [...tokens.map(({ start, text }) => ({ at: start, text })), ...comments];
}

function isValid(code: string): boolean {
  try {
    parsePython(code);
    return true;
  } catch {
    return false;
  }
}
