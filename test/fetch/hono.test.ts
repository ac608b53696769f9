/**
 * Tests what is specific to Hono: its context, error pages and execution contexts. For tests on all runtimes, see
 * ../runtimes/.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Hono, type ExecutionContext, type MiddlewareHandler } from 'hono';
import { cleanUp, generate } from './generate.js';

interface Output {
  readonly registerMiddleware: <App extends Hono>(app: App, options?: object) => App;
  readonly mw: (options?: object) => MiddlewareHandler;
}

interface Record {
  readonly status: number | null;
  readonly outcome: string;
}

after(cleanUp);

describe('hono', () => {
  it('sets headers on error responses, wherever the error is thrown', async () => {
    const hooks = `export const before = (c) => { if (c.req.path === '/before') throw new Error('before'); };`;
    const spec = 'mw:\n  timing: true\n  requestId: true\n  hooks: { before: true }';
    const { registerMiddleware } = await generate<Output>('hono', spec, hooks);
    const app = new Hono();
    registerMiddleware(app);
    app.get('/before', (c) => c.text('not reached'));
    app.get('/throw', () => {
      throw new Error('handler');
    });
    app.onError((error) => new Response(`page: ${error.message}`, { status: 503 }));
    for (const [path, body, status] of [
      ['/before', 'page: before', 503],
      ['/throw', 'page: handler', 503],
      ['/nowhere', '404 Not Found', 404],
    ] as const) {
      const response = await app.request(path);
      assert.deepEqual([response.status, await response.text()], [status, body]);
      assert.match(response.headers.get('X-Process-Time') ?? '', /^\d+\.\d{6}$/, path);
      assert.match(response.headers.get('X-Request-Id') ?? '', /^[\da-f-]{36}$/, path);
    }
  });

  it('keeps a worker alive until the sink has the record', async () => {
    const { registerMiddleware } = await generate<Output>('hono', 'mw:\n  capture: { response: true, sink: callback }');
    const app = new Hono();
    const records: Record[] = [];
    registerMiddleware(app, {
      onCapture: async (record: Record) => {
        await pause(50);
        records.push(record);
      },
    });
    app.get('/', (c) => c.text('here'));
    const work: Promise<unknown>[] = [];
    const context: ExecutionContext = {
      waitUntil: (promise) => work.push(promise),
      passThroughOnException: () => undefined,
      props: undefined,
    };
    const response = await app.fetch(new Request('http://x/'), {}, context);
    assert.equal(await response.text(), 'here');
    assert.equal(work.length, 1);
    assert.equal(records.length, 0);
    await Promise.all(work);
    assert.equal(records[0]?.outcome, 'completed');
  });

  it('a streamed response has its record when somebody has read it', async () => {
    const { registerMiddleware } = await generate<Output>('hono', 'mw:\n  capture: { response: true, sink: callback }');
    const app = new Hono();
    const records: { readonly outcome: string; readonly response: { readonly body?: string } }[] = [];
    registerMiddleware(app, { onCapture: (record: (typeof records)[number]) => records.push(record) });
    app.get('/', (c) => {
      const whole = new Blob(['all of it']).stream();
      const slow = new TransformStream<Uint8Array, Uint8Array>({
        transform: async (chunk, controller) => {
          await pause(1);
          controller.enqueue(chunk);
        },
      });
      return c.body(whole.pipeThrough(slow), 200, { 'Content-Type': 'text/plain' });
    });
    const [later, never] = await Promise.all([app.request('/'), app.request('/')]);
    await pause(50);
    // Whether the rest will be sent, and when, nobody knows yet.
    assert.equal(records.length, 0);
    assert.equal(await later.text(), 'all of it');
    await never.body?.cancel();
    await pause(1);
    assert.deepEqual(
      records.map(({ outcome, response }) => [outcome, response.body]),
      [
        ['completed', 'all of it'],
        ['aborted', undefined],
      ],
    );
  });

  it('works as a plain middleware handler', async () => {
    const { mw } = await generate<Output>(
      'hono',
      "mw:\n  headers: { response: { set: { X-Status: '${response.status}' } } }",
    );
    const app = new Hono();
    app.use('/a/*', mw());
    app.get('/a/x', (c) => c.text('a', 201));
    app.get('/b/x', (c) => c.text('b'));
    assert.equal((await app.request('/a/x')).headers.get('X-Status'), '201');
    assert.equal((await app.request('/b/x')).headers.get('X-Status'), null);
  });

  it('lets a hook replace the response', async () => {
    const hooks = `export const after = (c) => { c.res = new Response('other', { status: 418, headers: c.res.headers }); };`;
    const { registerMiddleware } = await generate<Output>(
      'hono',
      'mw:\n  timing: true\n  hooks: { after: true }',
      hooks,
    );
    const app = new Hono();
    registerMiddleware(app);
    app.get('/', (c) => c.text('one'));
    const response = await app.request('/');
    assert.deepEqual([response.status, await response.text()], [418, 'other']);
    assert.ok(response.headers.has('X-Process-Time'));
  });
});
