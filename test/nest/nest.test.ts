/** What only NestJS has: guards, pipes, filters, interceptors and decorators, on both of its adapters. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import {
  RequestMethod,
  type DynamicModule,
  type INestApplication,
  type MiddlewareConsumer,
  type NestMiddleware,
  type Type,
} from '@nestjs/common';
import { INJECTABLE_WATERMARK } from '@nestjs/common/constants.js';
import { ApplicationConfig, ExternalContextCreator } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { nestjs } from '../../generator/targets/nestjs/target.js';
import { createNest } from '../conformance/apps/nestjs/create.js';
import { cleanUp, generate } from '../fetch/generate.js';
import { controllerWith, type RequestIdDecorator } from './controller.js';

interface CaptureRecord {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly outcome: string;
  readonly requestId: string;
  readonly request: { readonly body?: string; readonly omitted?: string };
  readonly response: { readonly body?: string; readonly omitted?: string };
}

interface Output {
  readonly registerMiddleware: (app: INestApplication, options: object) => void;
  readonly mw: (options: object) => NestMiddleware['use'];
  readonly MwMiddleware: Type<NestMiddleware>;
  readonly MIDDLEWARE_OPTIONS: symbol;
  readonly RequestId: RequestIdDecorator;
}

const spec = `
mw:
  exclude: [GET /api/excluded/**]
  timing: true
  requestId: true
  capture: { request: true, response: true, sink: callback }
  hooks: { before: true, after: true, done: true }
`;

/** What the output of `smallSpec` has. */
interface SmallOutput {
  readonly registerMiddleware: (app: INestApplication) => void;
  readonly OuterMiddleware: Type<NestMiddleware>;
}

/** Needs no options, and nothing of what Nest knows about a request. */
const smallSpec = `
outer:
  headers: { response: { append: { X-Passed: outer } } }
  hooks: { before: true }
inner:
  headers: { response: { append: { X-Passed: inner } } }
`;

/** Hooks that show which handler the request came to. */
const hooks = `
import type { AfterHook, BeforeHook, DoneHook } from './internal/hook-types.js';
export const before: BeforeHook = (req) => {
  if (req.headers['x-refuse'] !== undefined) throw new Error('refused');
};
export const after: AfterHook = (_req, res, context) => {
  res.setHeader('X-Handler', context?.getHandler().name ?? 'none');
};
export const done: DoneHook = (req, _res, context, outcome) => {
  Object.assign(globalThis, { lastDone: [req.originalUrl, context?.getClass().name, outcome] });
};
`;

const adapters = { express: () => new ExpressAdapter(), fastify: () => new FastifyAdapter() };
const seen: CaptureRecord[] = [];
const options = { onCapture: (record: CaptureRecord) => void seen.push(record) };
let output: Output;
let small: SmallOutput;

before(async () => {
  output = await generate<Output>('nestjs', spec, hooks);
  small = await generate<SmallOutput>('nestjs', smallSpec);
});
after(cleanUp);

/** Waits for one record, and forgets it. */
async function recorded(): Promise<CaptureRecord> {
  for (let tries = 0; seen.length === 0 && tries < 400; tries += 1) await pause(5);
  const [record, ...others] = seen.splice(0);
  assert.ok(record !== undefined && others.length === 0, 'there is not one record');
  return record;
}

async function listening(app: INestApplication): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

/** What a request leads to: status, body, and the handler that the hooks are told. */
const exchanges: Readonly<Record<string, readonly [status: number, body: RegExp, handler: string]>> = {
  json: [200, /^\{"a":1\}$/, 'json'],
  guarded: [403, /Forbidden/, 'guarded'],
  'piped/7': [200, /^\{"id":7\}$/, 'piped'],
  'piped/seven': [400, /numeric string/, 'piped'],
  filtered: [418, /^\{"filtered":"no tea"\}$/, 'filtered'],
  thrown: [500, /Internal server error/, 'thrown'],
  intercepted: [200, /^\{"b":2,"mapped":true\}$/, 'intercepted'],
  file: [200, /^a file$/, 'file'],
  events: [200, /data: one\n\n[^]*data: two\n\n/, 'events'],
  manual: [202, /^sent by hand$/, 'manual'],
  redirected: [302, /^/, 'redirected'],
  nowhere: [404, /Cannot GET \/api\/nowhere/, 'none'],
};

