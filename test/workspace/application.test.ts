/** Tests how `init` inspects a project. */
import assert from 'node:assert/strict';
import { relative } from 'node:path';
import test from 'node:test';
import type { TargetDetection } from '../../generator/languages/project.js';
import {
  findApplication as findIn,
  type FoundApplication,
} from '../../generator/languages/typescript/project/application.js';
import { mountLines } from '../../generator/languages/typescript/project/mount.js';
import { proposedOutput } from '../../generator/workspace/application.js';
import { detectServices, detectTargets, serviceOf } from '../../generator/workspace/detect.js';
import { disk } from '../../generator/workspace/disk.js';
import { starterText } from '../../generator/workspace/starter-spec.js';
import { fetch } from '../../generator/targets/fetch/target.js';
import { targets as everyTarget } from '../../generator/targets/index.js';
import { project } from './project.js';

const targets: readonly TargetDetection[] = [
  { name: 'express', label: 'Express', language: 'typescript', detect: { packages: ['express'] } },
  { name: 'hono', label: 'Hono', language: 'typescript', detect: { packages: ['hono'] } },
  { name: 'fastapi', label: 'FastAPI', language: 'python', detect: { packages: ['fastapi'] } },
];
const findApplication = (folder: string, packages: readonly string[]): FoundApplication =>
  findIn(disk, folder, { packages });
const makesApp = "import express from 'express';\nexport const app = express();\n";

test('frameworks in the nearest manifest that names one', async (context) => {
  const made = project(context, {
    'package.json': '{ "dependencies": { "hono": "4" } }',
    'api/package.json': '{ "devDependencies": { "express": "5" } }',
    'tools/package.json': '{}',
  });
  const names = async (folder: string): Promise<string[]> =>
    (await detectTargets(made.path(folder), targets)).map(({ target }) => target.name);
  assert.deepEqual(await names('api'), ['express']);
  assert.deepEqual(await names('tools'), ['hono']);
});

test('a framework that runs on others comes before these', async (context) => {
  const made = project(context, {
    'package.json':
      '{ "dependencies": { "@nestjs/core": "11", "@nestjs/common": "11", "express": "5", "fastify": "5" } }',
  });
  const found = await detectTargets(made.root, everyTarget);
  assert.deepEqual(
    found.map(({ target }) => target.name),
    ['nestjs'],
  );
});

test('Python frameworks by pyproject.toml and requirements files', async (context) => {
  const made = project(context);
  const found = async (): Promise<string[]> =>
    (await detectTargets(made.root, targets)).map(({ target }) => target.name);
  for (const text of ['fastapi', 'FastAPI>=0.100', 'fastapi[all]==1', '  fastapi ~= 1']) {
    made.write('requirements-dev.txt', `# deps\n${text}\n`);
    assert.deepEqual(await found(), ['fastapi'], text);
  }
  for (const text of ['fastapi-users', '# fastapi', 'my-fastapi']) {
    made.write('requirements-dev.txt', `${text}\n`);
    assert.deepEqual(await found(), [], text);
  }
  made.write('pyproject.toml', '[project]\ndependencies = [\n  "fastapi>=0.1",\n]\n');
  assert.deepEqual(await found(), ['fastapi']);
});

test('servers of the platform that the code creates, if nothing else is found', async (context) => {
  const known = [
    ...targets,
    { name: 'node', label: 'Node', language: 'typescript', detect: { modules: ['node:http', 'http'] } },
  ];
  const server = (line: string): string => `${line}\nhttp.createServer((req, res) => res.end()).listen(80);\n`;
  const made = project(context, {
    'esm/package.json': '{ "type": "module", "scripts": { "start": "node src/serve.js" } }',
    'esm/src/serve.js': server("import http from 'node:http';"),
    'commonjs/package.json': '{}',
    'commonjs/lib/main.js': server("const http = require('http');"),
    'client/package.json': '{}',
    'client/index.js': "import { request } from 'node:http';\nrequest('http://a.example');\n",
    'express/package.json': '{ "dependencies": { "express": "5" } }',
    'express/index.js': `${server("import http from 'node:http';")}${makesApp}`,
    'loose/index.js': server("import http from 'node:http';"),
  });
  const found = async (folder: string): Promise<string[]> =>
    (await detectTargets(made.path(folder), known)).map(
      ({ target, manifest }) => `${target.name} in ${relative(made.root, manifest)}`,
    );
  assert.deepEqual(await found('esm'), ['node in esm/src/serve.js']);
  assert.deepEqual(await found('commonjs'), ['node in commonjs/lib/main.js']);
  assert.deepEqual(await found('client'), []);
  assert.deepEqual(await found('express'), ['express in express/package.json']);
  assert.deepEqual(await found('loose'), []);
});

