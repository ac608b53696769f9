import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { after, describe, it } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { type Context, type ExecutionContext, Hono } from 'hono';
import {
  clientSignalOf,
  givenResponse,
  lifetimeOf,
  outcomeOf,
  replaceResponse,
  responseHeaders,
} from '../../../templates/typescript/hono/context.js';
import { Exchange } from '../../../templates/typescript/fetch/exchange.js';
import { closeServers, open, serve, until } from '../loopback.js';

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
    const req = { socket: Object.assign(new EventEmitter(), { errored: null }) };
    const outgoing = Object.assign(new EventEmitter(), { req, destroyed: false, writableFinished: false });
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
    for (const bindings of [undefined, {}, { outgoing: undefined }, { outgoing: {} }, { outgoing: { req: {} } }]) {
      assert.equal(await inContext((c) => clientSignalOf(c) === c.req.raw.signal, bindings), true);
    }
    for (const req of [{}, { socket: {} }]) {
      const simulated = { outgoing: Object.assign(new EventEmitter(), { req, destroyed: false }) };
      assert.equal(await inContext((c) => clientSignalOf(c) === c.req.raw.signal, simulated), true);
    }
  });
});

describe('the outcome of an exchange', () => {
  after(closeServers);

  /** Starts a Hono application on Node's server, and returns its port and the outcomes of its exchanges. */
  async function outcomesOf(
    handle: (outgoing: ServerResponse) => void,
    isBegun: boolean,
  ): Promise<{ readonly port: number; readonly outcomes: string[] }> {
    const outcomes: string[] = [];
    const tell = (outcome: string): Promise<void> => {
      outcomes.push(outcome);
      return Promise.resolve();
    };
    const app = new Hono();
    app.use(async (c, next) => {
      const exchange = new Exchange(c.req.raw, undefined, (outcome) => tell(outcomeOf(c, outcome)), clientSignalOf(c));
      await next();
      replaceResponse(c, await exchange.follow(givenResponse(c), { head: () => true, chunk: () => undefined }));
    });
    app.get('/', async (c): Promise<Response> => {
      const { outgoing } = c.env as { readonly outgoing: ServerResponse };
      if (!isBegun) {
        handle(outgoing);
        await once(outgoing, 'close');
        return c.text('too late');
      }
      let isFirst = true;
      const body = new ReadableStream<Uint8Array>({
        pull: async (controller) => {
          if (isFirst) {
            isFirst = false;
            await new Promise(setImmediate);
            controller.enqueue(new TextEncoder().encode('beginning'));
            return;
          }
          handle(outgoing);
          await once(outgoing, 'close');
        },
      });
      return c.body(body);
    });
    const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    return { port: await serve((req, res) => void listener(req, res)), outcomes };
  }

  const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
  const upstream = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
  const waysOfServer: Readonly<Record<string, (outgoing: ServerResponse) => void>> = {
    'destroys the response': (outgoing) => outgoing.destroy(),
    'destroys the response with an error': (outgoing) => outgoing.destroy(new Error('no more')),
    'destroys the response with the error of another connection': (outgoing) => outgoing.destroy(upstream),
    'destroys the request': (outgoing) => outgoing.req.destroy(),
    'destroys the request with the error of another connection': (outgoing) => outgoing.req.destroy(upstream),
    'destroys the connection': (outgoing) => outgoing.req.socket.destroy(),
    'ends the connection': (outgoing) => outgoing.req.socket.end(),
    'resets the connection': (outgoing) => outgoing.req.socket.resetAndDestroy(),
  };

  for (const isBegun of [false, true]) {
    const moment = isBegun ? 'during the response' : 'before it';
    for (const [way, breakOff] of Object.entries(waysOfServer)) {
      it(`is \`failed\` if the handler ${way} ${moment}`, async () => {
        const { port, outcomes } = await outcomesOf(breakOff, isBegun);
        const { socket } = await open(port);
        socket.write(get);
        await until(() => outcomes.length > 0);
        assert.deepEqual(outcomes, ['failed']);
      });
    }

    for (const leave of ['end', 'destroy', 'resetAndDestroy'] as const) {
      it(`is \`aborted\` if the client leaves ${moment} (${leave})`, async () => {
        let isReached = false;
        const { port, outcomes } = await outcomesOf(() => {
          isReached = true;
        }, isBegun);
        const { socket } = await open(port);
        socket.write(get);
        await until(() => isReached);
        socket[leave]();
        await until(() => outcomes.length > 0);
        assert.deepEqual(outcomes, ['aborted']);
      });
    }
  }
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
