/** Tests where output can be written, and which files can be specs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { check } from '../../generator/commands/check.js';
import { generate } from '../../generator/commands/generate.js';
import { projectRoot } from '../../generator/workspace/project-root.js';
import { compiler, fakeSpec, project, type Project } from './project.js';

const spec = (output = 'src/middleware'): string =>
  fakeSpec({ output, files: { 'index.ts': 'export const value = 1;' } });

/** Checks that a run is refused with one message and writes nothing. */
async function refused({ root }: Project, code: string, pattern: RegExp): Promise<void> {
  const before = readdirSync(root, { recursive: true });
  for (const command of [generate, check]) {
    const result = await command({ cwd: root }, compiler);
    assert.equal(result.outcome, 'refused');
    assert.deepEqual(
      result.diagnostics.map((found) => found.code),
      [code],
    );
    assert.match(result.diagnostics[0]?.message ?? '', pattern);
    assert.deepEqual(readdirSync(root, { recursive: true }), before);
  }
}

test('outside the project, by its path', async (context) => {
  const made = project(context, { 'mwgen.json': spec('../out') });
  await refused(made, 'output-outside', /^\.\.\/out\/index\.ts resolves to .*, which is outside the project/);
  assert.equal(existsSync(made.path('../out')), false);
});

test('outside the project, by a link in the path, on the folder or on the file', async (context) => {
  const outside = project(context).root;
  const first = project(context, { 'mwgen.json': spec('link/deep/down') });
  symlinkSync(outside, first.path('link'));
  await refused(first, 'output-outside', /outside the project/);
  const second = project(context, { 'mwgen.json': spec() });
  mkdirSync(second.path('src'));
  symlinkSync(outside, second.path('src/middleware'));
  await refused(second, 'output-outside', /outside the project/);
  const third = project(context, { 'mwgen.json': spec(), 'src/middleware/mine.ts': '' });
  writeFileSync(join(outside, 'index.ts'), 'mine');
  symlinkSync(join(outside, 'index.ts'), third.path('src/middleware/index.ts'));
  await refused(third, 'output-outside', /outside the project/);
  assert.deepEqual(readdirSync(outside).sort(), ['.git', 'index.ts', 'node_modules']);
});

test('orphans behind a link to outside are left', async (context) => {
  const made = project(context, { 'mwgen.json': spec() });
  await generate({ cwd: made.root }, compiler);
  const outside = project(context);
  outside.write('index.ts', made.read('src/middleware/index.ts'));
  rmSync(made.path('src/middleware'), { recursive: true });
  symlinkSync(outside.root, made.path('src/middleware'));
  made.write('mwgen.json', spec('lib'));
  assert.equal((await generate({ cwd: made.root }, compiler)).outcome, 'fine');
  assert.equal(existsSync(outside.path('index.ts')), true);
});

test('blocked output: a file instead of a folder, a folder instead of a file, a broken link', async (context) => {
  await refused(
    project(context, { 'mwgen.json': spec(), src: 'a file' }),
    'output-blocked',
    /src is a file, not a folder/,
  );
  await refused(
    project(context, { 'mwgen.json': spec(), 'src/middleware': 'a file' }),
    'output-blocked',
    /is a file, not a folder/,
  );
  await refused(
    project(context, { 'mwgen.json': spec(), 'src/middleware/index.ts/mine.ts': '' }),
    'output-blocked',
    /a folder with this name/,
  );
  const made = project(context, { 'mwgen.json': spec(), 'src/middleware/mine.ts': '' });
  symlinkSync('nowhere', made.path('src/middleware/index.ts'));
  await refused(made, 'output-blocked', /broken symbolic link/);
});

test("the project's root: .git, else a manifest, else the spec's folder", (context) => {
  const made = project(context, { 'a/package.json': '{}', 'a/b/c/mwgen.json': '' });
  assert.equal(projectRoot(made.path('a/b/c')), made.root);
  rmSync(made.path('.git'), { recursive: true });
  assert.equal(projectRoot(made.path('a/b/c')), made.path('a'));
  made.write('a/b/pyproject.toml', '');
  assert.equal(projectRoot(made.path('a/b/c')), made.path('a/b'));
  made.write('a/.git', 'gitdir: elsewhere');
  assert.equal(projectRoot(made.path('a/b/c')), made.path('a'));
});

