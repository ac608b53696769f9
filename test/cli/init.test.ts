/** Tests `mwgen init`, from an application without a spec to mounted middleware. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
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
    /\n {2}src\/middleware\/\*\* linguist-generated\n {2}src\/middleware\/\*hooks\.\* -linguist-generated\n$/,
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
    /Mount it in main\.ts, around the handler that is served:\n\n {2}import \{ withMiddleware \} from '\.\/middleware\/index\.ts';\n {2}const served = withMiddleware\(handler\);\n\nIn handlers, the request ID is requestIdOf\(request\), with `requestIdOf` from the same module\.\n$/,
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
  const made = project(context, {
    'package.json': '{ "workspaces": ["apps/*"] }',
    'apps/web/package.json': app['package.json'],
  });
  for (const words of [['init'], ['init', '--yes']]) {
    const { status, stderr } = mwgen(words, { cwd: made.root });
    assert.equal(status, 2);
    assert.match(stderr, /No supported framework was found.*Set it with --framework/);
    assert.match(stderr, /Or run it in apps\/web\./);
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
  const document = JSON.parse(mwgen(['init', '--json'], { cwd: made.root }).stdout);
  assert.deepEqual(
    [document.command, document.exitCode, document.spec, document.framework, document.output, document.entry],
    ['init', 0, 'mwgen.yaml', 'express', 'src/middleware', 'src/server.ts'],
  );
  assert.equal(document.mount.callLine, 'registerMiddleware(app);');
});
