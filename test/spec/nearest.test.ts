import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { editDistance, nearest } from '../../generator/diagnostics/nearest.js';

describe('nearest', () => {
  const words = ['timing', 'requestId', 'headers', 'capture', 'hooks'];
  it('finds the word that was meant', () => {
    assert.equal(nearest('timming', words), 'timing');
    assert.equal(nearest('request-id', words), 'requestId');
    assert.equal(nearest('HEADERS', words), 'headers');
    assert.equal(nearest('hoosk', words), 'hooks');
  });
  it('suggests nothing if no word is similar', () => {
    assert.equal(nearest('logging', words), undefined);
    assert.equal(nearest('', words), undefined);
    assert.equal(nearest('x', []), undefined);
    assert.equal(nearest('x'.repeat(1_000_000), words), undefined);
  });
  it('counts edits', () => {
    const pairs = [
      ['', ''],
      ['', 'abc'],
      ['abc', ''],
      ['abc', 'acb'],
      ['abc', 'abd'],
      ['ca', 'abc'],
      ['kitten', 'sitting'],
    ] as const;
    assert.deepEqual(
      pairs.map(([left, right]) => editDistance(left, right)),
      [0, 3, 3, 1, 1, 3, 3],
    );
  });
});