test('frameworks in the import map of Deno, or else by the files of runtimes', async (context) => {
  const known = [
    ...targets,
    {
      name: 'fetch',
      label: 'Fetch',
      language: 'typescript',
      detect: { files: ['wrangler.jsonc', 'deno.json', 'bun.lock'] },
    },
  ];
  const made = project(context, {
    'deno/deno.json': '{ "imports": { "hono": "jsr:@hono/hono@^4" } } // a comment',
    'npm/deno.json': '{ "imports": { "hono": "npm:hono@^4/tiny" } }',
    'bare/deno.json': '{}',
    'worker/wrangler.jsonc': '{}',
    'bun/bun.lock': '{}',
    'bun/package.json': '{ "dependencies": { "hono": "4" } }',
  });
  const names = async (folder: string): Promise<string[]> =>
    (await detectTargets(made.path(folder), known)).map(({ target }) => target.name);
  assert.deepEqual(await Promise.all(['deno', 'npm', 'bare', 'worker', 'bun'].map(names)), [
    ['hono'],
    ['hono'],
    ['fetch'],
    ['fetch'],
    ['hono'],
  ]);
});

test('the services of a repository: folders with manifests of their own that make an application', async (context) => {
  const made = project(context, {
    'package.json': '{ "workspaces": ["packages/*", "tools"] }',
    'packages/api/package.json': '{ "dependencies": { "express": "5" } }',
    'packages/api/src/app.ts': makesApp,
    'packages/api/examples/package.json': '{ "dependencies": { "hono": "4" } }',
    'packages/api/examples/app.ts': "import { Hono } from 'hono';\nnew Hono();\n",
    'packages/lib/package.json': '{ "main": "index.js", "peerDependencies": { "express": "5" } }',
    'packages/lib/index.js': 'export const x = 1;\n',
    'packages/both/package.json': '{ "dependencies": { "express": "5", "hono": "4" } }',
    'packages/both/app.ts': makesApp,
    'services/jobs/requirements/base.txt': 'fastapi\n',
    'services/jobs/main.py': 'from fastapi import FastAPI\napp = FastAPI()\n',
    'tools/package.json': '{}',
    'node_modules/express/package.json': '{ "dependencies": { "express": "5" } }',
  });
  const services = async (folder = '.'): Promise<string[]> =>
    (await detectServices(made.path(folder), targets)).map(
      (one) => `${relative(made.root, one.folder)}: ${one.found.map(({ target }) => target.name).join()}`,
    );
  assert.deepEqual(await services(), ['packages/api: express', 'packages/both: express', 'services/jobs: fastapi']);
  assert.deepEqual(await services('services'), ['services/jobs: fastapi']);
  // A project that names a framework itself is one, whatever is below it.
  assert.deepEqual(await services('packages/api'), ['packages/api: express']);
  // A package that names none uses the framework of the manifest above only if its code does.
  made.write('packages/api/tools/package.json', '{}');
  made.write('packages/api/tools/run.ts', 'export {};\n');
  assert.deepEqual(await services('packages/api/tools'), []);
  made.write('packages/api/tools/run.ts', makesApp);
  assert.deepEqual(await services('packages/api/tools'), ['packages/api/tools: express']);
  // Without an application, a manifest is all there is.
  for (const name of ['packages/api/src/app.ts', 'packages/both/app.ts', 'services/jobs/main.py']) made.write(name, '');
  for (const name of ['packages/api/examples/app.ts']) made.write(name, '');
  assert.deepEqual(await services('packages/lib'), ['packages/lib: express']);
  assert.ok((await services()).includes('packages/lib: express'));
  const [express, , fastapi] = targets;
  assert.ok(express !== undefined && fastapi !== undefined);
  assert.equal(
    await serviceOf(made.root, made.path('packages/api/src/middleware'), express),
    made.path('packages/api'),
  );
  assert.equal(await serviceOf(made.root, made.path('services/jobs/middleware'), fastapi), made.path('services/jobs'));
  assert.equal(await serviceOf(made.root, made.path('elsewhere'), express), made.root);
});