for (const [name, adapter] of Object.entries(adapters)) {
  describe(`NestJS on ${name}`, () => {
    let app: INestApplication;
    let url: string;
    before(async () => {
      app = await createNest(adapter(), { controllers: [controllerWith(output.RequestId)] });
      output.registerMiddleware(app, options);
      app.setGlobalPrefix('api');
      url = await listening(app);
    });
    after(() => app.close());

    for (const [path, [status, body, handler]] of Object.entries(exchanges)) {
      it(`has headers, a record and a context for /${path}`, async () => {
        const response = await fetch(`${url}/api/${path}?q=1`, { redirect: 'manual' });
        const text = await response.text();
        assert.deepEqual([response.status, body.test(text)], [status, true], text);
        assert.match(response.headers.get('x-process-time') ?? '', /^\d+\.\d{6}$/);
        assert.equal(response.headers.get('x-handler'), handler);
        const record = await recorded();
        const { method, outcome } = record;
        assert.deepEqual([method, record.path, record.status, outcome], ['GET', `/api/${path}`, status, 'completed']);
        assert.equal(record.requestId, response.headers.get('x-request-id'));
        assert.equal(record.response.body ?? '', text);
        const { lastDone } = globalThis as { lastDone?: unknown };
        const controller = handler === 'none' ? undefined : 'Routes';
        assert.deepEqual(lastDone, [`/api/${path}?q=1`, controller, 'completed']);
      });
    }

    it('sees the body that Nest parses', async () => {
      const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":[1]}' };
      const response = await fetch(`${url}/api/body`, sent);
      assert.deepEqual(await response.json(), { took: { a: [1] } });
      assert.equal((await recorded()).request.body, '{"a":[1]}');
    });

    it('gives handlers the request ID, through pipes too', async () => {
      const response = await fetch(`${url}/api/id`, { headers: { 'x-request-id': 'abc' } });
      assert.deepEqual(await response.json(), { id: 'abc', changed: 'ABC' });
      assert.equal((await recorded()).requestId, 'abc');
      const { id, changed } = (await (await fetch(`${url}/api/id`)).json()) as { id: string; changed: string };
      assert.match(id, /^[\da-f-]{36}$/);
      assert.deepEqual([(await recorded()).requestId, changed], [id, id.toUpperCase()]);
    });

    it('stands aside on handlers of other transports', async () => {
      const handlers = { handle: () => 'handled' };
      const creator = app.get(ExternalContextCreator);
      const left = [undefined, undefined, undefined, undefined, undefined] as const;
      const handle = creator.create(handlers, handlers.handle, 'handle', ...left, 'rpc') as () => Promise<string>;
      assert.equal(await handle(), 'handled');
    });

    it('stands aside on excluded routes below a global prefix', async () => {
      const response = await fetch(`${url}/api/excluded/id`);
      assert.deepEqual(await response.json(), { changed: 'UNDEFINED' });
      assert.equal(response.headers.get('x-process-time'), null);
      assert.deepEqual(seen, []);
    });

    it('passes errors of hooks to exception filters', async () => {
      const response = await fetch(`${url}/api/json`, { headers: { 'x-refuse': 'yes' } });
      assert.equal(response.status, 500);
      assert.deepEqual(await response.json(), { statusCode: 500, message: 'Internal server error' });
      assert.match(response.headers.get('x-process-time') ?? '', /^\d/);
      assert.equal((await recorded()).status, 500);
    });
  });

  it(`NestJS on ${name}: several middleware that need no options`, async () => {
    const app = await createNest(adapter(), { controllers: [controllerWith(output.RequestId)] });
    small.registerMiddleware(app);
    const url = await listening(app);
    const { headers } = await fetch(`${url}/json`);
    await app.close();
    assert.equal(headers.get('x-passed'), 'inner, outer');
    assert.deepEqual(app.get(ApplicationConfig).getGlobalGuards(), [], 'only hooks that get a context need a guard');
  });

  describe(`middleware that a module applies on ${name}`, () => {
    it('gets its options from a provider, and follows what the module says about routes', async () => {
      class Audit {
        readonly save = (record: CaptureRecord): void => void seen.push(record);
      }
      const providers = [
        Audit,
        {
          provide: output.MIDDLEWARE_OPTIONS,
          useFactory: ({ save }: Audit) => ({ onCapture: save }),
          inject: [Audit],
        },
      ];
      const app = await createNest(adapter(), { imports: [applying(output.MwMiddleware, providers)] });
      const url = await listening(app);
      try {
        const response = await fetch(`${url}/json`);
        assert.match(response.headers.get('x-process-time') ?? '', /^\d+\.\d{6}$/);
        assert.equal((await recorded()).path, '/json');
        const refused = await fetch(`${url}/json`, { headers: { 'x-refuse': 'yes' } });
        assert.deepEqual([refused.status, (await recorded()).status], [500, 500]);
        const left = await fetch(`${url}/file`);
        assert.deepEqual([left.status, left.headers.get('x-process-time')], [200, null]);
        assert.deepEqual(seen, []);
      } finally {
        await app.close();
      }
    });

    it('needs no provider if it has no options', async () => {
      const app = await createNest(adapter(), { imports: [applying(small.OuterMiddleware)] });
      const url = await listening(app);
      const { headers } = await fetch(`${url}/json`);
      await app.close();
      assert.equal(headers.get('x-passed'), 'outer');
    });

    it('can be a function', async () => {
      const app = await createNest(adapter(), { imports: [applying(output.mw(options))] });
      const url = await listening(app);
      try {
        await (await fetch(`${url}/file`)).text();
        assert.deepEqual(seen, []);
        await (await fetch(`${url}/json`)).text();
        assert.equal((await recorded()).response.body, '{"a":1}');
      } finally {
        await app.close();
      }
    });
  });
}

it('the lines that init shows name the decorator as it is exported', () => {
  const { expression, imported = '' } = nestjs.idAccess('requestId');
  assert.equal(expression, `@${imported}() id: string`);
  assert.ok(imported in output, imported);
});

it('a class is injectable', () => {
  assert.equal(Reflect.getMetadata(INJECTABLE_WATERMARK, output.MwMiddleware), true);
});

it('a class without the options that it needs is reported by Nest', async () => {
  const app = await createNest(new ExpressAdapter(), { imports: [applying(output.MwMiddleware)] });
  await assert.rejects(app.init(), /MwMiddleware \(\?\)[^]*MIDDLEWARE_OPTIONS/);
});

/** A module that applies middleware to all routes but one. */
function applying(
  middleware: Type<NestMiddleware> | NestMiddleware['use'],
  providers: DynamicModule['providers'] = [],
): DynamicModule {
  class Applying {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(middleware).exclude({ path: 'file', method: RequestMethod.GET }).forRoutes('*');
    }
  }
  return { module: Applying, controllers: [controllerWith(output.RequestId)], providers };
}
