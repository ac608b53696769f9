/** Tests the edits that `init --wire` makes in entry files: each text before and after. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { wire as wirePython } from '../../generator/languages/python/project/wire.js';
import { wire, type WireRequest } from '../../generator/languages/typescript/wire/wire.js';
import type { Wiring } from '../../generator/languages/wiring.js';
import { fetch } from '../../generator/targets/fetch/target.js';
import { node } from '../../generator/targets/node/target.js';

const registered = {
  importLine: "import { registerMiddleware } from './middleware/index.js';",
  callLine: 'registerMiddleware(app);',
  place: '',
};
const required = { ...registered, importLine: "const { registerMiddleware } = require('./middleware/index.js');" };
const wrapped = {
  importLine: "import { withMiddleware } from './middleware/index.js';",
  callLine: 'const server = createServer(withMiddleware(handler));',
  place: '',
};

function wired(code: string, request: Partial<WireRequest> = {}): Wiring {
  return wire(code, {
    path: 'app.ts',
    mount: registered,
    packages: ['express', 'hono', 'koa', 'fastify', '@nestjs/core'],
    handlers: [],
    leadsToOutput: (specifier) => specifier.startsWith('./middleware/'),
    ...request,
  });
}

/** The code after wiring, which a second time leaves alone. */
function codeOf(before: string, request: Partial<WireRequest> = {}): string {
  const result = wired(before, request);
  assert.equal(result.kind, 'wired', `${JSON.stringify(result)}\n${before}`);
  const { code } = result;
  assert.deepEqual(wired(code, request), { kind: 'present' }, code);
  return code;
}

function reasonFor(before: string, request: Partial<WireRequest> = {}): string {
  const result = wired(before, request);
  assert.equal(result.kind, 'unsure', before);
  return result.reason;
}

const added = "import { registerMiddleware } from './middleware/index.js'";

test('a statement behind the one that creates the application, and an import behind the others', () => {
  const cases: readonly (readonly [before: string, after: string])[] = [
    [
      `import express from 'express';\nimport { db } from './db.js';\n\nconst app = express();\napp.use(express.json());\n`,
      `import express from 'express';\nimport { db } from './db.js';\n${added};\n\nconst app = express();\nregisterMiddleware(app);\napp.use(express.json());\n`,
    ],
    // Double quotes, no semicolons, Windows line ends, a byte order mark, no line end at the end.
    [
      `\uFEFFimport Koa from "koa"\r\nconst server = new Koa() // main`,
      `\uFEFFimport Koa from "koa"\r\nimport { registerMiddleware } from "./middleware/index.js"\r\nconst server = new Koa() // main\r\nregisterMiddleware(server)`,
    ],
    // Tabs, in a function, awaited, with types, over several lines.
    [
      `#!/usr/bin/env node\nimport { fastify as make } from 'fastify';\nasync function main() {\n\tconst api = await (make({\n\t\tlogger: true,\n\t})).withTypeProvider<Types>();\n\n\tapi.get('/', handler);\n}\n`,
      `#!/usr/bin/env node\nimport { fastify as make } from 'fastify';\n${added};\nasync function main() {\n\tconst api = await (make({\n\t\tlogger: true,\n\t})).withTypeProvider<Types>();\n\tregisterMiddleware(api);\n\n\tapi.get('/', handler);\n}\n`,
    ],
    // Other statements on the line, and an import at the end of the file.
    [
      `import express from 'express';\nlet app: Express; app = express(); app.get('/', x);\nimport x from './x.js';\n`,
      `import express from 'express';\n${added};\nlet app: Express; app = express(); registerMiddleware(app); app.get('/', x);\nimport x from './x.js';\n`,
    ],
    [
      `import * as express from 'express';\nimport type { A } from 'a';\nclass Web {\n  constructor() {\n    this.app = express();\n  }\n}\n`,
      `import * as express from 'express';\nimport type { A } from 'a';\n${added};\nclass Web {\n  constructor() {\n    this.app = express();\n    registerMiddleware(this.app);\n  }\n}\n`,
    ],
    [
      `import { NestFactory } from '@nestjs/core';\nasync function bootstrap() {\n  const app = await NestFactory.create<Host>(AppModule);\n  await app.listen(3000);\n}\n`,
      `import { NestFactory } from '@nestjs/core';\n${added};\nasync function bootstrap() {\n  const app = await NestFactory.create<Host>(AppModule);\n  registerMiddleware(app);\n  await app.listen(3000);\n}\n`,
    ],
    [
      `import { Hono } from 'npm:hono@4/tiny';\nconst app: Hono = new Hono(), port = 1; /* the app */\n`,
      `import { Hono } from 'npm:hono@4/tiny';\n${added};\nconst app: Hono = new Hono(), port = 1; /* the app */\nregisterMiddleware(app);\n`,
    ],
  ];
  for (const [before, after] of cases) assert.equal(codeOf(before), after);
});

