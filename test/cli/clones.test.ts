/** Tests `check` in fresh clones: shallow, with line ends of Windows, without a cache, with folders that cannot be written. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { check, generate } from '../../generator/index.js';
import { project } from '../workspace/project.js';
import { mwgen } from './mwgen.js';

const spec = `version: 1
targets:
  - { framework: express, output: src/middleware }
  - { framework: fastapi, output: api/middleware }
middleware:
  api:
    description: |
      Several lines
      of text.
    timing: true
    headers: { response: { set: { X-Region: "\${env.REGION:-local}" } } }
    hooks: { before: true }
`;

test('check in a fresh clone', async (context) => {
  const made = project(context, {
    'mwgen.yaml': spec,
    '.gitignore': 'node_modules\n',
    'package.json': '{ "type": "module" }',
    'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext", "target": "ES2022" } }',
    '.prettierrc': '{ "singleQuote": true }',
    'pyproject.toml': '[tool.ruff]\nline-length = 100\n',
  });
  const git = (...words: string[]): void => {
    const names = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    const env = { PATH: process.env['PATH'], HOME: made.root, GIT_CONFIG_NOSYSTEM: '1' };
    const { status, stderr } = spawnSync('git', [...names, ...words], { cwd: made.root, encoding: 'utf8', env });
    assert.equal(status, 0, stderr);
  };
  rmSync(made.path('.git'), { recursive: true });
  git('init', '-q');
  assert.equal((await generate({ cwd: made.root })).outcome, 'fine');
  git('add', '-A');
  git('commit', '-qm', 'first');
  made.write('mwgen.yaml', spec.replace('timing: true', 'timing: { unit: ms }'));
  assert.equal((await generate({ cwd: made.root })).outcome, 'fine');
  git('commit', '-qam', 'second');

  const clone = (name: string, ...flags: string[]): string => {
    git('clone', '-q', '--depth', '1', ...flags, `file://${made.root}`, made.path(`node_modules/${name}`));
    return made.path(`node_modules/${name}`);
  };
  const shallow = clone('shallow');
  const windows = clone('windows', '-c', 'core.autocrlf=true');
  for (const path of ['mwgen.yaml', 'src/middleware/api.ts', 'src/middleware/api.hooks.ts', 'api/middleware/api.py'])
    assert.match(readFileSync(join(windows, path), 'utf8'), /\r\n/, path);
  for (const cwd of [shallow, windows]) {
    const before = readFileSync(join(cwd, 'src/middleware/api.ts'));
    const { outcome, specs } = await check({ cwd });
    assert.deepEqual([outcome, specs[0]?.files.filter(({ state }) => state !== 'current')], ['fine', []], cwd);
    // A run must leave the line ends as they are.
    assert.equal((await generate({ cwd })).outcome, 'fine');
    assert.ok(readFileSync(join(cwd, 'src/middleware/api.ts')).equals(before));
    rmSync(join(cwd, 'node_modules'), { recursive: true, force: true });
  }

  // Nothing can be written anywhere, as in some containers.
  mkdirSync(join(shallow, 'node_modules'));
  for (const path of ['node_modules', 'src/middleware', 'api/middleware', '.']) chmodSync(join(shallow, path), 0o555);
  const user = process.getuid?.() === 0 ? { uid: 65534 } : {};
  const env = { HOME: '/nowhere', XDG_CACHE_HOME: '/nowhere/cache', CI: 'true' };
  for (const command of ['check', 'generate']) {
    const { status, stdout, stderr } = mwgen([command], { cwd: shallow, env, ...user });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^mwgen\.yaml: \d+ files up to date\n$/);
  }
  assert.equal(existsSync(join(shallow, 'node_modules/.cache')), false);
  chmodSync(shallow, 0o755);
  for (const path of ['node_modules', 'src/middleware', 'api/middleware']) chmodSync(join(shallow, path), 0o755);
});
