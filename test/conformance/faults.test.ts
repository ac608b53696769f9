import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { readFaults } from './faults.js';
import { mutants } from './mutants/index.js';

it('the list of faults in the docs is up to date, and each fault is noticed (`npm run mutants` writes it)', () => {
  const listed = readFaults(readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8'));
  assert.deepEqual(
    listed.filter(({ noticedBy }) => noticedBy === 0),
    [],
  );
  assert.deepEqual(
    listed.map(({ target, name }) => `${target}: ${name}`),
    Object.entries(mutants).flatMap(([target, own]) => own.map(({ name }) => `${target}: ${name}`)),
  );
});