test('CommonJS: a call of require behind the others, or in front of the first statement', () => {
  const request = { path: 'app.js', mount: required };
  const line = "const { registerMiddleware } = require('./middleware/index.js')";
  const cases: readonly (readonly [before: string, after: string])[] = [
    [
      `'use strict';\nvar express = require('express');\nvar index = require('./routes/index');\nvar app = express();\nvar late = require('late');\n`,
      `'use strict';\nvar express = require('express');\nvar index = require('./routes/index');\n${line};\nvar app = express();\nregisterMiddleware(app);\nvar late = require('late');\n`,
    ],
    [
      `// @ts-check\n"use strict"\n\n/** The server. */\nconst app = require("fastify")({ logger: true })\n`,
      `// @ts-check\n"use strict"\n\n${line.replaceAll("'", '"')}\n\n/** The server. */\nconst app = require("fastify")({ logger: true })\nregisterMiddleware(app)\n`,
    ],
    [
      `const { fastify } = require('fastify');\nconst app = fastify();`,
      `const { fastify } = require('fastify');\n${line};\nconst app = fastify();\nregisterMiddleware(app);`,
    ],
  ];
  for (const [before, after] of cases) assert.equal(codeOf(before, request), after);
});

test('a call around the creation, also in a chain, and the options that the spec needs', () => {
  const mount = { ...registered, callLine: 'const app = registerMiddleware(new Hono(), { onCapture: print });' };
  assert.equal(
    codeOf(`import { Hono } from 'hono';\nexport default new Hono<Env>()\n  .get('/', (c) => c.text('x'));\n`, {
      mount,
    }),
    `import { Hono } from 'hono';\n${added};\nexport default registerMiddleware(new Hono<Env>(), { onCapture: print })\n  .get('/', (c) => c.text('x'));\n`,
  );
  // With the type of the annotation, the variable could not hold the result.
  assert.match(
    codeOf(`import { Hono } from 'hono';\nconst app: Hono<Env> = new Hono<Env>();\n`, { mount }),
    /\nregisterMiddleware\(app, \{ onCapture: print \}\);\n$/,
  );
});

