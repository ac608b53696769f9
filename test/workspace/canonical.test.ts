/** The text that hashes are computed from: formatters do not change it, edits do. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { format } from 'prettier';
import type { Options } from 'prettier';
import { ts } from 'ts-morph';
import { compareFile, isIntact } from '../../generator/workspace/file-state.js';
import { canonicalTypeScript } from '../../generator/languages/typescript/canonical.js';
import { formerCanonicalTypeScript } from '../../generator/languages/typescript/format.js';
import { signFile } from '../../generator/languages/header.js';
import { hashingFor } from '../../generator/languages/index.js';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');
const files = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, code: readFileSync(join(fixtures, path), 'utf8') }));

describe('the canonical text of TypeScript', () => {
  const layouts: Readonly<Record<string, Options>> = {
    dense: { semi: false, singleQuote: true, trailingComma: 'none', arrowParens: 'avoid', printWidth: 50 },
    wide: { useTabs: true, objectWrap: 'collapse', bracketSpacing: false, printWidth: 250, quoteProps: 'consistent' },
  };
  for (const [index, [name, options]] of Object.entries(layouts).entries()) {
    it(`is the same in a ${name} layout`, async () => {
      assert.ok(files.length > 50);
      for (const { path, code } of files.filter((_, at) => at % 2 === index)) {
        const other = await format(code, { ...options, parser: 'typescript' });
        assert.equal(canonicalTypeScript(other), canonicalTypeScript(code), path);
      }
    });
  }

  it('is the same after imports have been sorted', () => {
    assert.equal(
      canonicalTypeScript("import { b, a } from './x.js';\nimport { c } from './w.js';\nf(a, b, c);"),
      canonicalTypeScript("import { c } from './w.js';\nimport { a, b } from './x.js';\nf(a, b, c);"),
    );
  });

  it('is the same where formatters sort exports or move comments', () => {
    for (const [one, other] of [
      [
        "export { b, a } from './x.js';\nexport type { C } from './w.js';",
        "export type { C } from './w.js';\nexport { a, b } from './x.js';",
      ],
      ['x = a\n  ? b\n  : // why\n    c;', 'x = a\n  ? b\n  // why\n  : c;'],
    ] as const)
      assert.equal(canonicalTypeScript(one), canonicalTypeScript(other));
  });

  it('changes with each token and each word of a comment', () => {
    const places = files.flatMap(({ code }) => tokensOf(code).map((token) => ({ code, ...token })));
    assert.ok(places.length > 10_000);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom('', 'x', '0', '"x"', '!'), ({ code, at, text }, by) => {
        if (text === by) return;
        const edited = code.slice(0, at) + by + code.slice(at + text.length);
        // An edit that leaves no valid code is refused, and so is noticed too. One that leaves the same tokens is none.
        if (isValid(edited) && tokenTexts(edited) !== tokenTexts(code)) {
          assert.notEqual(canonicalTypeScript(edited), canonicalTypeScript(code));
        }
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  for (const [one, other] of [
    ['f(a, b);', 'f(b, a);'],
    ['a ? b : c;', 'a ? c : b;'],
    ['const a = b - (c - d);', 'const a = b - c - d;'],
    ['x = (a, b);', 'x = [a, b];'],
    ['x = [a, , b];', 'x = [a, b];'],
    ['x = `a  b`;', 'x = `a b`;'],
    ["x = 'a b';", "x = 'a  b';"],
    ['x = /a b/;', 'x = /a  b/;'],
    ['const x = 1;', 'let x = 1;'],
    ['for await (const x of y) f();', 'for (const x of y) f();'],
    ['if (a) { f(); } g();', 'if (a) { f(); g(); }'],
    ['type A = (B | C)[];', 'type A = B | C[];'],
    ['// one\nf();', '// two\nf();'],
    ['// one\nf();', 'f();'],
    ['f(); /* a\n * b */', 'f(); /* a b */'],
    ['async (x) => x;', '(async, x) => x;'],
    ['export { a, b }; let a, b;', 'export { b, a }; let a, b;'],
    ["export { a } from 'b';", "export { a } from 'c';"],
    ['x = a ? b : /* c */ d;', 'x = a ? /* c */ b : d;'],
    ['return_: for (;;) break return_;', 'return_: for (;;) break;'],
    ['import { a } from "b"; a();', 'import type { a } from "b"; a();'],
    ['x = -1;', 'x = +1;'],
    ['x = { a };', 'x = { a: a };'],
    ['class A { static b = 1 }', 'class A { b = 1 }'],
    ['x = { "a-b": 1 };', 'x = { a: -b, 1 };'],
  ] as const) {
    it(`tells ${JSON.stringify(one)} from ${JSON.stringify(other)}`, () => {
      assert.notEqual(isValid(other) ? canonicalTypeScript(other) : '', canonicalTypeScript(one));
    });
  }

  it('is refused for what is not valid code', () => {
    assert.throws(() => canonicalTypeScript('<<<<<<< HEAD\nf();\n=======\ng();\n>>>>>>> other\n'), SyntaxError);
  });
});

describe('a file that version 0.1.0 generated', () => {
  const code = 'export function answer(): number {\n  return 42;\n}\n';
  const spec = { spec: 'mwgen.yaml', comment: '//' } as const;
  const hashing = hashingFor('a.ts');

  it('is stale and not edited', async () => {
    const actual = await signFile(code, { ...spec, canonical: formerCanonicalTypeScript });
    const expected = await signFile(code, { ...spec, canonical: canonicalTypeScript });
    assert.notEqual(actual, expected);
    assert.equal((await compareFile({ actual, expected, laidOutByUs: false, hashing })).state, 'stale');
    assert.equal(await isIntact(actual, hashing), true);
  });

  it('is edited after an edit', async () => {
    const actual = (await signFile(code, { ...spec, canonical: formerCanonicalTypeScript })).replace('42', '43');
    const expected = await signFile(code, { ...spec, canonical: canonicalTypeScript });
    assert.equal((await compareFile({ actual, expected, laidOutByUs: false, hashing })).state, 'edited');
    assert.equal(await isIntact(actual, hashing), false);
  });
});

interface Token {
  readonly at: number;
  readonly text: string;
}

/** The tokens of code that no formatter may change, and the comments. */
function tokensOf(code: string): Token[] {
  const tokens: Token[] = [];
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, code);
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const text = scanner.getTokenText();
    if (text.trim() !== '' && !/^[;,()|&]$/.test(text)) tokens.push({ at: scanner.getTokenStart(), text });
  }
  return tokens;
}

function tokenTexts(code: string): string {
  return tokensOf(code)
    .map(({ text }) => text)
    .join(' ');
}

function isValid(code: string): boolean {
  try {
    canonicalTypeScript(code);
    return true;
  } catch {
    return false;
  }
}