test('the entry file by the files of other runtimes, and how it imports', (context) => {
  const made = project(context, {
    'deno/deno.json':
      '{ "tasks": { "start": "deno run -A server/main.ts", "dev": { "command": "deno run other.ts" } } }',
    'deno/server/main.ts': '',
    'worker/wrangler.toml': 'name = "w"\nmain = "src/worker.js"\n',
    'worker/src/worker.js': '',
    'commented/wrangler.jsonc': '{ "main": "src/index.ts", } // the worker',
    'commented/src/index.ts': '',
    'bun/package.json': '{ "module": "start.js" }',
    'bun/bun.lock': '{}',
    'bun/start.js': '',
    'none/bun.lock': '{}',
  });
  const found = (folder: string): (string | undefined)[] => {
    const { entry, imports } = findApplication(made.path(folder), []);
    return [entry === undefined ? undefined : relative(made.path(folder), entry).replaceAll('\\', '/'), imports];
  };
  assert.deepEqual(['deno', 'worker', 'commented', 'bun', 'none'].map(found), [
    ['server/main.ts', 'import'],
    ['src/worker.js', 'import'],
    ['src/index.ts', 'import'],
    ['start.js', 'import'],
    [undefined, 'import'],
  ]);
});

test('the entry file: started by a script, the source of a built file, or the file that creates the application', (context) => {
  const entryOf = (files: Readonly<Record<string, string>>): string | undefined => {
    const made = project(context, files);
    return findApplication(made.root, ['express']).entry?.slice(made.root.length + 1);
  };
  const script = (line: string): string => JSON.stringify({ scripts: { dev: line } });
  assert.equal(
    entryOf({
      'package.json': script('NODE_ENV=x tsx watch src/main.ts --port 1'),
      'src/main.ts': makesApp,
      'src/a.ts': makesApp,
    }),
    'src/main.ts',
  );
  assert.equal(
    entryOf({ 'package.json': script('tsc && node dist/deep/run.js'), 'src/deep/run.ts': makesApp }),
    'src/deep/run.ts',
  );
  assert.equal(
    entryOf({ 'package.json': '{ "main": "dist/index.js" }', 'src/index.ts': 'start();', 'src/web/app.ts': makesApp }),
    'src/web/app.ts',
  );
  assert.equal(
    entryOf({ 'package.json': '{}', 'server.js': "const web = require('express'); const app = web();" }),
    'server.js',
  );
  assert.equal(
    entryOf({
      'package.json': '{}',
      'src/routes.ts': "import { Router } from 'express';\nRouter();",
      'src/z.ts': makesApp,
    }),
    'src/z.ts',
  );
  assert.equal(entryOf({ 'package.json': '{}', 'src/index.ts': 'start();' }), 'src/index.ts');
  assert.equal(entryOf({}), undefined);
});

test('imports in the style of the entry file', (context) => {
  const importsOf = (name: string, text: string, manifest = '{}'): string => {
    const made = project(context, { 'package.json': manifest, [name]: text });
    return findApplication(made.root, ['express']).imports;
  };
  assert.equal(importsOf('app.js', "const express = require('express');\nexpress();"), 'require');
  assert.equal(importsOf('app.js', makesApp), 'import');
  assert.equal(importsOf('app.cjs', ''), 'require');
  assert.equal(importsOf('app.js', '', '{ "type": "module" }'), 'import');
  assert.equal(importsOf('app.ts', ''), 'import');
  // Without an entry file, TypeScript has imports in a package of CommonJS, too.
  assert.equal(importsOf('notes.txt', ''), 'require');
  assert.equal(importsOf('notes.txt', '', '{ "devDependencies": { "typescript": "6" } }'), 'import');
});