test('the spec is found in the nearest folder upwards, and two in one folder are an error', async (context) => {
  const made = project(context, { 'a/mwgen.json': spec('out'), 'a/b/c/file': '' });
  assert.equal((await generate({ cwd: made.path('a/b/c') }, compiler)).outcome, 'fine');
  assert.equal(existsSync(made.path('a/out/index.ts')), true);
  made.write('a/mwgen.yaml', '');
  const result = await generate({ cwd: made.path('a/b') }, compiler);
  assert.equal(result.outcome, 'wrong');
  assert.equal(result.diagnostics[0]?.message, '.. has more than one spec: mwgen.yaml, mwgen.json.');
});

test('what has the name of a spec and is none is reported as what it is, and pipes are not waited for', async (context) => {
  const made = project(context, { 'inner/file': '', 'plain/mwgen.json': spec('out') });
  for (const [make, reason] of [
    [() => execFileSync('mkfifo', [made.path('mwgen.yaml')]), 'it is not a regular file'],
    [() => symlinkSync('/dev/zero', made.path('mwgen.yaml')), 'it is not a regular file'],
    [() => symlinkSync('nowhere', made.path('mwgen.yaml')), 'it is a broken symbolic link'],
    [() => mkdirSync(made.path('mwgen.yaml')), 'it is a folder, not a file'],
  ] as const) {
    make();
    for (const cwd of [made.root, made.path('inner')]) {
      const { outcome, diagnostics } = await generate({ cwd }, compiler);
      assert.equal(outcome, 'wrong');
      assert.match(diagnostics[0]?.message ?? '', new RegExp(`mwgen\\.yaml cannot be read: ${reason}\\.$`));
    }
    rmSync(made.path('mwgen.yaml'), { recursive: true });
  }
  for (const name of ['package.json', 'tsconfig.json', 'pyproject.toml'])
    execFileSync('mkfifo', [made.path(`plain/${name}`)]);
  const { diagnostics } = await generate({ cwd: made.path('plain') }, compiler);
  assert.match(diagnostics.map(({ message }) => message).join('\n'), /package\.json .*it is not a regular file/);
});

test('no spec, a missing one, a folder, invalid UTF-8: one clear message each', async (context) => {
  const made = project(context, { 'folder/file': '' });
  writeFileSync(made.path('latin1.yaml'), Buffer.from('version: 1\nname: caf\xe9\n', 'latin1'));
  const messageFor = async (...specs: string[]): Promise<string | undefined> => {
    const result = await generate({ cwd: made.path('folder'), specs }, compiler);
    assert.equal(result.outcome, 'wrong');
    return result.diagnostics[0]?.message;
  };
  assert.match((await messageFor()) ?? '', /^There is no mwgen\.yaml, mwgen\.yml or mwgen\.json in /);
  assert.equal(await messageFor('nope.yaml'), 'nope.yaml cannot be read: there is no such file.');
  assert.equal(await messageFor('../folder'), '. cannot be read: it is a folder, not a file.');
  assert.equal(
    await messageFor('../latin1.yaml'),
    '../latin1.yaml is not valid UTF-8 (the first invalid byte is on line 2).',
  );
  const { diagnostics: invalid } = await generate({ cwd: made.root, specs: ['latin1.yaml'] }, compiler);
  assert.deepEqual([invalid[0]?.range?.start.line, invalid[0]?.range?.start.column], [2, 10]);
  assert.equal(invalid[0]?.help, 'Save the file as UTF-8.');
  writeFileSync(made.path('wide.yaml'), Buffer.from('\ufeffversion: 1\n', 'utf16le'));
  const { diagnostics: wide } = await generate({ cwd: made.root, specs: ['wide.yaml'] }, compiler);
  assert.equal(wide[0]?.help, 'It is UTF-16: save the file as UTF-8.');
  execFileSync('mkfifo', [made.path('folder/pipe')]);
  for (const special of ['pipe', '/dev/zero'])
    assert.match((await messageFor(special)) ?? '', /cannot be read: it is not a regular file\.$/);
  truncateSync(made.write('folder/huge.yaml', ''), 3 * 1024 ** 3);
  assert.equal(await messageFor('huge.yaml'), 'The spec is larger than 1 MiB.');
  made.write('folder/service/mwgen.yaml', '');
  const { diagnostics } = await generate({ cwd: made.path('folder'), specs: ['service'] }, compiler);
  assert.equal(diagnostics[0]?.help, 'Write `service/mwgen.yaml`.');
  assert.equal(await messageFor('file/deeper.yaml'), 'file/deeper.yaml cannot be read: there is no such file.');
});
