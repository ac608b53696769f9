/** Tests the GitHub Action and the pre-commit hooks by running their commands, as a runner does. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import test from 'node:test';
import { parse } from 'yaml';
import { project } from '../workspace/project.js';
import { cli, installation, mwgen, repository } from './mwgen.js';

const spec = `version: 1
targets:
  - framework: express
    output: src/middleware
middleware:
  api:
    timing: true
`;

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly shell: string;
      readonly run: string;
      readonly env: Readonly<Record<string, string>>;
    }[];
  };
}

test('the GitHub Action and the pre-commit hooks run', (context) => {
  const made = project(context, { 'package.json': '{ "type": "module" }', 'api/mwgen.yaml': spec });
  assert.equal(mwgen(['generate', 'api/mwgen.yaml', '--silent'], { cwd: made.root }).status, 0);
  symlinkSync(installation, made.path('node_modules/mwgen'));
  // npm makes the program executable when it is installed; a build does not.
  chmodSync(made.write('node_modules/.bin/mwgen', `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`), 0o755);
  const path = `${made.path('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const run = (command: string, env: Readonly<Record<string, string>>) =>
    spawnSync('bash', ['-e', '-c', command], {
      cwd: made.root,
      encoding: 'utf8',
      env: { HOME: process.env['HOME'], PATH: path, CI: 'true', ...env },
    });

  const action = parse(readFileSync(join(repository, 'action.yml'), 'utf8')) as Action;
  assert.equal(action.runs.using, 'composite');
  const [step] = action.runs.steps;
  assert.deepEqual([step?.shell, Object.values(step?.env ?? {})], ['bash', ['${{ inputs.specs }}']]);
  assert.equal(run(step?.run ?? '', { MWGEN_SPECS: action.inputs['specs']?.default ?? '?' }).status, 0);
  made.write('api/mwgen.yaml', spec.replace('timing', 'timming'));
  const failed = run(step?.run ?? '', { MWGEN_SPECS: 'api/mwgen.yaml' });
  assert.equal(failed.status, 2);
  assert.match(failed.stdout, /^::error file=api\/mwgen\.yaml,line=7,/m);

  made.write('api/mwgen.yaml', spec.replace('timing: true', 'requestId: true'));
  const hooks = parse(readFileSync(join(repository, '.pre-commit-hooks.yaml'), 'utf8')) as {
    readonly id: string;
    readonly entry: string;
  }[];
  const statuses = ['mwgen-check', 'mwgen-generate', 'mwgen-check'].map(
    (id) => run(hooks.find((hook) => hook.id === id)?.entry ?? '', {}).status,
  );
  assert.deepEqual(statuses, [1, 0, 0]);
});

test('a settings file that ends the process or never finishes is named', (context) => {
  for (const program of ['process.exit(0);', 'await new Promise(() => {});\nexport default {};']) {
    const made = project(context, { 'mwgen.yaml': spec, 'prettier.config.mjs': program });
    const { status, stderr } = mwgen(['generate'], { cwd: made.root });
    assert.equal(status, 2);
    assert.match(stderr, /^A settings file of this project, which is a program, ended mwgen or did not finish\./);
    const document = JSON.parse(mwgen(['check', '--json'], { cwd: made.root }).stdout) as { exitCode: number };
    assert.equal(document.exitCode, 2);
  }
});

test('the lines that mount the output pass the options that it requires', (context) => {
  const made = project(context, {
    'mwgen.yaml': spec
      .replace('timing: true', 'capture: { response: true, sink: callback }')
      .replace(
        'middleware:\n',
        '  - { framework: hono, output: src/hono }\n  - { framework: fastapi, output: src/asgi }\nmiddleware:\n',
      ),
  });
  const { specs } = JSON.parse(mwgen(['generate', '--json'], { cwd: made.root }).stdout) as {
    specs: { targets: { mount: { callLine: string } }[] }[];
  };
  assert.deepEqual(
    specs[0]?.targets.map(({ mount }) => mount.callLine),
    [
      'registerMiddleware(app, { onCapture: (record) => console.log(record) });',
      'registerMiddleware(app, { onCapture: (record) => console.log(record) });',
      'register_middleware(app, MiddlewareOptions(on_capture=print))',
    ],
  );
  assert.match(made.read('src/asgi/__init__.py'), /MiddlewareOptions/);
});
