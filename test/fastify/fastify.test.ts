/** What only Fastify has: plugins, encapsulation, decorators, its own error handling, and simulated requests. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fastify, type FastifyInstance, type FastifyPluginCallback, type FastifyReply } from 'fastify';
import { cleanUp, generate } from '../fetch/generate.js';

interface CaptureRecord {
  readonly path: string;
  readonly status: number | null;
  readonly outcome: string;
  readonly requestId: string;
  readonly request: { readonly size: number; readonly body?: string; readonly omitted?: string };
  readonly response: { readonly size: number; readonly body?: string };
}

interface Output {
  readonly registerMiddleware: (app: FastifyInstance, options?: object) => void;
  readonly mw: (options?: object) => FastifyPluginCallback;
}

const spec = `
mw:
  exclude: [/excluded]
  timing: true
  requestId: true
  capture: { request: true, response: true, sink: callback }
`;

let output: Output;
const seen: CaptureRecord[] = [];
const options = { onCapture: (record: CaptureRecord) => void seen.push(record) };
const idOf = (request: object): unknown => (request as { readonly requestId?: string }).requestId;

/** Waits for one record, and forgets it. */
async function recorded(): Promise<CaptureRecord> {
  for (let tries = 0; seen.length === 0 && tries < 200; tries += 1) await pause(5);
  const [record] = seen.splice(0);
  assert.ok(record !== undefined, 'there is no record');
  return record;
}

/** Whether a response has passed through the middleware. */
async function isTimed(app: FastifyInstance, url: string): Promise<boolean> {
  const { headers } = await app.inject(url);
  return 'x-process-time' in headers;
}

before(async () => {
  output = await generate<Output>('fastify', spec);
});
after(cleanUp);

describe('simulated requests', () => {
  const responses: Readonly<Record<string, readonly [answer: (reply: FastifyReply) => unknown, body: string]>> = {
    object: [() => ({ a: 1 }), '{"a":1}'],
    text: [() => 'text', 'text'],
    stream: [(reply) => reply.type('text/plain').send(Readable.from(['a ', 'stream'])), 'a stream'],
    raw: [(reply) => (reply.raw.setHeader('content-type', 'text/plain').end('raw'), reply), 'raw'],
    hijacked: [
      (reply) => {
        reply.hijack();
        setTimeout(() => reply.raw.writeHead(201, { 'content-type': 'text/plain' }).end('hijacked'), 1);
      },
      'hijacked',
    ],
    error: [
      () => Promise.reject(new Error('boom')),
      '{"statusCode":500,"error":"Internal Server Error","message":"boom"}',
    ],
  };
  let app: FastifyInstance;
  before(() => {
    app = fastify();
    output.registerMiddleware(app, options);
    for (const [name, [answer]] of Object.entries(responses)) {
      app.all(`/${name}`, async (_, reply) => answer(reply));
    }
    app.post('/body', ({ body }) => ({ body }));
    app.get('/destroyed', (_, reply) => {
      reply.raw.write('part');
      reply.raw.destroy();
      return reply;
    });
  });

  for (const [name, [, body]] of Object.entries(responses)) {
    it(`have headers and a record: ${name}`, async () => {
      const response = await app.inject(`/${name}`);
      assert.equal(response.body, body);
      assert.match(String(response.headers['x-process-time']), /^\d+\.\d{6}$/);
      const record = await recorded();
      assert.deepEqual(
        [record.path, record.status, record.outcome, record.response.body],
        [`/${name}`, response.statusCode, 'completed', body],
      );
      assert.equal(record.requestId, response.headers['x-request-id']);
    });
  }

  it('have their body in the record', async () => {
    const { body } = await app.inject({ method: 'POST', url: '/body', payload: { b: 2 } });
    assert.equal(body, '{"body":{"b":2}}');
    assert.equal((await recorded()).request.body, '{"b":2}');
  });

  it('have a body that comes as a stream in the record, if they announce one', async () => {
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    await app.inject({ method: 'POST', url: '/body', headers, payload: Readable.from(['{"b"', ':3}']) });
    assert.equal((await recorded()).request.body, '{"b":3}');
  });

  it('are recorded as failed if the handler breaks the response off', async () => {
    await assert.rejects(app.inject('/destroyed'));
    assert.equal((await recorded()).outcome, 'failed');
  });

  it('can be read as a stream', async () => {
    const response = await app.inject({ url: '/stream', payloadAsStream: true });
    assert.ok('x-process-time' in response.headers);
    assert.equal(await text(response.stream()), 'a stream');
    await recorded();
  });
});

