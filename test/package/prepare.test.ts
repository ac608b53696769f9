/** Tests the script that builds the package when npm installs it from a repository. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { repository } from '../cli/mwgen.js';

const needed = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'generator', 'scripts', 'templates', 'schema'];

test('a global installation from a repository, for which npm installs no dependencies in the clone', (context) => {
  const clone = realpathSync(mkdtempSync(join(tmpdir(), 'mwgen-clone-')));
  context.after(() => {
    rmSync(clone, { recursive: true });
  });
  for (const name of needed) cpSync(join(repository, name), join(clone, name), { recursive: true });
  const { scripts } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  // npm runs this script for a repository, but not `prepack`.
  assert.ok(scripts['prepare'] !== undefined && scripts['prepack'] === undefined);
  const env = {
    ...process.env,
    npm_config_global: 'true',
    npm_config_prefix: clone,
    npm_config_prefer_offline: 'true',
  };
  const printed = execFileSync('npm', ['run', '--silent', 'prepare'], { cwd: clone, encoding: 'utf8', env });
  // `npm pack` prints the name of the archive, which others read.
  assert.equal(printed, '');
  const version = execFileSync(process.execPath, [join(clone, 'dist', 'cli.js'), '--version'], { encoding: 'utf8' });
  assert.match(version, /^\d+\.\d+\.\d+\n$/);
});
