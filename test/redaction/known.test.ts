import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Redactor } from '../../templates/typescript/shared/redact.js';
import { jsonPathOf } from '../generated/pattern.js';
import { known, stepsOf } from './known.js';

describe('redaction', () => {
  for (const { what, paths, type, text, shown, isCut = false } of known)
    it(what, () => {
      const parsed = paths.map((path) => jsonPathOf(stepsOf(path)));
      assert.equal(new Redactor(parsed, 'X').redact(text, type, isCut), shown);
    });
});

describe('redaction of strings in strings', () => {
  it('shows nothing below the depth that it reads', () => {
    // Each level costs five characters, so that a short text can be thousands of levels deep.
    const deep = (levels: number): string =>
      `{"a":"{\\u0022token\\u0022:\\u0022hunter2\\u0022,\\u0022b\\u0022:\\u0022${'\\u005c'.repeat(levels)}u0022\\u0022}"}`;
    const redactor = new Redactor([[['**'], 'token']], 'X');
    for (const levels of [1, 10, 30])
      assert.doesNotMatch(redactor.redact(deep(levels), 'application/json', false) ?? '', /hunter2/);
    let text = '{"token":"hunter2"}';
    for (let level = 0; level < 18; level++) {
      text = JSON.stringify(text);
      assert.doesNotMatch(redactor.redact(text, 'application/json', false) ?? '', /hunter2/, String(level));
    }
  });
});