describe('plugins', () => {
  it('apply to the instance that registers them and to its children, and not to its parent and siblings', async () => {
    const app = fastify();
    app.get('/parent', () => 'parent');
    for (const [name, mount] of [
      ['register', (child: FastifyInstance) => void child.register(output.mw(options))],
      ['registerMiddleware', output.registerMiddleware],
    ] as const) {
      app.register(
        async (child) => {
          mount(child, options);
          child.get('/own', () => 'own');
          child.setNotFoundHandler((_, reply) => reply.code(404).send('not here'));
          await child.register((grandchild, _, done) => {
            grandchild.get('/below', () => 'below');
            done();
          });
        },
        { prefix: `/${name}` },
      );
    }
    app.register(
      (sibling, _, done) => {
        sibling.get('/own', () => 'own');
        done();
      },
      { prefix: '/sibling' },
    );
    for (const path of ['/own', '/below', '/nowhere']) {
      for (const prefix of ['/register', '/registerMiddleware']) {
        assert.equal(await isTimed(app, prefix + path), true, prefix + path);
      }
    }
    for (const path of ['/parent', '/sibling/own', '/nowhere']) assert.equal(await isTimed(app, path), false, path);
    seen.splice(0);
  });

  it('say who they are, and which Fastify they are for', async () => {
    const app = fastify();
    await app.register(output.mw(options));
    assert.equal(app.hasPlugin('mw'), true);
    assert.equal(app.pluginName, 'fastify -> mw');
    assert.match(app.printPlugins(), /\bmw\b/);
    const other = fastify();
    Object.defineProperty(other, 'version', { value: '4.0.0' });
    await assert.rejects(async () => other.register(output.mw(options)), { code: 'FST_ERR_PLUGIN_VERSION_MISMATCH' });
  });

  it('come before all hooks that are added after registerMiddleware, and after those that were added before', async () => {
    for (const [isBefore, expected] of [
      [true, false],
      [false, true],
    ]) {
      const app = fastify();
      const add = (): void => {
        app.addHook('onRequest', (_request, reply, _done) => void reply.code(401).send('who are you?'));
      };
      if (isBefore === true) add();
      output.registerMiddleware(app, options);
      if (isBefore === false) add();
      app.get('/', () => 'never');
      assert.equal(await isTimed(app, '/'), expected);
    }
    assert.equal((await recorded()).status, 401);
  });

  it('can be registered twice', async () => {
    const app = fastify();
    output.registerMiddleware(app, options);
    app.register((child, _, done) => {
      output.registerMiddleware(child, options);
      child.get('/', (request) => ({ id: idOf(request) }));
      done();
    });
    const { headers, body } = await app.inject('/');
    assert.deepEqual(JSON.parse(body), { id: headers['x-request-id'] });
    await recorded();
  });

  it('cannot be added to an application that has started', async () => {
    const app = fastify();
    await app.ready();
    assert.throws(
      () => {
        output.registerMiddleware(app, options);
      },
      { code: 'AVV_ERR_ROOT_PLG_BOOTED' },
    );
  });
});

