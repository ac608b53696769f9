/**
 * Applications as the starters of the ecosystem lay them out: `mwgen init` and the lines that it prints are all that it
 * takes to get a header on a response.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { mwgen, repository } from '../cli/mwgen.js';
import { project } from '../workspace/project.js';

interface Starter {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** Packages by the names under which they are installed here. */
  readonly packages: Readonly<Record<string, string>>;
  /** Where the lines go, and the statement in front of which they stand. */
  readonly mountIn: string;
  readonly before: string;
  /** Starts the application and prints its port. */
  readonly start: string;
}

const starters: readonly Starter[] = [
  {
    title: 'express-generator',
    files: {
      'package.json':
        '{ "name": "demo", "private": true, "scripts": { "start": "node ./bin/www" }, "dependencies": { "express": "~4.16.1" } }',
      'app.js': `var express = require('express');
var path = require('path');

var indexRouter = require('./routes/index');

var app = express();

app.use(express.json());
app.use(express.urlencoded({ extended: false }));
app.use(express.static(path.join(__dirname, 'public')));

app.use('/', indexRouter);

module.exports = app;
`,
      'routes/index.js': `var express = require('express');
var router = express.Router();

router.get('/', function(req, res, next) {
  res.send('Welcome');
});

module.exports = router;
`,
      'bin/www': "var app = require('../app');\nvar http = require('http');\nhttp.createServer(app).listen(3000);\n",
    },
    packages: { express: 'express4' },
    mountIn: 'app.js',
    before: 'app.use(express.json());',
    start: `const app = require('./app');
const server = require('http').createServer(app).listen(0, () => console.log(server.address().port));`,
  },
  {
    title: 'fastify-cli',
    files: {
      'package.json':
        '{ "name": "demo", "main": "app.js", "scripts": { "start": "fastify start -l info app.js" }, "dependencies": { "fastify": "^5.0.0" } }',
      'app.js': `'use strict'

const options = {}

module.exports = async function (fastify, opts) {
  // Place here your custom code!

  // Do not touch the following lines
  fastify.get('/', async function (request, reply) {
    return { root: true }
  })
}

module.exports.options = options
`,
    },
    packages: { fastify: 'fastify' },
    mountIn: 'app.js',
    before: '// Do not touch',
    // As the command does: the file is a plugin.
    start: `const app = require('fastify')();
app.register(require('./app'));
app.listen({ port: 0 }).then(() => console.log(app.server.address().port));`,
  },
  {
    title: "the example of Koa's documentation",
    files: {
      'package.json':
        '{ "name": "demo", "scripts": { "start": "node index.js" }, "dependencies": { "koa": "^3.0.0" } }',
      'index.js': `'use strict';
const Koa = require('koa');
const app = new Koa();

app.use(async ctx => {
  ctx.body = 'Hello World';
});

const server = app.listen(process.env.PORT ?? 3000, () => console.log(server.address().port));
`,
    },
    packages: { koa: 'koa' },
    mountIn: 'index.js',
    before: 'app.use(async',
    start: "process.env.PORT = '0'; require('./index.js');",
  },
];

describe('an application of a starter', () => {
  for (const starter of starters) {
    it(`${starter.title}: has a header on its response`, async (context) => {
      const made = project(context, starter.files);
      for (const [name, installedAs] of Object.entries(starter.packages)) {
        const link = made.path(`node_modules/${name}`);
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(join(repository, 'node_modules', installedAs), link, 'dir');
      }
      const { status, stdout, stderr } = mwgen(['init'], { cwd: made.root });
      assert.equal(status, 0, stderr);
      const [, file = '', lines = ''] = /^Mount it in (\S+),.*:\n\n((?: {2}.*\n)+)/m.exec(stdout) ?? [];
      assert.equal(file, starter.mountIn);
      made.write(file, made.read(file).replace(starter.before, `${lines}${starter.before}`));
      writeFileSync(made.path('start.js'), starter.start);
      const server = spawn(process.execPath, ['start.js'], { cwd: made.root, stdio: ['ignore', 'pipe', 'inherit'] });
      try {
        const [port] = (await once(createInterface(server.stdout), 'line')) as [string];
        const response = await fetch(`http://127.0.0.1:${port}/`);
        assert.equal(response.status, 200);
        assert.match(response.headers.get('X-Request-Id') ?? '', /^[\da-f-]{36}$/);
        assert.match(response.headers.get('X-Process-Time') ?? '', /^\d+\.\d+$/);
      } finally {
        server.kill();
      }
      assert.equal(mwgen(['check'], { cwd: made.root }).status, 0);
    });
  }
});
