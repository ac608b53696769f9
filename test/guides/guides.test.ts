/** Follows the guides: each command and response on a page is what a run gives. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { targets } from '../../generator/targets/index.js';
import { subjects } from './frameworks.js';
import { guide } from './guide.js';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'guides');

describe('the guides', () => {
  it('are there for every framework', () => {
    const names = targets.map(({ name }) => `${name}.md`).sort();
    assert.deepEqual(readdirSync(folder).sort(), names);
    assert.deepEqual(subjects.map(({ framework }) => `${framework}.md`).sort(), names);
  });

  for (const subject of subjects) {
    it(`show what happens (\`npm run docs\` writes them): ${subject.title}`, async () => {
      assert.equal(readFileSync(join(folder, `${subject.framework}.md`), 'utf8'), await guide(subject));
    });
  }
});
