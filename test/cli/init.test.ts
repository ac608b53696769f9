/** Tests `mwgen init`, from an application without a spec to mounted middleware. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { parse } from 'yaml';
import { project } from '../workspace/project.js';
import { mwgen } from './mwgen.js';

const app = {
  'package.json':
    '{ "name": "app", "type": "module", "scripts": { "dev": "tsx src/server.ts" }, "dependencies": { "express": "^5.0.0" } }',
  'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext" } }',
  'src/server.ts': "import express from 'express';\nconst app = express();\napp.listen(3000);\n",
};

test('a spec, the generated files, and the lines that mount them', (context) => {
  const made = project(context, app);
  const { status, stdout, stderr } = mwgen(['init'], { cwd: made.root });
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^Found Express.* in package\.json\.$/m);
  assert.match(
    stdout,
    /Mount it in src\/server\.ts, before body parsers and the routes:\n\n {2}import \{ registerMiddleware \} from '\.\/middleware\/index\.js';\n {2}registerMiddleware\(app\);\n\nIn handlers, the request ID is req\.requestId\.\n$/,
  );
  assert.match(
    stderr,
    /\n {2}src\/middleware\/\*\* linguist-generated merge=mwgen\n {2}src\/middleware\/\*hooks\.\* -linguist-generated !merge\n\n[^]*\n {2}git config merge\.mwgen\.driver "npx --no mwgen merge .*"\n$/,
  );
  const spec = parse(made.read('mwgen.yaml'));
  assert.deepEqual(spec.targets, [{ framework: 'express', output: 'src/middleware' }]);
  assert.deepEqual(spec.middleware.observability.exclude, ['/healthz']);
  assert.equal(existsSync(made.path('src/middleware/index.ts')), true);
  assert.equal(mwgen(['check'], { cwd: made.root }).status, 0);
});

test('the examples in the starter spec are valid when they are uncommented', (context) => {
  const made = project(context, app);
  mwgen(['init', '--silent'], { cwd: made.root });
  made.write('mwgen.yaml', made.read('mwgen.yaml').replace(/^ {4}# (?=(?:headers|capture|hooks):| {2})/gm, '    '));
  const { status, stderr } = mwgen(['generate'], { cwd: made.root });
  assert.equal(status, 0, stderr);
  assert.deepEqual(Object.keys(parse(made.read('mwgen.yaml')).middleware.observability), [
    'description',
    'exclude',
    'timing',
    'requestId',
    'headers',
    'capture',
    'hooks',
  ]);
});

test('a handler on Deno: imports have file extensions, and the mount lines wrap the handler', (context) => {
  const made = project(context, { 'deno.json': '{}', 'main.ts': 'Deno.serve(() => new Response());\n' });
  const { status, stdout, stderr } = mwgen(['init'], { cwd: made.root });
  assert.equal(status, 0, stderr);
  assert.match(
    stdout,
    /Mount it in main\.ts, around the handler that is served:\n\n {2}import \{ withMiddleware \} from '\.\/middleware\/index\.ts';\n {2}Deno\.serve\(withMiddleware\(handler\)\);\n\nIn handlers, the request ID is requestIdOf\(request\), with `requestIdOf` from the same module\.\n$/,
  );
  assert.match(made.read('middleware/index.ts'), /from "\.\/observability\.ts"/);
});

test('a CommonJS application gets mount lines with require', (context) => {
  const made = project(context, {
    'package.json': '{ "main": "server.js", "dependencies": { "express": "^4.0.0" } }',
    'server.js': "const express = require('express');\nconst server = express();\n",
  });
  assert.match(
    mwgen(['init', '--yes', '--output', 'lib/generated'], { cwd: made.root }).stdout,
    /Mount it in server\.js.*\n\n {2}const \{ registerMiddleware \} = require\('\.\/lib\/generated\/index\.js'\);\n {2}registerMiddleware\(server\);\n/,
  );
});

test('an existing spec is never overwritten', (context) => {
  for (const name of ['mwgen.yaml', 'mwgen.yml', 'mwgen.json']) {
    const made = project(context, { ...app, [name]: 'mine' });
    const { status, stderr } = mwgen(['init', '--yes'], { cwd: made.root });
    assert.equal(status, 3);
    assert.match(stderr, new RegExp(`${name} already exists`));
    assert.equal(made.read(name), 'mine');
  }
});

test('a setting that cannot be detected without asking: exit code 2, and the flag to set it', (context) => {
  const made = project(context, { 'package.json': '{ "workspaces": ["apps/*"] }', 'apps/web/package.json': '{}' });
  for (const words of [['init'], ['init', '--yes']]) {
    const { status, stderr } = mwgen(words, { cwd: made.root });
    assert.equal(status, 2);
    assert.match(stderr, /No supported framework was found.*Set it with --framework/);
  }
  assert.equal(existsSync(made.path('mwgen.yaml')), false);
  assert.equal(mwgen(['init', '--framework', 'express'], { cwd: made.root }).status, 0);
});

test('an unknown framework, and an invalid output', (context) => {
  const made = project(context, app);
  const failure = (...words: string[]) => {
    const { status, stderr } = mwgen(['init', ...words], { cwd: made.root });
    assert.equal(existsSync(made.path('mwgen.yaml')), false);
    return [status, stderr] as const;
  };
  const [status, stderr] = failure('--framework', 'expres');
  assert.equal(status, 2);
  assert.match(stderr, /Did you mean `express`\?/);
  assert.equal(failure('--output', '../out')[0], 3);
  assert.equal(failure('--output', '/tmp/out')[0], 3);
  assert.equal(failure('--output', 'src/server.ts/deeper')[0], 3);
  made.write('package.json', '{ "name": ');
  assert.deepEqual([failure()[0], failure()[1].includes('package.json cannot be parsed')], [2, true]);
});

test('output that would overwrite a file: the spec is written, the rest is refused with a message', (context) => {
  const made = project(context, { ...app, 'src/middleware/index.ts': 'export const mine = 1;\n' });
  const { status, stderr } = mwgen(['init', '--yes', '--output', 'src/middleware'], { cwd: made.root });
  assert.equal(status, 3);
  assert.match(stderr, /was not created by mwgen/);
  assert.match(stderr, /mwgen\.yaml was written\./);
  assert.equal(made.read('src/middleware/index.ts'), 'export const mine = 1;\n');
});

test('the line for editors is written if the schema is installed', (context) => {
  const made = project(context, { ...app, 'node_modules/mwgen/schema/mwgen.v1.json': '{}' });
  mkdirSync(made.path('service'));
  assert.equal(mwgen(['init', '--framework', 'express'], { cwd: made.path('service') }).status, 0);
  assert.match(
    made.read('service/mwgen.yaml'),
    /^# yaml-language-server: \$schema=\.\.\/node_modules\/mwgen\/schema\/mwgen\.v1\.json\n/,
  );
  const other = project(context, app);
  mwgen(['init'], { cwd: other.root });
  assert.doesNotMatch(other.read('mwgen.yaml'), /\$schema/);
});

test('--json reports what was detected and created', (context) => {
  const made = project(context, app);
  const { stdout, stderr } = mwgen(['init', '--json'], { cwd: made.root });
  assert.equal(stderr, '');
  const document = JSON.parse(stdout);
  assert.deepEqual(
    [document.command, document.exitCode, document.spec, document.framework, document.output, document.entry],
    ['init', 0, 'mwgen.yaml', 'express', 'src/middleware', 'src/server.ts'],
  );
  assert.equal(document.mount.callLine, 'registerMiddleware(app);');
});

test('--wire writes the lines into the entry file, once', (context) => {
  const made = project(context, app);
  const { status, stdout } = mwgen(['init', '--wire', '--yes'], { cwd: made.root });
  assert.equal(status, 0);
  assert.match(stdout, /^mounted in {4}src\/server\.ts$/m);
  assert.doesNotMatch(stdout, /Mount it/);
  const written = made.read('src/server.ts');
  assert.equal(
    written,
    "import express from 'express';\nimport { registerMiddleware } from './middleware/index.js';\nconst app = express();\nregisterMiddleware(app);\napp.listen(3000);\n",
  );
  // The spec stays, what it describes is generated, and the file is already right.
  const spec = `${made.read('mwgen.yaml')}# mine\n`;
  made.write('mwgen.yaml', spec);
  const again = mwgen(['init', '--wire', 'src/server.ts', '--json'], { cwd: made.root });
  assert.deepEqual(JSON.parse(again.stdout).wired, [{ framework: 'express', file: 'src/server.ts', state: 'present' }]);
  assert.equal(made.read('src/server.ts'), written);
  assert.equal(made.read('mwgen.yaml'), spec);
  assert.match(mwgen(['init', '--wire'], { cwd: made.root }).stdout, /^unchanged {5}src\/server\.ts \(it mounts/m);
});

test('--wire with a file: the lines to insert are shown where the place is not certain', (context) => {
  const made = project(context, {
    ...app,
    'src/start.ts': "import { make } from './make.js';\nconst app = make();\n",
    'src/bytes.ts': '',
  });
  const missing = mwgen(['init', '--wire', 'src/none.ts'], { cwd: made.root });
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /There is no file src\/none\.ts/);
  assert.equal(existsSync(made.path('mwgen.yaml')), false);

  const before = made.read('src/start.ts');
  const { status, stdout, stderr } = mwgen(['init', '--wire=src/start.ts'], { cwd: made.root });
  assert.equal(status, 0);
  assert.match(stderr, /^src\/start\.ts was not changed, because it does not create the application itself\.$/m);
  assert.match(stdout, /^Mount it in src\/start\.ts.*\n\n {2}import .*\n {2}registerMiddleware\(app\);$/m);
  assert.equal(made.read('src/start.ts'), before);

  writeFileSync(made.path('src/bytes.ts'), Buffer.from([0x2f, 0x2f, 0xff]));
  symlinkSync(tmpdir(), made.path('away'));
  writeFileSync(join(tmpdir(), `mwgen-outside-${process.pid}.ts`), app['src/server.ts']);
  context.after(() => rmSync(join(tmpdir(), `mwgen-outside-${process.pid}.ts`)));
  for (const [file, reason] of [
    ['src/bytes.ts', /not valid UTF-8/],
    [`away/mwgen-outside-${process.pid}.ts`, /outside the project/],
  ] as const)
    assert.match(mwgen(['init', '--wire', file], { cwd: made.root }).stderr, reason);
});

test('--wire mounts each output of a spec in its own application', (context) => {
  const made = project(context, {
    ...app,
    'mwgen.yaml':
      'version: 1\ntargets:\n  - { framework: express, output: src/web }\n  - { framework: fastapi, output: api/web }\nmiddleware:\n  times: { timing: true }\n',
    'api/__init__.py': '',
    'api/main.py': 'from fastapi import FastAPI\n\napp = FastAPI()\n',
  });
  assert.equal(mwgen(['init', '--wire'], { cwd: made.root }).status, 0);
  assert.match(
    made.read('src/server.ts'),
    /from '\.\/web\/index\.js';\nconst app = express\(\);\nregisterMiddleware\(app\);\n/,
  );
  assert.equal(
    made.read('api/main.py'),
    'from fastapi import FastAPI\n\nfrom .web import register_middleware\n\napp = FastAPI()\nregister_middleware(app)\n',
  );
  assert.equal(mwgen(['check'], { cwd: made.root }).status, 0);
});

/** A workspace of npm with two services, a library and a service in Python. */
const services = {
  'package.json': '{ "private": true, "workspaces": ["packages/*"] }',
  'packages/lib/package.json': '{ "name": "lib", "peerDependencies": { "express": "5" } }',
  'packages/lib/index.js': 'export const one = 1;\n',
  'packages/web/package.json': app['package.json'],
  'packages/web/tsconfig.json': app['tsconfig.json'],
  'packages/web/src/server.ts': app['src/server.ts'],
  'packages/jobs/package.json': '{ "dependencies": { "hono": "4" }, "type": "module" }',
  'packages/jobs/index.js': "import { Hono } from 'hono';\nconst jobs = new Hono();\nexport default jobs;\n",
  'services/worker/requirements.txt': 'fastapi\n',
  'services/worker/main.py': 'from fastapi import FastAPI\n\nworker = FastAPI()\n',
};

