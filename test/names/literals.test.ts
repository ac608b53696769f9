/** Text of a spec is the same text in generated code, for any text, and none of it is invisible. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import {
  commentLines,
  dataLiteral,
  stringLiteral,
  templateText,
} from '../../generator/languages/typescript/literals.js';

const seed = 20_261_121;
const context = createContext();
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Arbitrary code units, with many that are special to a language or invisible. */
const text = fc.oneof(
  fc.array(fc.nat(0xff_ff), { maxLength: 12 }).map((codes) => String.fromCharCode(...codes)),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      ...Array.from(
        '"\'`\\${}*/<>@#\n\r\t\0 aé\u0085\u00ad\u061c\u200b\u200d\u200e\u2028\u2029\u202e\u2066\ufeff\ud800\udfff',
      ),
      '\u{e0001}',
      '*/',
      '${',
      // A TypeScript directive, if it is not escaped.
      ['@ts', 'ignore'].join('-'),
      '__proto__',
    ),
  }),
);

describe('literals of TypeScript', () => {
  it('evaluate to the original text, and show all of it', () => {
    const literals: readonly ((one: string) => readonly [code: string, expected: unknown])[] = [
      (one) => [stringLiteral(one), one],
      (one) => [`\`a${templateText(one)}\${1}\``, `a${one}1`],
      (one) => [`JSON.stringify(${dataLiteral({ [one]: [one] })})`, JSON.stringify({ [one]: [one] })],
    ];
    for (const print of literals) {
      const property = fc.property(text, (one) => {
        const [code, expected] = print(one);
        assert.doesNotMatch(code, unseen);
        assert.equal(runInContext(`(${code})`, context), expected);
      });
      fc.assert(property, { seed, numRuns: 1000 });
    }
  });

  it('cannot end a comment or add a tag to it', () => {
    const property = fc.property(text, (one) => {
      const lines = commentLines(one);
      for (const line of lines) assert.doesNotMatch(line, /^@|\*\/|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      assert.equal(runInContext(`/** ${lines.join('\n * ')} */ 1`, context), 1);
    });
    fc.assert(property, { seed, numRuns: 1000 });
  });
});
