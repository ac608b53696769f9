/** Every trap is covered by a case, or has a reason why it is not. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { casesByTrap, notCovered, trapCount } from './traps.js';

it('every trap has a case or a reason, and not both', () => {
  const covered = casesByTrap();
  const all = Array.from({ length: trapCount }, (_, index) => index + 1);
  assert.deepEqual(
    all.filter((trap) => !covered.has(trap) && notCovered[trap] === undefined),
    [],
    'neither a case nor a reason',
  );
  assert.deepEqual(
    all.filter((trap) => covered.has(trap) && notCovered[trap] !== undefined),
    [],
    'a case, so the reason is out of date',
  );
  assert.deepEqual(
    [...covered.keys(), ...Object.keys(notCovered).map(Number)].filter((trap) => trap < 1 || trap > trapCount),
    [],
    'no such trap',
  );
});
