/**
 * Applications as the starters of the ecosystem lay them out: `mwgen init --wire` is all that it takes to get a header on
 * a response.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { mwgen, repository } from '../cli/mwgen.js';
import { pythonEnvironment } from '../python/environment.js';
import { project } from '../workspace/project.js';

const execFileAsync = promisify(execFile);

interface Starter {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** Packages by the names under which they are installed here. */
  readonly packages: Readonly<Record<string, string>>;
  /** Where the lines go. If they are not written there but shown: the statement in front of which they stand. */
  readonly mountIn: string;
  readonly before?: string;
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
    start: "process.env.PORT = '0'; require('./index.js');",
  },
  {
    title: 'create-hono for Node, in TypeScript',
    files: {
      'package.json':
        '{ "name": "demo", "type": "module", "scripts": { "dev": "tsx watch src/index.ts" }, "dependencies": { "hono": "^4.0.0" }, "devDependencies": { "typescript": "^5.8.3" } }',
      'tsconfig.json':
        '{ "compilerOptions": { "target": "ESNext", "module": "NodeNext", "strict": true, "verbatimModuleSyntax": true, "skipLibCheck": true, "types": ["node"], "outDir": "./dist" }, "exclude": ["node_modules"] }',
      'src/index.ts': `import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const app = new Hono()

app.get('/', (c) => {
  return c.text('Hello Hono!')
})

serve({
  fetch: app.fetch,
  port: Number(process.env['PORT'] ?? 3000)
}, (info) => {
  console.log(info.port)
})
`,
    },
    packages: { hono: 'hono', '@hono/node-server': '@hono/node-server' },
    mountIn: 'src/index.ts',
    start: "process.env.PORT = '0'; import('./src/index.ts');",
  },
  {
    title: "Nest's CLI",
    files: {
      'package.json':
        '{ "name": "demo", "private": true, "scripts": { "build": "nest build", "start": "nest start", "start:prod": "node dist/main" }, "dependencies": { "@nestjs/common": "^11.0.1", "@nestjs/core": "^11.0.1", "@nestjs/platform-express": "^11.0.1", "reflect-metadata": "^0.2.2", "rxjs": "^7.8.1" }, "devDependencies": { "@types/express": "^5.0.0", "typescript": "^5.7.3" } }',
      'nest-cli.json': '{ "collection": "@nestjs/schematics", "sourceRoot": "src" }',
      'tsconfig.json':
        '{ "compilerOptions": { "module": "nodenext", "moduleResolution": "nodenext", "resolvePackageJsonExports": true, "esModuleInterop": true, "isolatedModules": true, "declaration": true, "removeComments": true, "emitDecoratorMetadata": true, "experimentalDecorators": true, "allowSyntheticDefaultImports": true, "target": "ES2023", "types": ["node"], "outDir": "./dist", "rootDir": "./src", "skipLibCheck": true, "strictNullChecks": true }, "include": ["src"] }',
      'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(process.env.PORT ?? 3000);
}
bootstrap();
`,
      'src/app.module.ts': `import { Module } from '@nestjs/common';
import { AppController } from './app.controller';
import { AppService } from './app.service';

@Module({
  imports: [],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`,
      'src/app.controller.ts': `import { Controller, Get } from '@nestjs/common';
import { AppService } from './app.service';

@Controller()
export class AppController {
  constructor(private readonly appService: AppService) {}

  @Get()
  getHello(): string {
    return this.appService.getHello();
  }
}
`,
      'src/app.service.ts': `import { Injectable } from '@nestjs/common';

@Injectable()
export class AppService {
  getHello(): string {
    return 'Hello World!';
  }
}
`,
    },
    packages: Object.fromEntries(
      ['@nestjs/common', '@nestjs/core', '@nestjs/platform-express', 'typescript'].map((name) => [name, name]),
    ),
    mountIn: 'src/main.ts',
    // As `nest start` does it, but without checking types. Nest's own messages are left out.
    start: `const { mkdirSync, readdirSync, readFileSync, writeFileSync, writeSync } = require('fs');
const { dirname, join } = require('path');
const ts = require('typescript');
const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
for (const file of readdirSync('src', { recursive: true }).filter((name) => name.endsWith('.ts'))) {
  const built = join('dist', file).replace(/ts$/, 'js');
  mkdirSync(dirname(built), { recursive: true });
  writeFileSync(built, ts.transpileModule(readFileSync(join('src', file), 'utf8'), { ...config, fileName: file }).outputText);
}
const { Server } = require('http');
const { listen } = Server.prototype;
Server.prototype.listen = function (...given) {
  this.once('listening', () => writeSync(1, this.address().port + '\\n'));
  return listen.apply(this, given);
};
process.stdout.write = () => true;
process.env.PORT = '0';
require('./dist/main');`,
  },
  {
    title: 'a server of node:http in TypeScript, with aliases',
    files: {
      'package.json':
        '{ "name": "demo", "type": "module", "imports": { "#src/*": "./src/*" }, "scripts": { "start": "tsx src/main.ts" }, "devDependencies": { "typescript": "^5.8.3" } }',
      'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext", "strict": true, "noEmit": true } }',
      'src/text.ts': "export const text = 'Hello';\n",
      'src/main.ts': `import { createServer } from "node:http";
import { text } from "#src/text.js";

const server = createServer({ keepAlive: true }, (req, res) => {
\tres.end(text);
});
server.listen(0, () => console.log((server.address() as { port: number }).port));
`,
    },
    packages: {},
    mountIn: 'src/main.ts',
    start: "import('./src/main.ts');",
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
      const { status, stdout, stderr } = mwgen(['init', '--wire', '--yes'], { cwd: made.root });
      assert.equal(status, 0, stderr);
      const { mountIn: file, before } = starter;
      if (before === undefined) {
        assert.match(stdout, new RegExp(`^mounted in {4}${file}$`, 'm'));
        const written = made.read(file);
        assert.equal(mwgen(['init', '--wire'], { cwd: made.root }).status, 0);
        assert.equal(made.read(file), written);
        assert.deepEqual(withoutLines(written), starter.files[file]);
      } else {
        assert.match(stderr, new RegExp(`^${file} was not changed, because .*\\.$`, 'm'));
        const [, lines = ''] = /^Mount it in \S+,.*:\n\n((?: {2}.*\n)+)/m.exec(stdout) ?? [];
        made.write(file, made.read(file).replace(before, `${lines}${before}`));
      }
      writeFileSync(made.path('start.cjs'), starter.start);
      const started = [...(file.endsWith('.ts') ? ['--import', tsx] : []), 'start.cjs'];
      const server = spawn(process.execPath, started, { cwd: made.root, stdio: ['ignore', 'pipe', 'inherit'] });
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

describe('an application of FastAPI', () => {
  it('has a header on its response', async (context) => {
    const made = project(context, {
      'pyproject.toml': '[project]\nname = "demo"\nversion = "0"\ndependencies = ["fastapi[standard]"]\n',
      'main.py':
        'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/")\nasync def root():\n    return {"message": "Hello World"}\n',
    });
    const environment = pythonEnvironment();
    assert.ok(environment.kind === 'ready');
    const { status, stdout, stderr } = mwgen(['init', '--wire', '--yes'], { cwd: made.root });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^mounted in {4}main\.py$/m);
    const code =
      'from fastapi.testclient import TestClient\nfrom main import app\nprint(dict(TestClient(app).get("/").headers))';
    const { stdout: headers } = await execFileAsync(environment.python, ['-c', code], { cwd: made.root });
    assert.match(headers, /'x-request-id': '[\da-f-]{36}'/);
  });
});

const tsx = pathToFileURL(join(repository, 'node_modules/tsx/dist/loader.mjs')).href;

/** The text of an entry file before the lines were written into it. */
function withoutLines(code: string): string {
  return code
    .replace(/^.*(?:from|require\() ?['"].*middleware\/index.*\n/m, '')
    .replace(/^ *registerMiddleware\(\w+\);?\n/m, '')
    .replace(/registerMiddleware\((new Hono\(\))\)/, '$1')
    .replace(/withMiddleware\((.*?\n\})\)\)/s, '$1)');
}