test('a repository with several services: one spec with a target for each', (context) => {
  const made = project(context, services);
  const refused = mwgen(['init', '--output', 'out'], { cwd: made.root });
  assert.equal(refused.status, 2);
  assert.match(
    refused.stderr,
    /--output is one folder, but there are 3 services\.\n.*in packages\/jobs or packages\/web or services\/worker/,
  );

  const { status, stdout } = mwgen(['init', '--wire', '--json'], { cwd: made.root });
  assert.equal(status, 0, stdout);
  const document = JSON.parse(stdout);
  assert.deepEqual(
    document.targets.map(
      ({ framework, output, entry, mount }: { mount: { callLine: string } } & Record<string, string>) => [
        framework,
        output,
        entry,
        mount.callLine,
      ],
    ),
    [
      ['hono', 'packages/jobs/middleware', 'packages/jobs/index.js', 'const jobs = registerMiddleware(new Hono());'],
      ['express', 'packages/web/src/middleware', 'packages/web/src/server.ts', 'registerMiddleware(app);'],
      ['fastapi', 'services/worker/middleware', 'services/worker/main.py', 'register_middleware(worker)'],
    ],
  );
  assert.deepEqual(
    document.wired.map(({ state }: { state: string }) => state),
    ['wired', 'wired', 'wired'],
  );
  assert.equal(existsSync(made.path('packages/jobs/middleware/index.js')), true);
  assert.deepEqual(parse(made.read('mwgen.yaml')).targets, [
    { framework: 'hono', output: 'packages/jobs/middleware' },
    { framework: 'express', output: 'packages/web/src/middleware' },
    { framework: 'fastapi', output: 'services/worker/middleware' },
  ]);
  assert.match(made.read('services/worker/main.py'), /\nworker = FastAPI\(\)\nregister_middleware\(worker\)\n$/);
  const again = mwgen(['init', '--wire'], { cwd: made.root });
  assert.equal(again.stdout.match(/^unchanged {5}.*\(it mounts/gm)?.length, 3, again.stdout);
  assert.equal(mwgen(['check'], { cwd: made.path('packages/web') }).status, 0);
});

test('the entry file or the framework chooses among several services', (context) => {
  for (const words of [
    ['--wire', 'packages/web/src/server.ts'],
    ['--framework', 'express'],
  ]) {
    const made = project(context, services);
    assert.equal(mwgen(['init', ...words], { cwd: made.root }).status, 0);
    assert.deepEqual(parse(made.read('mwgen.yaml')).targets, [
      { framework: 'express', output: 'packages/web/src/middleware' },
    ]);
  }
});
