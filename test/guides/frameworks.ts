/** The applications of the guides. */

interface Edit {
  readonly before: string;
  readonly after: string;
}

export interface GuideSubject {
  readonly framework: string;
  readonly title: string;
  /** Whether `init` has to be told the framework, because the project does not show it. */
  readonly isNamed?: boolean;
  /** The commands that set up the project, which are shown and not run. */
  readonly install: readonly string[];
  /** The project as these commands leave it. */
  readonly files: Readonly<Record<string, string>>;
  /** Packages of this repository that the application uses. */
  readonly packages: readonly string[];
  readonly entry: string;
  readonly application: string;
  /** The command that starts the application, as it is shown. */
  readonly start: string;
  /** The changes that mount the middleware, where `init --wire` does not do it. */
  readonly mounting?: readonly Edit[];
  /** What runs it here: `node`, `tsx` or `uvicorn`. */
  readonly runner: 'node' | 'tsx' | 'uvicorn';
  /** The changes that print the request ID in a handler. */
  readonly reading: readonly Edit[];
  /** How handlers and other code get the request ID, in a sentence. */
  readonly requestId: string;
  /** What a user of the framework should know, in sentences. */
  readonly notes: readonly string[];
}

const packageJson = (dependencies: Readonly<Record<string, string>>, isTyped = false): string =>
  `${JSON.stringify(
    {
      name: 'demo',
      private: true,
      type: 'module',
      dependencies,
      ...(isTyped ? { devDependencies: { typescript: '^6.0.0' } } : {}),
    },
    null,
    2,
  )}\n`;

/** Sets a project up whose files are ES modules. */
const npmInstall = (packages: string, tools = 'mwgen'): readonly string[] => [
  'npm init --yes',
  'npm pkg set type=module',
  ...(packages === '' ? [] : [`npm install ${packages}`]),
  `npm install --save-dev ${tools}`,
];
const typed = 'mwgen typescript tsx @types/node';
const pipInstall = (packages: string): readonly string[] => [`pip install ${packages}`, 'npm install --save-dev mwgen'];
const toolsOnly = { 'package.json': '{ "devDependencies": { "mwgen": "^0.1.0" } }\n' };

