/** Tests specs with a `root`, whose outputs are not below their own folder, with the real compiler. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { check, generate } from '../../generator/index.js';
import type { Terminal } from '../../generator/commands/terminal.js';
import { watch } from '../../generator/commands/watch.js';
import { project } from './project.js';

const spec = (root: string, target: string, more = ''): string =>
  `version: 1\n${root === '' ? '' : `root: ${root}\n`}targets:\n  - { ${target} }\nmiddleware:\n  times: { timing: true }\n${more}`;
const express = 'framework: express, output: src/middleware';

test('a spec in a folder of its own generates beside it, and everything else works as elsewhere', async (context) => {
  const made = project(context, {
    'package.json': '{ "type": "module", "devDependencies": { "typescript": "5" } }',
    '.prettierrc': '{ "semi": false }',
    'config/mwgen.yaml': spec('..', express, '  extra: { requestId: true }\n'),
  });
  const at = { cwd: made.root };
  // All specs of the repository, from its root.
  const first = await generate(at);
  assert.equal(first.outcome, 'fine', JSON.stringify(first.diagnostics));
  assert.deepEqual(
    first.specs.map(({ spec: path, targets }) => [
      path,
      targets.map(({ output, mount }) => [output, mount.importLine]),
    ]),
    [['config/mwgen.yaml', [['src/middleware', "import { registerMiddleware } from './middleware/index.js';"]]]],
  );
  // The settings are those of the output.
  assert.match(made.read('src/middleware/times.ts'), /from "\.\/internal\/\w+\.js"$/m);
  assert.equal((await check(at)).outcome, 'fine');
  assert.equal((await check({ cwd: made.path('config') })).outcome, 'fine');

  // What is no longer asked for is removed, an edit is seen, and a moved output is cleaned up.
  made.write('config/mwgen.yaml', spec('..', express));
  assert.equal((await check(at)).outcome, 'different');
  assert.equal((await generate({ specs: ['config/mwgen.yaml'], ...at })).outcome, 'fine');
  assert.equal(existsSync(made.path('src/middleware/extra.ts')), false);
  made.write('src/middleware/times.ts', `${made.read('src/middleware/times.ts')}export const mine = 1\n`);
  assert.equal((await generate(at)).outcome, 'refused');
  assert.equal((await generate({ force: true, ...at })).outcome, 'fine');
  made.write('config/mwgen.yaml', spec('..', 'framework: express, output: lib/http'));
  assert.equal((await generate(at)).outcome, 'fine');
  assert.equal(existsSync(made.path('lib/http/index.ts')), true);
  assert.equal(existsSync(made.path('src/middleware/index.ts')), false);
});

test('a root that is the folder itself, one below it, and the folder above as the output', async (context) => {
  const made = project(context, { 'package.json': '{ "type": "module" }', 'tsconfig.json': '{}' });
  for (const [root, target, index, line] of [
    ['.', express, 'settings/src/middleware/index.ts', './middleware/index.js'],
    ['web/', express, 'settings/web/src/middleware/index.ts', './middleware/index.js'],
    ['../out', 'framework: express, output: .', 'out/index.ts', './out/index.js'],
    ['../..', 'framework: express, output: a/b', 'a/b/index.ts', './b/index.js'],
  ] as const) {
    const deep = root === '../..' ? 'settings/deep/mwgen.yaml' : 'settings/mwgen.yaml';
    made.write(deep, spec(root, target));
    const { outcome, specs, diagnostics } = await generate({ cwd: made.root, specs: [deep] });
    assert.equal(outcome, 'fine', JSON.stringify(diagnostics));
    assert.equal(existsSync(made.path(index)), true, index);
    assert.match(specs[0]?.targets[0]?.mount.importLine ?? '', new RegExp(`'${line}'`));
  }
  made.write('py/mwgen.yaml', spec('..', 'framework: fastapi, output: api/middleware'));
  const python = await generate({ cwd: made.root, specs: ['py/mwgen.yaml'] });
  assert.equal(python.specs[0]?.targets[0]?.mount.importLine, 'from api.middleware import register_middleware');
});

test('a root that leads out of the project is refused', async (context) => {
  const made = project(context, { 'config/mwgen.yaml': spec('../..', express) });
  const { outcome, diagnostics } = await generate({ cwd: made.root });
  assert.equal(outcome, 'refused');
  assert.equal(diagnostics[0]?.code, 'output-outside');
});

test('two specs with one folder are refused, together and one after the other, whichever comes first', async (context) => {
  const made = project(context, { 'package.json': '{ "type": "module" }', 'tsconfig.json': '{}' });
  const codes = async (...specs: string[]): Promise<unknown[]> =>
    (await generate({ cwd: made.root, specs })).diagnostics.map(({ code }) => code);
  made.write('mwgen.yaml', spec('', express));
  made.write('config/mwgen.yaml', spec('..', express));
  made.write('other/mwgen.yaml', spec('..', express));
  assert.deepEqual(await codes(), ['output-collision']);
  assert.deepEqual(await codes('config/mwgen.yaml'), []);
  assert.deepEqual(await codes('mwgen.yaml'), ['output-collision']);
  assert.deepEqual(await codes('other/mwgen.yaml'), ['output-collision']);
  // An output inside that of another spec belongs to the inner one.
  made.write('mwgen.yaml', spec('', 'framework: express, output: web'));
  made.write('config/mwgen.yaml', spec('..', 'framework: express, output: src/middleware'));
  made.write('other/mwgen.yaml', spec('..', 'framework: express, output: web/inner'));
  for (const one of ['mwgen.yaml', 'other/mwgen.yaml', 'mwgen.yaml', 'config/mwgen.yaml'])
    assert.deepEqual(await codes(one), [], one);
});

test('--watch notices a change of the spec and of the settings of its output', async (context) => {
  const made = project(context, {
    'package.json': '{ "type": "module" }',
    'tsconfig.json': '{}',
    'config/mwgen.yaml': spec('..', express),
  });
  const controller = new AbortController();
  const reports: number[] = [];
  const steps = [
    () => made.write('config/mwgen.yaml', spec('..', express, '  extra: { requestId: true }\n')),
    () => made.write('tsconfig.json', '{ "compilerOptions": { "moduleResolution": "bundler" } }'),
    () => controller.abort(),
  ];
  const silent = { level: 'silent' } as Terminal;
  await watch(
    {
      cwd: made.root,
      specs: () => ['config/mwgen.yaml'],
      generate: () => generate({ cwd: made.root, specs: ['config/mwgen.yaml'] }),
      report: ({ specs }) => {
        reports.push(specs.flatMap(({ files }) => files.filter(({ action }) => action !== 'none')).length);
        return Promise.resolve(setTimeout(() => steps.shift()?.(), 300));
      },
      signal: controller.signal,
    },
    silent,
  );
  assert.equal(reports.length, 3);
  assert.ok(
    reports.every((count) => count > 0),
    String(reports),
  );
  assert.match(made.read('src/middleware/index.ts'), /from "\.\/times"/);
});
