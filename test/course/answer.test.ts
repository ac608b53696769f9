/**
 * The operation that answers a request without the handler: no key of the spec language makes one yet, so a plan is given it
 * here, on every target, and the application is asked over a real connection.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import type { AnswerRequest, MiddlewarePlan, Plan } from '../../generator/plan/plan.js';
import { readSpec } from '../../generator/spec/read-spec.js';
import { targets } from '../../generator/targets/index.js';
import { listenerOf } from '../conformance/apps/fetch/adapter.js';
import { pythonEnvironment } from '../python/environment.js';
import { emit } from './emit.js';

const work = join(import.meta.dirname, '.work', String(process.pid));
after(() => rm(work, { recursive: true, force: true }));

const step: AnswerRequest = {
  op: 'answerRequest',
  feature: 'timing',
  status: 418,
  headers: [
    { name: 'Content-Type', value: 'text/plain; charset=utf-8' },
    { name: 'X-Answer', value: 'from the middleware' },
  ],
  body: 'Ångström',
};

/** The answer is given where timing is on, which is everywhere but on `/handled`. */
const sometimes = 'mw:\n  timing: true\n  requestId: true\n  exclude: [{ path: /handled, features: [timing] }]';
const always = 'mw:\n  timing: true\n  capture: { response: true, sink: callback }';

describe('a response that is sent without calling the handler', () => {
  const python = pythonEnvironment();
  for (const { name, language } of targets) {
    const skip = language === 'python' && python.kind === 'missing' ? python.reason : false;
    it(`${name}: has the given status, headers and body, and no handler is called`, { skip }, async () => {
      const { origin, close } = await serve(name, sometimes);
      try {
        const answered = await fetch(`${origin}/anything`, { method: 'POST', body: 'not read' });
        assert.deepEqual([answered.status, await answered.text()], [418, 'Ångström']);
        assert.equal(answered.headers.get('X-Answer'), 'from the middleware');
        assert.match(answered.headers.get('X-Process-Time') ?? '', /^\d+\.\d{6}$/);
        assert.match(answered.headers.get('X-Request-Id') ?? '', /^[\da-f-]{36}$/);
        const handled = await fetch(`${origin}/handled`);
        assert.deepEqual([handled.status, await handled.text()], [200, 'handled']);
        assert.equal(handled.headers.get('X-Answer'), null);
        assert.match(handled.headers.get('X-Request-Id') ?? '', /^[\da-f-]{36}$/);
      } finally {
        await close();
      }
    });

    it(`${name}: is recorded like any other response`, { skip }, async () => {
      const { origin, close, records } = await serve(name, always);
      try {
        const answered = await fetch(`${origin}/handled`);
        assert.deepEqual([answered.status, await answered.text()], [418, 'Ångström']);
        assert.match(answered.headers.get('X-Process-Time') ?? '', /^\d+\.\d{6}$/);
        const [record] = await records(1);
        assert.ok(record !== undefined);
        assert.equal(record.status, 418);
        assert.equal(record.outcome, 'completed');
        assert.equal(record.response.body, 'Ångström');
      } finally {
        await close();
      }
    });
  }
});

interface Record {
  readonly status: number;
  readonly outcome: string;
  readonly response: { readonly body?: string };
}

interface Served {
  readonly origin: string;
  readonly close: () => Promise<void>;
  /** Waits until there are so many. */
  readonly records: (count: number) => Promise<readonly Record[]>;
}

let count = 0;

async function serve(framework: string, middleware: string): Promise<Served> {
  const folder = join(work, String((count += 1)));
  const output = `app${String(count)}`;
  const target = targets.find(({ name }) => name === framework);
  assert.ok(target !== undefined);
  const files = await emit(target, planOf(framework, middleware), output);
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  if (target.language === 'python') return servePython(framework, folder, output);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  const module = (await import(pathToFileURL(join(folder, output, 'index.ts')).href)) as Output;
  const seen: Record[] = [];
  const listener = await listeners[framework]?.(module, { onCapture: (record: Record) => seen.push(record) });
  assert.ok(listener !== undefined, `no application for ${framework}`);
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

/** The plan of a spec, with the answer in it. */
function planOf(framework: string, middleware: string): Plan {
  const source = `version: 1\ntargets: [{ framework: ${framework}, output: out }]\nmiddleware:\n${middleware.replace(/^/gm, '  ')}\n`;
  const { plan, diagnostics } = readSpec(source, { file: 'mwgen.yaml', frameworks: [framework] });
  assert.ok(plan !== undefined, JSON.stringify(diagnostics));
  return {
    ...plan,
    middleware: plan.middleware.map((one): MiddlewarePlan => ({ ...one, request: [...one.request, step] })),
  };
}

interface Output {
  readonly registerMiddleware: (app: unknown, options: object) => void;
  readonly withMiddleware: (
    handler: (request: Request) => Response,
    options: object,
  ) => (request: Request) => Promise<Response>;
}

const listeners: Readonly<
  globalThis.Record<string, (output: Output, options: object) => RequestListener | Promise<RequestListener>>
> = {
  express({ registerMiddleware }, options) {
    const app = express();
    registerMiddleware(app, options);
    app.use((_, res) => void res.send('handled'));
    return app as RequestListener;
  },
  koa({ registerMiddleware }, options) {
    const app = new Koa();
    registerMiddleware(app, options);
    app.use((ctx) => {
      ctx.body = 'handled';
    });
    const handle = app.callback();
    return (req, res) => {
      void handle(req, res);
    };
  },
  async fastify({ registerMiddleware }, options) {
    const app = fastify();
    registerMiddleware(app, options);
    app.all('/*', () => 'handled');
    await app.ready();
    return (req, res) => {
      app.routing(req, res);
    };
  },
  hono({ registerMiddleware }, options) {
    const app = new Hono();
    registerMiddleware(app, options);
    app.all('/*', (c) => c.text('handled'));
    const handle = getRequestListener(app.fetch);
    return (req, res) => {
      void handle(req, res);
    };
  },
  fetch: ({ withMiddleware }, options) => listenerOf(withMiddleware(() => new Response('handled'), options)),
};

/** Prints its port, then each record. */
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
    return PlainTextResponse("handled")

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

async function servePython(framework: string, folder: string, output: string): Promise<Served> {
  const found = pythonEnvironment();
  assert.ok(found.kind === 'ready');
  const child = spawn(found.python, ['-c', pythonServer, folder, framework, output], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: port } = (await lines.next()) as { value: string };
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(`${origin}/ready`).catch(() => undefined);
    if (answer !== undefined) break;
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
