/** Tests that the sides of a merge conflict are read from Git's data, in the forms that these have in real repositories. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { conflictVersions } from '../../generator/workspace/git-versions.js';
import { project } from './project.js';

const lines = (change: Readonly<Record<number, string>>): string =>
  Array.from({ length: 4000 }, (_, at) => `${change[at] ?? `line ${String(at * at)} of the file`}\n`).join('');

const versions = {
  ancestor: lines({}),
  ours: lines({ 1: 'ours', 200: 'ours as well' }),
  theirs: lines({ 1: 'theirs', 300: 'x'.repeat(200) }),
};
const path = 'src/the code/file.ts';

interface Repository {
  readonly root: string;
  readonly git: (...words: string[]) => string;
}

function gitIn(root: string): Repository['git'] {
  return (...words) => {
    const names = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    const { status, stdout, stderr } = spawnSync('git', [...names, ...words], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
    });
    assert.ok(status === 0 || words.includes('theirs'), stderr);
    return stdout;
  };
}

/** A repository with two branches that have changed the same line. */
function repository(context: TestContext): Repository {
  const made = project(context, {});
  rmSync(made.path('.git'), { recursive: true });
  const root = made.path('origin');
  mkdirSync(root);
  const git = gitIn(root);
  git('init', '-q', '-b', 'main');
  const commit = (text: string): void => {
    // Names around that of the file share their beginnings with it.
    for (const name of ['src/a.ts', 'src/the code/file', path, 'src/the code/file.tsx', 'zebra.ts'])
      made.write(`origin/${name}`, name === path ? text : `${name}${text.slice(0, 20)}`);
    git('add', '-A');
    git('commit', '-qm', 'one');
  };
  commit(versions.ancestor);
  git('checkout', '-qb', 'theirs');
  commit(versions.theirs);
  git('checkout', '-q', 'main');
  commit(versions.ours);
  return { root, git };
}

const found = (root: string): unknown => conflictVersions(root, join(root, path));

test('the sides of a conflict are read from files of objects, packs, and indexes of all versions', (context) => {
  const { root, git } = repository(context);
  assert.equal(found(root), undefined, 'there is no conflict yet');
  const merge = (): void => {
    git('merge', 'theirs');
  };
  merge();
  assert.deepEqual(found(root), versions, 'objects with files of their own');
  // The larger objects of a pack are the differences to others: by their distance, or by their name.
  for (const form of ['true', 'false']) {
    git('-c', `repack.useDeltaBaseOffset=${form}`, 'repack', '-adfq', '--depth=50');
    const [name = ''] = /[0-9a-f]{40}/.exec(git('ls-files', '-u')) ?? [];
    assert.equal(existsSync(join(root, '.git/objects', name.slice(0, 2), name.slice(2))), false);
    assert.match(git('verify-pack', '-v', `.git/objects/pack/${packs(root)[0] ?? ''}`), /chain length = 1/);
    assert.deepEqual(found(root), versions, `packed, ${form}`);
  }
  for (const version of ['4', '3', '2']) {
    git('update-index', '--index-version', version);
    assert.deepEqual(found(root), versions, `an index of version ${version}`);
  }
  git('merge', '--abort');
  assert.equal(found(root), undefined, 'after the merge was aborted');
});

test('the sides of a conflict are read in clones, also those that borrow objects, and in worktrees', (context) => {
  const { root, git } = repository(context);
  for (const [name, ...words] of [
    ['plain', '--no-local'],
    ['borrowing', '--shared'],
  ] as const) {
    git('clone', '-q', ...words, '.', `../${name}`);
    const clone = join(root, '..', name);
    gitIn(clone)('merge', '-q', 'origin/theirs', '-m', 'theirs');
    assert.deepEqual(found(clone), versions, name);
  }
  git('worktree', 'add', '-q', '../tree', '-b', 'tree');
  const tree = join(root, '..', 'tree');
  gitIn(tree)('merge', 'theirs');
  assert.deepEqual(found(tree), versions, 'a worktree');
});

test('data that are not as expected are no versions, and no error', (context) => {
  const { root, git } = repository(context);
  git('merge', 'theirs');
  git('repack', '-adq');
  const [pack = ''] = packs(root);
  const folder = join(root, '.git/objects/pack');
  rmSync(join(folder, pack.replace(/idx$/, 'pack')));
  assert.equal(found(root), undefined);
  rmSync(join(folder, pack));
  assert.equal(found(root), undefined);
  rmSync(join(root, '.git/index'));
  assert.equal(found(root), undefined);
});

function packs(root: string): string[] {
  return readdirSync(join(root, '.git/objects/pack')).filter((name) => name.endsWith('.idx'));
}
