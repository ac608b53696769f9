/** Tests merges of branches that changed the spec and its output, with Git and the settings that `init` prints. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter } from 'node:path';
import test, { type TestContext } from 'node:test';
import { check, generate } from '../../generator/index.js';
import { project, type Project } from '../workspace/project.js';
import { build, cli, installation, mwgen } from './mwgen.js';

const spec = `version: 1
targets:
  - framework: express
    output: src/my code
middleware:
  api:
    timing: true
    # a line
    # and another one
    # and a third one
    requestId: true
    hooks: { before: true }
`;
const generated = 'src/my code/api.ts';

interface Repository extends Project {
  readonly git: (...words: string[]) => { readonly status: number | null; readonly output: string };
  /** Runs a command, and returns its outcome. */
  readonly run: (command: typeof generate | typeof check) => Promise<string>;
  /** Writes the spec with a change, generates, and commits. */
  readonly commit: (message: string, before?: string, after?: string) => Promise<void>;
}

/** A repository with mwgen installed in it, and one commit. */
function repository(context: TestContext): Repository {
  const made = project(context, {
    '.gitignore': 'node_modules\n',
    'package.json': '{ "type": "module" }',
    'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext", "target": "ES2022" } }',
  });
  rmSync(made.path('.git'), { recursive: true });
  const path = `${made.path('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const env = { PATH: path, HOME: made.root, GIT_CONFIG_NOSYSTEM: '1', GIT_EDITOR: 'true' };
  const git = (...words: string[]) => {
    const names = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    const { status, stdout, stderr } = spawnSync('git', [...names, ...words], {
      cwd: made.root,
      encoding: 'utf8',
      env,
    });
    return { status, output: stdout + stderr };
  };
  // In this process, which is faster.
  const run = async (command: typeof generate | typeof check): Promise<string> =>
    (await command({ cwd: made.root })).outcome;
  const commit = async (message: string, before = '', after = ''): Promise<void> => {
    made.write('mwgen.yaml', made.read('mwgen.yaml').replace(before, after));
    assert.equal(await run(generate), 'fine');
    git('add', '-A');
    assert.equal(git('commit', '-qm', message).status, 0);
  };
  git('init', '-q', '-b', 'main');
  made.write('mwgen.yaml', spec);
  build();
  symlinkSync(installation, made.path('node_modules/mwgen'));
  chmodSync(made.write('node_modules/.bin/mwgen', `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`), 0o755);
  return { ...made, git, run, commit };
}

/** What `init` prints about Git. */
function settings(made: Repository): { readonly attributes: string; readonly command: string } {
  const own = made.read('mwgen.yaml');
  rmSync(made.path('mwgen.yaml'));
  const { stderr: told } = mwgen(['init', '--framework', 'express', '--output', 'src/my code'], { cwd: made.root });
  made.write('mwgen.yaml', own);
  const attributes = told.match(/^ {2}.*linguist-generated.*$/gm) ?? [];
  return {
    attributes: attributes.map((line) => `${line.trim()}\n`).join(''),
    command: /^ {2}(git config .*)$/m.exec(told)?.[1] ?? '',
  };
}

const config = (made: Repository, command: string): void => {
  assert.equal(spawnSync('sh', ['-c', command], { cwd: made.root }).status, 0, command);
};

test('branches that both changed the spec and the output: with the merge driver there is no conflict', async (context) => {
  const made = repository(context);
  const { attributes, command } = settings(made);
  assert.equal(
    attributes,
    '"src/my code/**" linguist-generated merge=mwgen\n"src/my code/*hooks.*" -linguist-generated !merge\n',
  );
  made.write('.gitattributes', attributes);
  made.write('src/my code/mine.ts', 'export const mine = 1;\n');
  await made.commit('first');
  const hooks = 'src/my code/api.hooks.ts';
  const before = made.read(hooks);

  made.git('checkout', '-qb', 'theirs');
  made.write(hooks, `// theirs\n${before}`);
  made.write('src/my code/mine.ts', 'export const mine = 2;\n');
  await made.commit('theirs', 'timing: true', 'timing: { unit: ms }');
  made.git('checkout', '-q', 'main');
  made.write(hooks, `// ours\n${before}`);
  await made.commit('ours', 'requestId: true', 'requestId: { header: X-Trace }');
  const ours = made.read(generated);

  // A clone that has not run the command: Git merges the text, and `generate` resolves what it leaves.
  const plain = made.git('merge', 'theirs');
  assert.equal(plain.status, 1, plain.output);
  assert.match(made.read(generated), /^<{7} /m);
  assert.doesNotMatch(made.read('mwgen.yaml'), /^<{7} /m);
  assert.match(made.read(hooks), /^<{7} /m);
  made.write(hooks, `// both\n${before}`);
  assert.equal(await made.run(generate), 'fine');
  const right = made.read(generated);
  assert.match(right, /X-Trace/);
  assert.equal(await made.run(check), 'fine');
  made.git('merge', '--abort');

  // With the driver, only what people write can be in conflict.
  config(made, command);
  const merged = made.git('merge', 'theirs');
  assert.equal(merged.status, 1, merged.output);
  assert.match(merged.output, /^src\/my code\/api\.ts stays as on this branch\. After the merge, run /m);
  assert.deepEqual(made.git('diff', '--name-only', '--diff-filter=U').output, `${hooks}\n`);
  assert.equal(made.read(generated), ours);
  assert.equal(made.read('src/my code/mine.ts'), 'export const mine = 2;\n');
  made.write(hooks, `// both\n${before}`);
  assert.equal(await made.run(check), 'different');
  assert.equal(await made.run(generate), 'fine');
  assert.equal(made.read(generated), right);
  assert.equal(await made.run(check), 'fine');
  made.git('add', '-A');
  assert.equal(made.git('commit', '-qm', 'merged').status, 0);
});

