import assert from 'node:assert/strict';
import { it } from 'node:test';
import { freeBytes, holdBytes } from '../../templates/typescript/shared/memory.js';

it('memory can be reserved up to the limit, and again after it has been released', () => {
  assert.equal(holdBytes(60, 100), true);
  assert.equal(holdBytes(41, 100), false, 'more than is left');
  assert.equal(holdBytes(40, 100), true, 'all that is left');
  assert.equal(holdBytes(1, 100), false);
  assert.equal(holdBytes(1, 101), true, 'each asks by its own limit');
  freeBytes(61);
  assert.equal(holdBytes(61, 100), false);
  assert.equal(holdBytes(60, 100), true, 'what was refused takes no room');
  freeBytes(100);
});
