import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { percentDecode } from '../../templates/typescript/shared/percent.js';

describe('percent-decoding', () => {
  const table: readonly (readonly [text: string, decoded: string])[] = [
    ['', ''],
    ['plain', 'plain'],
    ['%41', 'A'],
    ['a%2Fb', 'a/b'],
    ['caf%C3%A9', 'café'],
    ['caf%c3%a9', 'café'],
    ['%D0%96', 'Ж'],
    ['%E2%82%AC', '€'],
    ['%F0%9F%98%80', '😀'],
    // Decoded only once.
    ['%2541', '%41'],
    // Not escapes.
    ['100%', '100%'],
    ['%zz', '%zz'],
    ['%4', '%4'],
    // Escapes that are not valid UTF-8: a single byte, truncated, overlong, a surrogate, and above the last code point.
    ['%E9', '%E9'],
    ['%C3', '%C3'],
    ['%E2%82', '%E2%82'],
    ['%C0%AF', '%C0%AF'],
    ['%ED%A0%80', '%ED%A0%80'],
    ['%F4%90%80%80', '%F4%90%80%80'],
    // Valid escapes next to invalid ones.
    ['%41%E9%42', 'A%E9B'],
  ];
  for (const [text, decoded] of table) {
    it(`${text} is ${decoded}`, () => {
      assert.equal(percentDecode(text), decoded);
    });
  }

  it('reverses encodeURIComponent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(percentDecode(encodeURIComponent(text)), text);
      }),
    );
  });

  it('never throws', () => {
    const pieces = fc.constantFrom('%', 'c', '3', '%C3', '%A9', '%E2', '%82', '%F0', '%9F', 'x', '😀', '\ud83d');
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        percentDecode(parts.join(''));
      }),
    );
  });
});
