/** Tests plain Fetch handlers: arguments and return values that do not occur with a framework. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { cleanUp, generate } from './generate.js';

type Handler = (request: Request, ...rest: unknown[]) => Response | undefined | Promise<Response | undefined>;

interface Output {
  readonly withMiddleware: (
    handler: Handler,
    options?: object,
  ) => (request: Request, ...rest: unknown[]) => Promise<Response>;
  readonly requestIdOf: (request: Request) => string | undefined;
}

interface Record {
  readonly status: number | null;
  readonly outcome: string;
  readonly request?: { readonly size: number; readonly body?: string; readonly omitted?: string };
  readonly response?: { readonly size: number; readonly body?: string; readonly omitted?: string };
}

const capture = 'mw:\n  timing: true\n  capture: { request: true, response: true, sink: callback }';

after(cleanUp);

/** Calls a handler, and captures request and response. */
async function exchange(
  handler: Handler,
  request = new Request('http://x/'),
  ...rest: unknown[]
): Promise<{ response: Response; records: Record[] }> {
  const { withMiddleware } = await generate<Output>('fetch', capture);
  const records: Record[] = [];
  const wrapped = withMiddleware(handler, { onCapture: (record: Record) => records.push(record) });
  const response = await wrapped(request, ...rest);
  await turn();
  return { response, records };
}

describe('fetch', () => {
  it('passes further arguments on', async () => {
    const server = { name: 'server' };
    const { response } = await exchange((_, given, other) => Response.json([given, other]), undefined, server, 7);
    assert.deepEqual(await response.json(), [server, 7]);
  });

  it('passes an upgrade through unchanged', async () => {
    const { response, records } = await exchange(() => undefined);
    assert.equal(response, undefined);
    assert.deepEqual([records.length, records[0]?.status, records[0]?.outcome], [1, null, 'completed']);
  });

  it('passes a network error through unchanged', async () => {
    const error = Response.error();
    const { response, records } = await exchange(() => error);
    assert.equal(response, error);
    assert.deepEqual([records[0]?.status, records[0]?.outcome], [null, 'failed']);
  });

  it('changes a fetched response, whose headers are immutable', async () => {
    const upstream = createServer((_, response) => response.setHeader('X-Up', 'yes').end('from upstream'));
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const address = upstream.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { response, records } = await exchange(() => fetch(`http://127.0.0.1:${port}/`));
    assert.equal(await response.text(), 'from upstream');
    assert.equal(response.headers.get('X-Up'), 'yes');
    assert.ok(response.headers.has('X-Process-Time'));
    assert.equal(records[0]?.response?.size, 13);
    upstream.close();
    upstream.closeAllConnections();
  });

  it('rethrows errors of the handler, and records them once', async () => {
    const failure = new Error('mine');
    const { withMiddleware } = await generate<Output>('fetch', capture);
    const records: Record[] = [];
    const handler = withMiddleware(
      () => {
        throw failure;
      },
      { onCapture: (record: Record) => records.push(record) },
    );
    await assert.rejects(handler(new Request('http://x/')), failure);
    await turn();
    assert.deepEqual([records.length, records[0]?.status, records[0]?.outcome], [1, null, 'failed']);
  });

  it('reads no more of a body than the application does, and forwards cancellation', async () => {
    let pulled = 0;
    let cancelled: unknown;
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          pulled += 1;
          await new Promise((resolve) => setTimeout(resolve, 1));
          controller.enqueue(new Uint8Array(10));
        },
        cancel(reason) {
          cancelled = reason;
        },
      },
      { highWaterMark: 0 },
    );
    const { response, records } = await exchange(
      () => new Response(body, { headers: { 'Content-Type': 'text/plain' } }),
    );
    const reader = response.body?.getReader();
    assert.ok(reader !== undefined);
    await reader.read();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(pulled, 2);
    await reader.cancel('enough');
    assert.equal(cancelled, 'enough');
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual([records[0]?.outcome, records[0]?.response?.size], ['aborted', 20]);
  });

  it("passes on the original request, and supports reading into the caller's buffers", async () => {
    const request = new Request('http://x/', {
      method: 'POST',
      body: 'into a buffer',
      headers: { 'Content-Type': 'text/plain' },
    });
    const { records } = await exchange(async (given) => {
      assert.equal(given, request);
      const reader = given.body?.getReader({ mode: 'byob' });
      let text = '';
      for (
        let read = await reader?.read(new Uint8Array(4));
        read?.done === false;
        read = await reader?.read(new Uint8Array(4))
      ) {
        text += new TextDecoder().decode(read.value);
      }
      return new Response(text);
    }, request);
    assert.deepEqual([records[0]?.request?.body, records[0]?.response?.body], ['into a buffer', 'into a buffer']);
  });

  it('returns the ID of a request', async () => {
    const { withMiddleware, requestIdOf } = await generate<Output>('fetch', 'mw:\n  requestId: true');
    const handler = withMiddleware((request: Request) => new Response(requestIdOf(request)));
    const response = await handler(new Request('http://x/', { headers: { 'X-Request-Id': 'abc' } }));
    assert.equal(await response.text(), 'abc');
    assert.equal(requestIdOf(new Request('http://x/')), undefined);
  });

  it('uses the response that a hook returns', async () => {
    const hooks = `export const after = (request, response) => new Response(response.body, { status: 418 });`;
    const { withMiddleware } = await generate<Output>('fetch', 'mw:\n  hooks: { after: true }', hooks);
    const response = await withMiddleware(() => new Response('tea'))(new Request('http://x/'));
    assert.deepEqual([response.status, await response.text()], [418, 'tea']);
  });

  it('refuses to spill without a disk', async () => {
    Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { userAgent: 'Cloudflare-Workers' } });
    try {
      const { withMiddleware } = await generate<Output>('fetch', 'mw:\n  capture: { response: { overflow: spill } }');
      assert.throws(
        () => withMiddleware(() => new Response('')),
        /The middleware "mw" spills bodies to files, and this runtime has no disk/,
      );
    } finally {
      Reflect.deleteProperty(globalThis, 'navigator');
    }
  });
});