test('a call around the handler', () => {
  const line = "import { withMiddleware } from './middleware/index.js';\n";
  const forms: readonly (readonly [before: string, after: string])[] = [
    ["Deno.serve(() => new Response('x'));\n", `${line}\nDeno.serve(withMiddleware(() => new Response('x')));\n`],
    [
      'Deno.serve({ port: 1 }, answer);\nfunction answer() {}\n',
      `${line}\nDeno.serve({ port: 1 }, withMiddleware(answer));\nfunction answer() {}\n`,
    ],
    [
      'Deno.serve({ port: 1, handler: app.fetch });\n',
      `${line}\nDeno.serve({ port: 1, handler: withMiddleware(app.fetch) });\n`,
    ],
    [
      'Bun.serve({\n  async fetch(request, server) {\n    return answer(request);\n  },\n});\n',
      `${line}\nBun.serve({\n  fetch: withMiddleware(async function (request, server) {\n    return answer(request);\n  }),\n});\n`,
    ],
    [
      "import { fetch } from './x.js';\nexport default { fetch, port: 1 } satisfies Handler;\n",
      `import { fetch } from './x.js';\n${line}export default { fetch: withMiddleware(fetch), port: 1 } satisfies Handler;\n`,
    ],
    [
      'const worker: ExportedHandler<Env> = {\n  fetch: async (request) => new Response(),\n};\n\nexport default worker;\n',
      `${line}\nconst worker: ExportedHandler<Env> = {\n  fetch: withMiddleware(async (request) => new Response()),\n};\n\nexport default worker;\n`,
    ],
  ];
  const handlers = fetch.detect.handlers ?? [];
  for (const [before, after] of forms) assert.equal(codeOf(before, { mount: wrapped, handlers }), after);

  const servers: readonly (readonly [before: string, after: string])[] = [
    [
      "import http from 'node:http';\nhttp.createServer((req, res) => res.end()).listen(1);\n",
      `import http from 'node:http';\n${line}http.createServer(withMiddleware((req, res) => res.end())).listen(1);\n`,
    ],
    [
      "import { createSecureServer as make } from 'node:http2';\nconst server = make(options, listener);\nfunction listener() {}\n",
      `import { createSecureServer as make } from 'node:http2';\n${line}const server = make(options, withMiddleware(listener));\nfunction listener() {}\n`,
    ],
    [
      "import { createServer } from 'node:http';\nconst server = createServer({ keepAlive: true });\nserver.on('request', (req, res) => res.end());\nserver.on('close', done);\n",
      `import { createServer } from 'node:http';\n${line}const server = createServer({ keepAlive: true });\nserver.on('request', withMiddleware((req, res) => res.end()));\nserver.on('close', done);\n`,
    ],
    [
      "import http from 'http';\nimport { handle } from './handle.js';\nhttp.createServer().on('request', handle).listen(1);\n",
      `import http from 'http';\nimport { handle } from './handle.js';\n${line}http.createServer().on('request', withMiddleware(handle)).listen(1);\n`,
    ],
  ];
  const onNode = { mount: wrapped, handlers: node.detect.handlers ?? [] };
  for (const [before, after] of servers) assert.equal(codeOf(before, onNode), after);
  for (const [before, reason] of [
    ["import net from 'node:net';\nnet.createServer((socket) => {});\n", /does not pass a handler/],
    ["import http from 'node:http';\nhttp.createServer(options);\n", /which function/],
    ["import http from 'node:http';\nhttp.createServer({ keepAlive: true });\n", /which function/],
    ["import { server } from './server.js';\nserver.on('request', (req, res) => {});\n", /does not pass a handler/],
    ["import http from 'node:http';\nhttp.createServer((a) => {}).on('request', (b) => {});\n", /2 handlers/],
    [
      "import http from 'node:http';\nhttp.createServer(a);\nhttp.createServer(b);\nfunction a() {}\nfunction b() {}\n",
      /2 handlers/,
    ],
  ] as const)
    assert.match(reasonFor(before, onNode), reason);
  assert.match(
    reasonFor('export default { fetch(request) { return this.answer(request); } };\n', { mount: wrapped, handlers }),
    /which function/,
  );
  const route = { mount: wrapped, handlers, path: 'app/hello/route.ts' };
  assert.match(reasonFor('export const GET = () => new Response();\n', route), /the file of a route/);
  assert.match(reasonFor('Bun.serve(server);\n', { mount: wrapped, handlers }), /which function/);
  const routes = "Bun.serve({ routes: { '/a': () => new Response() }, fetch: () => new Response() });\n";
  assert.match(
    reasonFor(routes, { mount: wrapped, handlers }),
    /has `routes` too, with handlers that need a call each/,
  );
});

test('a place that is not certain is left alone, with the reason', () => {
  for (const [code, reason] of [
    ["import { make } from './app.js';\nconst app = make();\n", /does not create the application/],
    ["import express from 'express';\nconst a = express();\nconst b = express();\n", /creates 2 applications/],
    ["import express from 'express';\nmodule.exports = express();\n", /not assigned to a variable/],
    ["import express from 'express';\nconst app = express().use(express.json());\n", /not assigned to a variable/],
    ["import express from 'express';\nconst app = express(), api = app.use(x);\n", /not assigned to a variable/],
    ["import express from 'express';\nif (web) app = express();\n", /not assigned to a variable/],
    ["import express from 'express';\nconst { app } = wrap(express());\n", /not assigned to a variable/],
    [
      "import express, { Router } from 'express';\nconst app = express.Router();\nconst b = Router();\n",
      /does not create/,
    ],
    [
      "import express from 'express';\nimport { registerMiddleware } from './mine.js';\nconst app = express();\n",
      /uses the name/,
    ],
    ["import express from 'express';\nconst app = express(;\n", /syntax errors/],
    ["// const app = express();\nconst text = 'const app = express();';\n", /does not create/],
  ] as const)
    assert.match(reasonFor(code), reason, code);
});

test('an import that is there already is used', () => {
  const before = `import express from 'express';\n${added};\nconst app = express();\n`;
  assert.equal(codeOf(before), `${before}registerMiddleware(app);\n`);
  const single =
    "import express from 'express';\nimport { timing } from './middleware/timing.js';\nconst app = express();\napp.use(timing());\n";
  assert.deepEqual(wired(single), { kind: 'present' });
});

