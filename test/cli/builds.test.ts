/** Tests what `docs/ci.md` says about builds: the rule for Make by running it, and the others against the settings that are read. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import test from 'node:test';
import { languages } from '../../generator/languages/index.js';
import { project } from '../workspace/project.js';
import { build, cli, installation, repository } from './mwgen.js';

const page = readFileSync(join(repository, 'docs', 'ci.md'), 'utf8');
const blocks = (language: string): string[] =>
  Array.from(page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm')), ([, text = '']) => text);

test('Make generates when an input has changed, and not otherwise', (context) => {
  build();
  const spec =
    'version: 1\ntargets:\n  - { framework: express, output: src/middleware }\nmiddleware:\n  api: { timing: true }\n';
  const made = project(context, {
    'mwgen.yaml': spec,
    'package.json': '{ "type": "module" }',
    'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext", "target": "ES2022" } }',
    '.prettierrc': '{ "semi": true }',
    Makefile: blocks('make')[0] ?? '',
  });
  symlinkSync(installation, made.path('node_modules/mwgen'));
  // `npx` takes longer than what is tested, so this one starts the program directly.
  chmodSync(made.write('bin/npx', `#!/bin/sh\nshift\nexec '${process.execPath}' '${cli}' "$@"\n`), 0o755);
  const make = (): string => {
    const path = `${made.path('bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    const env = { PATH: path, HOME: process.env['HOME'] };
    const { status, stdout, stderr } = spawnSync('make', [], { cwd: made.root, encoding: 'utf8', env });
    assert.equal(status, 0, stderr);
    return stdout;
  };
  // File systems with coarse times could not tell the changes apart.
  const past = (path: string): void => {
    utimesSync(made.path(path), 1, 1);
  };
  assert.match(make(), /^ {2}created +src\/middleware\/api\.ts$/m);
  assert.match(make(), /is up to date\.$/m);
  past('src/middleware/index.ts');
  assert.match(make(), /: \d+ files up to date$/m);
  assert.match(make(), /is up to date\.$/m);
  made.write('mwgen.yaml', spec.replace('timing', 'requestId'));
  past('src/middleware/index.ts');
  assert.match(make(), /^ {2}updated +src\/middleware\/api\.ts/m);
  made.write('.prettierrc', '{ "semi": false }');
  past('src/middleware/index.ts');
  assert.match(make(), /^ {2}updated +src\/middleware\/index\.ts/m);
  assert.match(make(), /is up to date\.$/m);
  rmSync(made.path('src/middleware'), { recursive: true });
  mkdirSync(made.path('src/middleware'));
  assert.match(make(), /^ {2}created +src\/middleware\/index\.ts$/m);
});

test('the tasks for Turborepo and Nx name all inputs, and no hooks files as outputs', () => {
  const [turbo, nx] = blocks('json').map((text) => JSON.parse(text) as Record<string, unknown>);
  const tasks = turbo?.['tasks'] as { readonly mwgen: { readonly inputs: string[]; readonly outputs: string[] } };
  const targets = nx?.['targets'] as { readonly mwgen: { readonly inputs: unknown[]; readonly outputs: string[] } };
  assert.deepEqual(tasks.mwgen.outputs, ['src/middleware/**', '!src/middleware/*hooks.*']);
  assert.deepEqual(
    targets.mwgen.outputs.map((path) => path.replace('{projectRoot}/', '')),
    ['src/middleware/**/*', '!src/middleware/*hooks.*'],
  );
  for (const [inputs, own, root] of [
    [tasks.mwgen.inputs, '', '$TURBO_ROOT$/'],
    [targets.mwgen.inputs, '{projectRoot}/', '{workspaceRoot}/'],
  ] as const) {
    for (const name of ['mwgen.yaml', 'package.json']) assert.ok(inputs.includes(`${own}${name}`), name);
    for (const name of ['tsconfig*.json', '.editorconfig', '.prettierrc*', 'prettier.config.*'])
      for (const folder of [own, root]) assert.ok(inputs.includes(`${folder}${name}`), `${folder}${name}`);
    // Without these, a file of the user in the folder would be replaced by one from the cache.
    assert.ok(inputs.some((input) => String(input).startsWith(`${own}src/middleware/**`)));
  }
  const settings = languages.flatMap(({ settingsFiles }) => settingsFiles.map(({ name }) => name));
  const told = /What the generated code depends on[^]*?\n\n/.exec(page)?.[0] ?? '';
  for (const name of ['package.json', 'tsconfig.json', '.editorconfig', 'pyproject.toml', 'ruff.toml'])
    assert.ok(settings.includes(name) && told.includes(name), name);
});
