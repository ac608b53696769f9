import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { countBehaviours } from './behaviours.js';
import { leftOut } from './harness/targets.js';

const skip = leftOut === undefined ? false : `left out: ${leftOut}`;

it('the table of behaviours in the docs is up to date (`npm run behaviours` writes it)', { skip }, () => {
  const table = readFileSync(new URL('../../docs/behaviours.md', import.meta.url), 'utf8');
  const rows = [...table.matchAll(/^\| ([^|]+) \|(.*)\|$/gm)].slice(2);
  const counts = rows.map(([, behaviour = '', cells = '']) =>
    [behaviour.trim(), ...cells.split('|').map((cell) => /\d+\/(\d+)/.exec(cell)?.[1] ?? '0')].join(' '),
  );
  assert.deepEqual(counts, countBehaviours());
  for (const [cell, good, all, known = '0'] of table.matchAll(/(\d+)\/(\d+)(?: \((\d+) known\))?/g)) {
    assert.equal(Number(good) + Number(known), Number(all), `${cell}: the table was written from a run with failures`);
  }
});