describe('request IDs', () => {
  it('are a declared property of requests, which is undefined on excluded routes', async () => {
    const app = fastify();
    output.registerMiddleware(app, options);
    assert.equal(app.hasRequestDecorator('requestId'), true);
    app.get('/id', (request) => ({ id: idOf(request), isOwn: Object.hasOwn(request, 'requestId') }));
    app.get('/excluded', (request) => ({ id: idOf(request) ?? null, isOwn: Object.hasOwn(request, 'requestId') }));
    const response = await app.inject({ url: '/id', headers: { 'x-request-id': 'mine' } });
    assert.deepEqual(response.json(), { id: 'mine', isOwn: true });
    assert.deepEqual((await app.inject('/excluded')).json(), { id: null, isOwn: true });
    await recorded();
  });

  it('are not declared if the spec has none', async () => {
    const { registerMiddleware } = await generate<Output>('fastify', 'mw:\n  timing: true\n');
    const app = fastify();
    registerMiddleware(app);
    app.get('/', () => 'here');
    assert.equal(app.hasRequestDecorator('requestId'), false);
    assert.equal(await isTimed(app, '/'), true);
  });
});

describe('responses of Fastify itself', () => {
  it('have headers and records: error handlers, not-found handlers, limits of bodies, timeouts', async () => {
    const app = fastify({ bodyLimit: 10, handlerTimeout: 20 });
    output.registerMiddleware(app, options);
    app.setErrorHandler<Error>((error, _, reply) => reply.code(418).send(`handled: ${error.message}`));
    app.setNotFoundHandler({ preHandler: (_request, _reply, done) => done(new Error('hidden')) }, () => 'never');
    app.get('/throw', () => {
      throw new Error('thrown');
    });
    app.post('/body', () => 'never');
    app.get('/slow', () => new Promise(() => undefined));
    app.get('/checked', { schema: { querystring: { type: 'object', required: ['q'] } } }, () => 'never');
    for (const [url, payload, message] of [
      ['/throw', undefined, 'thrown'],
      ['/nowhere', undefined, 'hidden'],
      ['/body', 'longer than ten bytes', 'Request body is too large'],
      ['/body', '{', 'Body is not valid JSON'],
      ['/slow', undefined, 'timed out'],
      ['/checked', undefined, "must have required property 'q'"],
    ] as const) {
      const headers = payload === undefined ? {} : { 'content-type': 'application/json' };
      const method = payload === undefined ? 'GET' : 'POST';
      const response = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
      assert.ok(response.body.startsWith('handled: ') && response.body.includes(message), response.body);
      assert.ok('x-process-time' in response.headers, url);
      const { status, outcome, response: sent } = await recorded();
      assert.deepEqual([status, outcome, sent.body], [418, 'completed', response.body]);
    }
  });

  it('have neither for a path with an invalid escape, which Fastify refuses before it calls hooks', async () => {
    const app = fastify();
    output.registerMiddleware(app, options);
    const response = await app.inject('/%zz');
    assert.equal(response.statusCode, 400);
    assert.equal('x-process-time' in response.headers, false);
    assert.deepEqual(seen, []);
  });
});

describe('hooks of the application', () => {
  const hooks = `
import type { FastifyReply, FastifyRequest } from 'fastify';
export async function before(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.url === '/refused') throw Object.assign(new Error('refused'), { statusCode: 403 });
  if (request.url === '/answered') await reply.code(202).send('answered');
}
export function after(_request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.setHeader('x-status', String(reply.raw.statusCode));
}
export function done(request: FastifyRequest, reply: FastifyReply, outcome: string): void {
  (request.server as unknown as { told: string[] }).told.push([request.url, reply.statusCode, outcome].join(' '));
}
`;

  it('get the request and the reply, can refuse a request, and can answer it', async () => {
    const { registerMiddleware } = await generate<Output>(
      'fastify',
      'mw:\n  hooks: { before: true, after: true, done: true }\n',
      hooks,
    );
    const app = fastify();
    const told: string[] = [];
    app.decorate('told', told);
    registerMiddleware(app);
    app.get('/*', () => 'handled');
    for (const [url, status, body] of [
      ['/', 200, 'handled'],
      ['/answered', 202, 'answered'],
      ['/refused', 403, '{"statusCode":403,"error":"Forbidden","message":"refused"}'],
    ] as const) {
      const response = await app.inject(url);
      assert.deepEqual([response.statusCode, response.headers['x-status'], response.body], [status, `${status}`, body]);
    }
    await pause(5);
    assert.deepEqual(told, ['/ 200 completed', '/answered 202 completed', '/refused 403 completed']);
  });
});
