/** What holds for generated code cannot be less for our own: tests and scripts are run without being type-checked otherwise. */
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

it('our own code has no ESLint or Prettier findings', () => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'lint'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
});
