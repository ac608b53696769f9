/** The demo of the README, which checks everything that it shows. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

test('the demo runs to its end', async () => {
  const demo = join(import.meta.dirname, '../demo/run.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', demo]);
  assert.match(stdout, /All of it came out as it should\.\S*\n$/);
});
