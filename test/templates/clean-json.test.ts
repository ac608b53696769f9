/** What is shown without a scan must be what the scan would show: `application/x-ndjson` is always scanned. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CleanJson } from '../../templates/typescript/shared/clean-json.js';
import { Redactor } from '../../templates/typescript/shared/redact.js';

const paths = [
  [['**'], 'password'],
  ['user', 'pin', ['*']],
] as never;

describe('JSON in which there is nothing to redact', () => {
  const clean = new CleanJson(paths);

  it('is known without a scan', () => {
    for (const value of [{}, [], 'text', 1.5, null, { a: ['b', { c: 'x: {y}' }] }, { name: 'ä€𝄞', user: { pen: 1 } }]) {
      assert.ok(clean.accepts(JSON.stringify(value, null, 2)), JSON.stringify(value));
    }
  });

  it('is not what contains a key, in any spelling, or what is no JSON', () => {
    const texts = [
      '{"password":1}',
      '{"PassWord":1}',
      '{"a":"password"}',
      '{"p\\u0061ssword":1}',
      '["{\\"a\\":1}"]',
      '["x {p%61ssword:1}"]',
      '["[1"]',
      '["\u2003[1"]',
      '[" \u2003 {a"]',
      '{"user":{"pin":{"a":1}}}',
      'NaN',
      "{'a':1}",
      '{"a":1}{"b":2}',
      '\ufeff{}',
      '',
    ];
    for (const text of texts) assert.ok(!clean.accepts(text), text);
    for (const unnamed of [[[['*']]], [['0']], [[['**'], 'ΣΑΣ'.toLowerCase()]], [[['**'], '']]]) {
      assert.ok(!new CleanJson(unnamed).accepts('{}'), JSON.stringify(unnamed));
    }
  });

  it('is shown as the scan shows it', () => {
    const redactor = new Redactor(paths, '[x]');
    const piece = fc.constantFrom(
      'a',
      'pass',
      'word',
      'password',
      'PIN',
      'user',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      'p%61ss',
      '\\',
      '"',
      "'",
      '\u001e',
      ' ',
      '\u2003',
      '&quot;',
      '1',
      'true',
      'K',
      'İ',
    );
    const word = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.constantFrom(0, 1.5, true, null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(word, tie('value'), { maxKeys: 3 }),
      ),
    }));
    let skipped = 0;
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1), (document, space) => {
        const text = JSON.stringify(document, null, space);
        if (clean.accepts(text)) skipped += 1;
        assert.equal(
          redactor.redact(text, 'application/json', false),
          redactor.redact(text, 'application/x-ndjson', false),
        );
      }),
      { numRuns: 3000, seed: 7 },
    );
    assert.ok(skipped > 300, `${String(skipped)} documents were shown without a scan`);
  });
});
