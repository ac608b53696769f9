import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import { type Context, type ExecutionContext, Hono } from 'hono';
import {
  clientSignalOf,
  givenResponse,
  lifetimeOf,
  replaceResponse,
  responseHeaders,
} from '../../../templates/typescript/hono/context.js';

/** What a function returns for the context of a request, with these bindings and this execution context. */
async function inContext<Result>(
  read: (c: Context) => Result,
  bindings: unknown = {},
  execution?: unknown,
): Promise<Result> {
  const results: Result[] = [];
  const app = new Hono().get('/', (c) => {
    results.push(read(c));
    return c.text('answer');
  });
  await app.request('/', {}, bindings, execution as ExecutionContext);
  return results[0] ?? assert.fail();
}

describe('the lifetime of a request', () => {
  it('is the execution context of the runtime', async () => {
    const execution = { waitUntil: () => undefined, passThroughOnException: () => undefined };
    assert.equal(await inContext((c) => Object.is(lifetimeOf(c), execution), {}, execution), true);
  });

  it('is not known without one, or if it has no method to call', async () => {
    for (const execution of [undefined, {}, { waitUntil: undefined }, { waitUntil: true }]) {
      assert.equal(await inContext((c) => lifetimeOf(c) === undefined, {}, execution), true);
    }
    assert.equal(await inContext((c) => lifetimeOf(c) === undefined, { incoming: {}, outgoing: {} }), true);
  });

  it('leaves the stack traces of other errors as they are', async () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 7;
    for (const execution of [undefined, { waitUntil: () => undefined }]) {
      assert.equal(await inContext((c) => (lifetimeOf(c), Error.stackTraceLimit), {}, execution), 7);
    }
    Error.stackTraceLimit = limit;
  });
});

describe('the signal of a client', () => {
  it('comes from the response of a server on Node, until it is finished', async () => {
    const outgoing = Object.assign(new EventEmitter(), { destroyed: false, writableFinished: false });
    const signal = await inContext(clientSignalOf, { outgoing });
    const told: boolean[] = [];
    const listen = (): void => {
      told.push(signal.aborted);
    };
    signal.addEventListener('abort', listen);
    assert.equal(signal.aborted, false);
    outgoing.destroyed = true;
    outgoing.emit('close');
    outgoing.writableFinished = true;
    outgoing.emit('close');
    signal.removeEventListener('abort', listen);
    outgoing.emit('close');
    assert.deepEqual(told, [true, false]);
  });

  it('is that of the request on other servers', async () => {
    for (const bindings of [undefined, {}, { outgoing: undefined }, { outgoing: {} }]) {
      assert.equal(await inContext((c) => clientSignalOf(c) === c.req.raw.signal, bindings), true);
    }
  });
});

describe('the response of a context', () => {
  it('is null until a handler has given one', async () => {
    assert.equal(await inContext((c) => givenResponse(c) === null), true);
    const response = new Response('given');
    const set = (c: Context): boolean => {
      c.res = response;
      return givenResponse(c) === response;
    };
    assert.equal(await inContext(set), true);
  });

  it('is replaced without its headers, and stays without another one', async () => {
    const replace = (c: Context): readonly unknown[] => {
      c.res = new Response('given', { headers: { 'X-Given': '1' } });
      const given = c.res;
      replaceResponse(c, null);
      replaceResponse(c, given);
      const isKept = c.res === given;
      replaceResponse(c, new Response('other', { headers: { 'X-Other': '1' } }));
      return [isKept, c.res.headers.get('X-Given'), c.res.headers.get('X-Other')];
    };
    assert.deepEqual(await inContext(replace), [true, null, '1']);
  });
});

describe('the headers of a response', () => {
  it('are those of the response, or of a copy if they are immutable', async () => {
    const fetched = await fetch('data:text/plain,body');
    for (const response of [new Response('body', { headers: { 'Set-Cookie': 'a=1' } }), fetched]) {
      const change = (c: Context): Response => {
        c.res = response;
        responseHeaders(c)?.set('X-Own', '1');
        return c.res;
      };
      const changed = await inContext(change);
      assert.equal(changed.headers.get('X-Own'), '1');
      assert.equal(changed === response, response !== fetched);
      assert.equal(changed.headers.get('Content-Type'), response.headers.get('Content-Type'));
      assert.equal(changed.headers.get('Set-Cookie'), response.headers.get('Set-Cookie'));
    }
  });

  it('are not changed for upgrades, network errors and values that are not responses', async () => {
    const values: unknown[] = [
      Response.error(),
      { status: 101, headers: new Headers() },
      'text',
      7,
      {},
      { status: 200 },
    ];
    for (const value of [...values, { status: 200, headers: new Map([['a', 'b']]) }]) {
      const unchanged = (c: Context): boolean => {
        c.res = value as Response;
        return responseHeaders(c) === undefined && c.res === value;
      };
      assert.equal(await inContext(unchanged), true);
    }
  });
});
