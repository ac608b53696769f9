/** Runs an output in an application of its framework, with a server. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Request as ExpressRequest, type Response as ExpressResponse } from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import type { GeneratedFile } from '../../generator/languages/output.js';
import type { Target } from '../../generator/targets/target.js';
import { listenerOf } from '../conformance/apps/fetch/adapter.js';
import { createNest } from '../conformance/apps/nestjs/create.js';
import { pythonEnvironment } from '../python/environment.js';

/** The fields of a record that the tests read. */
export interface Record {
  readonly status: number;
  readonly outcome: string;
  readonly query?: string;
  readonly request?: { readonly body?: string };
  readonly response: { readonly body?: string };
}

export interface Served {
  readonly origin: string;
  readonly close: () => Promise<void>;
  /** Waits until there are this many records. */
  readonly records: (count: number) => Promise<readonly Record[]>;
}

export interface ServeOptions {
  readonly target: Target;
  /** Relative to `folder`, with paths that begin with `output`. */
  readonly files: readonly GeneratedFile[];
  readonly folder: string;
  readonly output: string;
  /** Environment variables while the middleware are created. */
  readonly environment?: Readonly<globalThis.Record<string, string>>;
}

/**
 * Writes the files of an output and starts a server. The application responds with `handled`. Below `/echo` it responds
 * with the headers it received, as JSON. It reads request bodies.
 */
export async function serve({ target, files, folder, output, environment = {} }: ServeOptions): Promise<Served> {
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  if (target.language === 'python') return servePython(target.name, folder, output, environment);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  const module = (await import(pathToFileURL(join(folder, output, 'index.ts')).href)) as Output;
  const seen: Record[] = [];
  const options = { onCapture: (record: Record) => seen.push(record) };
  const listener = await within(environment, async () => listeners[target.name]?.(module, options));
  assert.ok(listener !== undefined, `no application for ${target.name}`);
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
    records: async (wanted) => {
      for (let tries = 0; seen.length < wanted && tries < 500; tries += 1)
        await new Promise((done) => setTimeout(done, 10));
      return seen;
    },
  };
}

/** Runs an action with other environment variables. */
async function within<Result>(
  environment: Readonly<globalThis.Record<string, string>>,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
}

interface Output {
  readonly registerMiddleware: (app: unknown, options: object) => void;
  readonly withMiddleware: <Handler = (request: Request) => Promise<Response>>(
    handler: Handler,
    options: object,
  ) => Handler;
}

const listeners: Readonly<
  globalThis.Record<string, (output: Output, options: object) => RequestListener | Promise<RequestListener>>
> = {
  express({ registerMiddleware }, options) {
    const app = express();
    registerMiddleware(app, options);
    app.use(express.text({ type: '*/*' }), (req, res) => void res.send(answer(req.originalUrl, req.headers)));
    return app as RequestListener;
  },
  koa({ registerMiddleware }, options) {
    const app = new Koa();
    registerMiddleware(app, options);
    app.use(async (ctx) => {
      for await (const _ of ctx.req);
      ctx.body = answer(ctx.url, ctx.headers);
    });
    const handle = app.callback();
    return (req, res) => {
      void handle(req, res);
    };
  },
  async fastify({ registerMiddleware }, options) {
    const app = fastify();
    registerMiddleware(app, options);
    app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => {
      done(null, body);
    });
    app.all('/*', (request) => answer(request.url, request.headers));
    await app.ready();
    return (req, res) => {
      app.routing(req, res);
    };
  },
  async nestjs({ registerMiddleware }, options) {
    const app = await createNest(new ExpressAdapter());
    registerMiddleware(app, options);
    app.use(express.text({ type: '*/*' }), (req: ExpressRequest, res: ExpressResponse) => {
      res.send(answer(req.originalUrl, req.headers));
    });
    await app.init();
    return app.getHttpAdapter().getInstance() as RequestListener;
  },
  hono({ registerMiddleware }, options) {
    const app = new Hono();
    registerMiddleware(app, options);
    app.all('/*', (c) => answerTo(c.req.raw));
    const handle = getRequestListener(app.fetch);
    return (req, res) => {
      void handle(req, res);
    };
  },
  node: ({ withMiddleware }, options) =>
    withMiddleware<(req: IncomingMessage, res: ServerResponse) => unknown>(async (req, res) => {
      for await (const _ of req);
      res.end(answer(req.url ?? '', req.headers));
    }, options),
  fetch: ({ withMiddleware }, options) => listenerOf(withMiddleware(answerTo, options)),
};

function answer(url: string, headers: object): string {
  return url.startsWith('/echo') ? JSON.stringify(headers) : 'handled';
}

async function answerTo(request: Request): Promise<Response> {
  await request.text();
  const { pathname } = new URL(request.url);
  return new Response(answer(pathname, Object.fromEntries(request.headers)));
}

/** Prints the port of the server, and then each record. */
const pythonServer = `
import asyncio, json, socket, sys
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from fastapi import FastAPI
sys.path.insert(0, sys.argv[1])
module = __import__(sys.argv[3])

async def handled(request):
    await request.body()
    echoes = request.url.path.startswith("/echo")
    return PlainTextResponse(json.dumps(dict(request.headers)) if echoes else "handled")

if sys.argv[2] == "fastapi":
    app = FastAPI()
    app.add_route("/{path:path}", handled, methods=["GET", "POST"])
else:
    app = Starlette(routes=[Route("/{path:path}", handled, methods=["GET", "POST"])])
options = getattr(module, "MiddlewareOptions", None)
tell = lambda record: print(json.dumps(record), flush=True)
if options is not None and "on_capture" in options.__dataclass_fields__:
    module.register_middleware(app, options(on_capture=tell))
else:
    module.register_middleware(app)
sock = socket.socket()
sock.bind(("127.0.0.1", 0))
print(sock.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[sock])
`;

async function servePython(
  framework: string,
  folder: string,
  output: string,
  environment: Readonly<globalThis.Record<string, string>>,
): Promise<Served> {
  const found = pythonEnvironment();
  assert.ok(found.kind === 'ready');
  const child = spawn(found.python, ['-c', pythonServer, folder, framework, output], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: port } = (await lines.next()) as { value: string };
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 400 && child.exitCode === null && !(await accepts(Number(port))); tries += 1) {
    await new Promise((done) => setTimeout(done, 25));
  }
  return {
    origin,
    close: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
    records: async (wanted) => {
      const records: Record[] = [];
      while (records.length < wanted)
        records.push(JSON.parse(((await lines.next()) as { value: string }).value) as Record);
      return records;
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