test('the output folder: inside the sources, and not a folder that is in use', (context) => {
  const outputOf = (files: Readonly<Record<string, string>>): string => {
    const made = project(context, files);
    return proposedOutput(made.root, findApplication(made.root, ['express']).sources);
  };
  assert.equal(outputOf({ 'src/app.ts': makesApp }), 'src/middleware');
  assert.equal(outputOf({ 'app.ts': makesApp }), 'middleware');
  assert.equal(
    outputOf({
      'tsconfig.json': '{ "compilerOptions": { "rootDir": "server" } }',
      'server/app.ts': makesApp,
      'src/x': '',
    }),
    'server/middleware',
  );
  assert.equal(outputOf({ 'src/app.ts': makesApp, 'src/middleware/mine.ts': '' }), 'src/middleware/generated');
});

test('the mount lines, relative to the entry file', () => {
  const mount = {
    importLine: "import { registerMiddleware } from './middleware/index.js';",
    callLine: 'registerMiddleware(app);',
    place: 'before the routes',
  };
  const line = (entry: string | undefined, imports: 'import' | 'require'): string =>
    mountLines(mount, '/app/src/middleware', { entry, imports }).importLine;
  assert.equal(line('/app/src/server.ts', 'import'), mount.importLine);
  assert.equal(
    line('/app/server.js', 'require'),
    "const { registerMiddleware } = require('./src/middleware/index.js');",
  );
  assert.equal(line('/app/src/web/app.ts', 'import'), "import { registerMiddleware } from '../middleware/index.js';");
  assert.equal(line(undefined, 'import'), mount.importLine);
});