test('an edit by hand on a branch that was also generated again is not overwritten after a merge as text', async (context) => {
  const made = repository(context);
  await made.commit('first');
  made.git('checkout', '-qb', 'theirs');
  await made.commit('theirs', 'timing: true', 'timing: { unit: ms }');
  const intact = made.read(generated);
  made.write(generated, `${intact}// by hand\nexport const mine = 1;\n`);
  made.git('commit', '-qam', 'an edit');
  made.git('checkout', '-q', 'main');
  await made.commit('ours', 'requestId: true', 'requestId: { header: X-Trace }');
  assert.equal(made.git('merge', 'theirs').status, 1);
  assert.match(made.read(generated), /^<{7} [^]*mine = 1/m);
  const merged = made.read(generated);
  assert.equal(await made.run(generate), 'refused');
  assert.equal(made.read(generated), merged);
  const told = mwgen(['generate'], { cwd: made.root });
  assert.equal(told.status, 3);
  assert.match(told.stderr, /has a merge conflict, and not both of its sides are as mwgen generated them/);
  made.git('merge', '--abort');

  // Without the edit, the same merge is resolved, but not over a line that was written into the file afterwards.
  made.git('checkout', '-q', 'theirs');
  made.write(generated, intact);
  made.git('commit', '-qam', 'no edit');
  made.git('checkout', '-q', 'main');
  // As in a clone, where Git has all objects in packs.
  made.git('repack', '-adfq');
  made.git('config', 'index.version', '4');
  assert.equal(made.git('merge', 'theirs').status, 1);
  const conflicted = made.read(generated);
  made.write(generated, `${conflicted}export const mine = 2;\n`);
  assert.equal(await made.run(generate), 'refused');
  made.write(generated, conflicted);
  assert.equal(await made.run(generate), 'fine');
  assert.doesNotMatch(made.read(generated), /^<{7} /m);
});

test('the merge driver leaves to Git what was edited by hand or is not generated', async (context) => {
  const made = repository(context);
  const { attributes, command } = settings(made);
  made.write('.gitattributes', attributes);
  made.write('src/my code/mine.ts', 'export const mine = 1;\n');
  await made.commit('first');
  config(made, command);
  made.git('checkout', '-qb', 'theirs');
  made.write('src/my code/mine.ts', 'export const mine = 2;\n');
  made.write(generated, made.read(generated).replace('function', '/* by hand */ function'));
  made.git('commit', '-qam', 'an edit');
  made.git('checkout', '-q', 'main');
  made.write('src/my code/mine.ts', 'export const mine = 3;\n');
  await made.commit('ours', 'requestId: true', 'requestId: { header: X-Trace }');
  const merged = made.git('merge', 'theirs');
  assert.equal(merged.status, 1, merged.output);
  assert.match(merged.output, /^src\/my code\/api\.ts is merged as text/m);
  // As without a driver: the other branch's edit is in the result, and nothing overwrites it.
  assert.match(made.read(generated), /by hand/);
  assert.match(made.read('src/my code/mine.ts'), /^<{7} [^]*= 3;[^]*= 2;/);
  assert.equal(await made.run(generate), 'refused');
  assert.match(made.read(generated), /by hand/);
  assert.equal(mwgen(['merge', 'none', 'none', generated], { cwd: made.root }).status, 2);
});