test('Python: the same, with imports of its own', () => {
  const mount = {
    importLine: 'from .middleware import register_middleware',
    callLine: 'register_middleware(app)',
    place: '',
  };
  const after = (code: string): string => {
    const result = wirePython(code, mount, ['fastapi']);
    assert.equal(result.kind, 'wired', JSON.stringify(result));
    const { code: written } = result;
    assert.deepEqual(wirePython(written, mount, ['fastapi']), { kind: 'present' });
    return written;
  };
  assert.equal(
    after(
      '"""Doc."""\nfrom fastapi import FastAPI\n\napp = FastAPI(\n    title="x",\n)  # main\n\n@app.get("/")\ndef root(): ...\n',
    ),
    '"""Doc."""\nfrom fastapi import FastAPI\n\nfrom .middleware import register_middleware\n\napp = FastAPI(\n    title="x",\n)  # main\nregister_middleware(app)\n\n@app.get("/")\ndef root(): ...\n',
  );
  const newer =
    'from fastapi import FastAPI\n\ntype Json = dict[str, Json]\n\ndef first[T](items: list[T]) -> T: ...\n\nclass A[T = int]: ...\n\n';
  const made = 'app = FastAPI(title=f"{f"{names["a"]}"}", description=t"{a}")\n';
  const guarded = '\ntry:\n    run()\nexcept* OSError, ValueError:\n    pass\n';
  assert.equal(
    after(newer + made + guarded),
    newer.replace('FastAPI\n', 'FastAPI\n\nfrom .middleware import register_middleware\n') +
      `${made}register_middleware(app)\n${guarded}`,
  );
  assert.equal(
    after(
      '\uFEFFimport fastapi\r\nfrom .db import db\r\ndef make() -> fastapi.FastAPI:\r\n\tapi: fastapi.FastAPI = fastapi.FastAPI()\r\n\treturn api',
    ),
    '\uFEFFimport fastapi\r\nfrom .db import db\r\nfrom .middleware import register_middleware\r\ndef make() -> fastapi.FastAPI:\r\n\tapi: fastapi.FastAPI = fastapi.FastAPI()\r\n\tregister_middleware(api)\r\n\treturn api',
  );
  assert.match(
    after('import fastapi as f\nclass Web:\n    def __init__(self) -> None:\n        self.app = f.FastAPI()\n'),
    /\n {8}self\.app = f\.FastAPI\(\)\n {8}register_middleware\(self\.app\)\n$/,
  );
  for (const code of [
    'from fastapi import FastAPI\nfrom .middleware import with_middleware\napp = FastAPI()\nserved = with_middleware(app)\n',
    'from fastapi import FastAPI\nfrom .middleware import Api as Ours\napp = FastAPI()\napp.add_middleware(Ours)\n',
    'from fastapi import FastAPI\nfrom starlette.middleware import Middleware\nfrom .middleware import Api\napp = FastAPI(middleware=[Middleware(Api)])\n',
  ])
    assert.deepEqual(wirePython(code, mount, ['fastapi']), { kind: 'present' }, code);
  // Another use of the output does not mount it.
  after('from fastapi import FastAPI\nfrom .middleware import request_id\napp = FastAPI()\nshow(request_id)\n');
  for (const [code, reason] of [
    ['from fastapi import FastAPI\ndef make():\n    return FastAPI()\n', /not assigned/],
    ['from fastapi import FastAPI\na = FastAPI()\nb = FastAPI()\n', /2 applications/],
    ['from fastapi import FastAPI\na = FastAPI(); a.get("/")\n', /other code is on the line/],
    ['from fastapi import FastAPI\nif web: app = FastAPI()\n', /other code is on the line/],
    ['from .app import app\n', /does not create/],
    ['from fastapi import FastAPI\napp = FastAPI(\n', /its syntax cannot be read/],
    ['from core import register_middleware\nfrom fastapi import FastAPI\napp = FastAPI()\n', /something else/],
    [
      'from . import middleware as m\nfrom fastapi import FastAPI\na = FastAPI()\nm.register_middleware(a)\n',
      /something else/,
    ],
  ] as const) {
    const result = wirePython(code, mount, ['fastapi']);
    assert.equal(result.kind, 'unsure', code);
    assert.match(result.reason, reason, code);
  }
});