test('the starter spec quotes text with a meaning in YAML', () => {
  assert.match(starterText([{ framework: 'express', output: 'src/#x: y' }]), /output: "src\/#x: y" #/);
});

test('the mount lines for a handler, as each runtime is given one', (context) => {
  const mount = fetch.mount('./middleware/index', { isIdentified: false, needsOnCapture: false });
  const lines = (files: Readonly<Record<string, string>>): string[] => {
    const made = project(context, files);
    const found = findIn(disk, made.root, fetch.detect);
    const { importLine, callLine } = found.mountLines(mount, made.path('src/middleware'));
    return [importLine, callLine];
  };
  const aliases = '{ "compilerOptions": { "moduleResolution": "bundler", "paths": { "@/*": ["./src/*"] } } }';
  assert.deepEqual(
    lines({
      'next.config.ts': '',
      'tsconfig.json': aliases,
      'src/app/api/hello/route.ts': "import { text } from '@/lib/text';\nexport function GET() {}\n",
    }),
    ["import { withMiddleware } from '@/middleware/index';", 'export const GET = withMiddleware(handler);'],
  );
  // A proxy runs before the route: the lines are for routes, and the reason is told, also if the file is named.
  for (const proxy of ['src/proxy.ts', 'middleware.ts']) {
    const code = 'export default function proxy() {}\n';
    const made = project(context, { 'next.config.ts': '', [proxy]: code });
    const found = findIn(disk, made.root, fetch.detect, made.path(proxy));
    const { callLine, files, note } = found.mountLines(mount, made.path('src/middleware'));
    assert.deepEqual([found.entry, callLine], [undefined, 'export const GET = withMiddleware(handler);']);
    assert.match(`${files}; ${note}`, /the file of each route.*; Not in `proxy\.ts`.*does not see its response/);
    const plain = project(context, { 'package.json': '{}', [proxy]: code });
    assert.equal(findIn(disk, plain.root, fetch.detect, plain.path(proxy)).entry, plain.path(proxy));
  }
  assert.deepEqual(
    [
      lines({ 'bun.lock': '', 'src/index.ts': 'start();' }),
      lines({ 'package.json': '{}', 'src/index.ts': 'Bun.serve({ fetch: answer });' }),
      lines({ 'wrangler.toml': 'main = "src/index.ts"', 'src/index.ts': 'export default {};' }),
      lines({ 'wrangler.toml': '' }),
    ].map(([, call]) => call),
    [
      'Bun.serve({ fetch: withMiddleware(handler) });',
      'Bun.serve({ fetch: withMiddleware(handler) });',
      'export default { fetch: withMiddleware(handler) };',
      'export default { fetch: withMiddleware(handler) };',
    ],
  );
});

test('the mount lines for an application that an object holds', (context) => {
  const mount = {
    importLine: "import { registerMiddleware } from './middleware';",
    callLine: 'registerMiddleware(app);',
    place: '',
  };
  const head = "import express, { type Express } from 'express';\nexport class Server {\n";
  for (const [body, object] of [
    ['  private readonly http: Express = express();\n', 'this.http'],
    ['  app = express()\n', 'this.app'],
    ['  #web;\n  constructor() {\n    this.#web = express();\n  }\n', 'this.#web'],
  ] as const) {
    const made = project(context, { 'package.json': '{}', 'src/server.ts': `${head}${body}}\n` });
    const { callLine } = findApplication(made.root, ['express']).mountLines(mount, made.path('src/middleware'));
    assert.equal(callLine, `registerMiddleware(${object});`);
  }
});

test('specifiers like those that the entry file has', (context) => {
  const specifier = (
    code: string,
    files: Readonly<Record<string, string>> = {},
    usual = './middleware/index.js',
  ): string => {
    const made = project(context, {
      ...files,
      'src/web/app.ts': `import express from 'express';\n${code}\nexpress();\n`,
    });
    const mount = {
      importLine: `import { registerMiddleware } from '${usual}';`,
      callLine: 'registerMiddleware(app);',
      place: '',
    };
    const { importLine } = findApplication(made.root, ['express']).mountLines(mount, made.path('src/middleware'));
    return /'(.*)'/.exec(importLine)?.[1] ?? '';
  };
  assert.equal(specifier("import a from './a';\nimport data from './data.json';"), '../middleware/index');
  assert.equal(specifier("import a from './a.ts';", {}, './middleware/index'), '../middleware/index.ts');
  assert.equal(specifier("import a from './a.js';", {}, './middleware/index'), '../middleware/index.js');
  assert.equal(specifier("import a from './a';\nimport b from './b.js';"), '../middleware/index.js');
  const base = {
    'base/tsconfig.json': '{ "compilerOptions": { "paths": { "~/*": ["../src/*"], "@web/*": ["../src/web/*"] } } }',
  };
  const paths = { ...base, 'tsconfig.json': '{ "extends": "./base/tsconfig.json" }' };
  assert.equal(specifier("import a from '~/a';", paths), '~/middleware/index');
  assert.equal(specifier("import a from '~/a.js';\nimport b from './b.js';", paths), '~/middleware/index.js');
  // An alias that the file does not use, or that does not lead there.
  assert.equal(specifier("import b from './b.js';", paths), '../middleware/index.js');
  assert.equal(specifier("import a from '@web/a.js';", paths), '../middleware/index.js');
  const packageImports = (imports: unknown) => ({ 'package.json': JSON.stringify({ imports, dependencies: {} }) });
  assert.equal(specifier("import a from '#a.js';", packageImports({ '#*': './src/*' })), '#middleware/index.js');
  assert.equal(
    specifier("import a from '#app/a';", packageImports({ '#app/*': { types: './src/*.ts', default: './dist/*.js' } })),
    '#app/middleware/index',
  );
  assert.equal(
    specifier("import a from '@/a.ts';", { 'deno.json': '{ "imports": { "@/": "./src/" } }' }),
    '@/middleware/index.ts',
  );
  assert.equal(
    specifier("import a from 'app/a';", {
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": "src", "paths": { "app/*": ["./*"] } } }',
    }),
    'app/middleware/index',
  );
});
