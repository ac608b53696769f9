/**
 * Checks the types of our own code. Tests and scripts run without type checks, so this is the only place where they are
 * type-checked. `npm run lint` is not part of the tests, because it takes as long as a tenth of them.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const root = join(import.meta.dirname, '..', '..');

it('all of our own code type-checks', () => {
  const folder = join(root, 'node_modules', 'typescript-7');
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: { tsc: string } };
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(folder, bin.tsc), '-p', 'tsconfig.json', '--pretty', 'false'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  assert.equal(status, 0, stdout);
});