export const subjects: readonly GuideSubject[] = [
  {
    framework: 'express',
    title: 'Express',
    install: npmInstall('express'),
    files: { 'package.json': packageJson({ express: '^5.0.0' }) },
    packages: ['express'],
    entry: 'app.js',
    application: `import express from 'express';

const app = express();
app.use(express.json());

app.get('/', (req, res) => {
  res.send('Hello');
});

app.listen(process.env.PORT ?? 3000);
`,
    start: 'node app.js',
    runner: 'node',
    reading: [
      {
        before: "  res.send('Hello');",
        after: "  console.log(req.requestId, 'says hello');\n  res.send('Hello');",
      },
    ],
    requestId: 'In handlers, it is `req.requestId`. In TypeScript, the property is declared for all requests.',
    notes: [
      'The lines stand before `express.json()`, so the middleware also sees requests whose body cannot be parsed.',
      'The middleware is mounted for the whole application. Errors pass it untouched: your error handlers work as before.',
    ],
  },
  {
    framework: 'fastify',
    title: 'Fastify',
    install: npmInstall('fastify'),
    files: { 'package.json': packageJson({ fastify: '^5.0.0' }) },
    packages: ['fastify'],
    entry: 'app.js',
    application: `import Fastify from 'fastify';

const app = Fastify();

app.get('/', async (request, reply) => {
  return 'Hello';
});

await app.listen({ port: Number(process.env.PORT ?? 3000) });
`,
    start: 'node app.js',
    runner: 'node',
    reading: [
      {
        before: "  return 'Hello';",
        after: "  console.log(request.requestId, 'says hello');\n  return 'Hello';",
      },
    ],
    requestId:
      'In handlers, it is `request.requestId`, a decorator that is declared in TypeScript. It is not `request.id`, which Fastify counts itself.',
    notes: [
      'The middleware is a plugin of the whole application: routes that are registered after it, in any plugin, pass it.',
      'Fastify answers a path that cannot be decoded, such as `/%zz`, before any hook. Such a response has no headers of the middleware.',
    ],
  },
  {
    framework: 'koa',
    title: 'Koa',
    install: npmInstall('koa'),
    files: { 'package.json': packageJson({ koa: '^3.0.0' }) },
    packages: ['koa'],
    entry: 'app.js',
    application: `import Koa from 'koa';

const app = new Koa();

app.use(async (ctx) => {
  ctx.body = 'Hello';
});

app.listen(process.env.PORT ?? 3000);
`,
    start: 'node app.js',
    runner: 'node',
    reading: [
      {
        before: "  ctx.body = 'Hello';",
        after: "  console.log(ctx.state.requestId, 'says hello');\n  ctx.body = 'Hello';",
      },
    ],
    requestId: 'In middleware, it is `ctx.state.requestId`, which is declared in TypeScript.',
    notes: [
      'The middleware comes first, so that it also sees what other middleware throws. Its headers stay on the responses that Koa makes of errors.',
    ],
  },
  {
    framework: 'nestjs',
    title: 'NestJS',
    install: npmInstall('@nestjs/common @nestjs/core @nestjs/platform-express reflect-metadata rxjs', typed),
    files: {
      'package.json': packageJson(
        { '@nestjs/common': '^12.0.0', '@nestjs/core': '^12.0.0', '@nestjs/platform-express': '^12.0.0' },
        true,
      ),
      'tsconfig.json':
        '{ "compilerOptions": { "module": "NodeNext", "strict": true, "experimentalDecorators": true, "types": ["node"] } }\n',
    },
    packages: ['@nestjs/common', '@nestjs/core', '@nestjs/platform-express', 'reflect-metadata', 'rxjs'],
    entry: 'src/main.ts',
    application: `import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

@Controller()
class AppController {
  @Get()
  hello(): string {
    return 'Hello';
  }
}

@Module({ controllers: [AppController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT ?? 3000);
`,
    start: 'npx tsx src/main.ts',
    runner: 'tsx',
    reading: [
      {
        before: "import { registerMiddleware } from './middleware/index.js';",
        after: "import { registerMiddleware, RequestId } from './middleware/index.js';",
      },
      {
        before: "  hello(): string {\n    return 'Hello';",
        after: "  hello(@RequestId() id: string): string {\n    console.log(id, 'says hello');\n    return 'Hello';",
      },
    ],
    requestId:
      'In handlers, it is a parameter with the decorator `@RequestId()`. In guards and filters, it is `req.requestId` on Express, and `request.raw.requestId` on Fastify.',
    notes: [
      'The middleware stands in front of everything that Nest does, so it also sees what guards, pipes and exception filters respond, and requests without a handler.',
      'The same files run with `@nestjs/platform-fastify`.',
    ],
  },
  {
    framework: 'node',
    title: 'node:http',
    install: npmInstall(''),
    files: { 'package.json': packageJson({}) },
    packages: [],
    entry: 'server.js',
    application: `import { createServer } from 'node:http';

const server = createServer((req, res) => {
  res.end('Hello');
});

server.listen(process.env.PORT ?? 3000);
`,
    start: 'node server.js',
    runner: 'node',
    reading: [
      {
        before: "  res.end('Hello');",
        after: "  console.log(req.requestId, 'says hello');\n  res.end('Hello');",
      },
    ],
    requestId: 'In listeners, it is `req.requestId`, which is declared in TypeScript.',
    notes: [
      'The wrapper works for `node:http`, `node:https` and the compatibility API of `node:http2`.',
      'Upgrades such as WebSockets, and `CONNECT`, do not reach the request listener and are left alone.',
    ],
  },
  {
    framework: 'hono',
    title: 'Hono',
    install: npmInstall('hono @hono/node-server', typed),
    files: {
      'package.json': packageJson({ hono: '^4.0.0', '@hono/node-server': '^2.0.0' }, true),
      'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext", "strict": true, "types": ["node"] } }\n',
    },
    packages: ['hono', '@hono/node-server'],
    entry: 'src/index.ts',
    application: `import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const app = new Hono();

app.get('/', (c) => {
  return c.text('Hello');
});

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) });
`,
    start: 'npx tsx src/index.ts',
    runner: 'tsx',
    reading: [
      {
        before: "  return c.text('Hello');",
        after: "  console.log(c.get('requestId'), 'says hello');\n  return c.text('Hello');",
      },
    ],
    requestId:
      "In handlers, it is `c.get('requestId')`. `registerMiddleware` returns the application with a type that has this variable.",
    notes: [
      'The middleware is put around `new Hono()`, before any route: Hono applies middleware only to routes that are added after it.',
      'The same files run on Node, Bun, Deno and Cloudflare Workers.',
    ],
  },
  {
    framework: 'fetch',
    title: 'Fetch handlers',
    isNamed: true,
    install: npmInstall('@hono/node-server', typed),
    files: {
      'package.json': packageJson({ '@hono/node-server': '^2.0.0' }, true),
      'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext", "strict": true, "types": ["node"] } }\n',
    },
    packages: ['hono', '@hono/node-server'],
    entry: 'src/server.ts',
    application: `import { serve } from '@hono/node-server';

async function handler(request: Request): Promise<Response> {
  return new Response('Hello');
}

serve({ fetch: handler, port: Number(process.env.PORT ?? 3000) });
`,
    start: 'npx tsx src/server.ts',
    mounting: [
      {
        before: "from '@hono/node-server';\n",
        after: "from '@hono/node-server';\nimport { withMiddleware } from './middleware/index.js';\n",
      },
      { before: 'fetch: handler', after: 'fetch: withMiddleware(handler)' },
    ],
    runner: 'tsx',
    reading: [
      {
        before: "import { withMiddleware } from './middleware/index.js';",
        after: "import { requestIdOf, withMiddleware } from './middleware/index.js';",
      },
      {
        before: "  return new Response('Hello');",
        after: "  console.log(requestIdOf(request), 'says hello');\n  return new Response('Hello');",
      },
    ],
    requestId: 'In handlers, it is `requestIdOf(request)`, a function of the same module.',
    notes: [
      'A handler is any function that takes a `Request` and returns a `Response`: of Bun, Deno, Workers, or a route of Next.js.',
      'What the platform passes after the request, such as the context of Workers, is passed on.',
    ],
  },
  {
    framework: 'fastapi',
    title: 'FastAPI',
    install: pipInstall('"fastapi[standard]"'),
    files: toolsOnly,
    packages: [],
    entry: 'main.py',
    application: `from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/")
async def root(request: Request):
    return {"message": "Hello"}
`,
    start: 'uvicorn main:app --port 3000',
    runner: 'uvicorn',
    reading: [
      {
        before: '    return {"message": "Hello"}',
        after: '    print(request.state.request_id, "says hello", flush=True)\n    return {"message": "Hello"}',
      },
    ],
    requestId: 'In path operations, it is `request.state.request_id`.',
    notes: [
      'The middleware is a class that speaks ASGI, not a function with `call_next`: it does not buffer streams, and background tasks and `contextvars` work as before.',
      'It is mounted around the whole application, so its headers are also on the error page of an exception that nothing handles.',
    ],
  },
  {
    framework: 'starlette',
    title: 'Starlette',
    install: pipInstall('starlette uvicorn'),
    files: toolsOnly,
    packages: [],
    entry: 'main.py',
    application: `from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def root(request: Request) -> PlainTextResponse:
    return PlainTextResponse("Hello")


app = Starlette(routes=[Route("/", root)])
`,
    start: 'uvicorn main:app --port 3000',
    runner: 'uvicorn',
    reading: [
      {
        before: '    return PlainTextResponse("Hello")',
        after: '    print(request.state.request_id, "says hello", flush=True)\n    return PlainTextResponse("Hello")',
      },
    ],
    requestId: 'In endpoints, it is `request.state.request_id`.',
    notes: [
      'The same files wrap any other ASGI application, for example one of Django or Litestar.',
      'Background tasks, streams and `contextvars` work as before: nothing is buffered.',
    ],
  },
];
