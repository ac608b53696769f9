import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { after, describe, it } from 'node:test';
import { whenDone } from '../../../templates/typescript/node/exchange.js';
import { closeServers, exchange, open, serve, until } from '../loopback.js';

after(closeServers);

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

/** Starts a server that observes its exchanges, and returns their outcomes in the order in which they end. */
async function followed(
  respond: (res: ServerResponse, url: string) => void,
  prepare: (req: IncomingMessage) => void = () => undefined,
): Promise<{ readonly port: number; readonly outcomes: string[] }> {
  const outcomes: string[] = [];
  const port = await serve((req, res) => {
    prepare(req);
    whenDone(req, res, (outcome) => outcomes.push(outcome));
    respond(res, req.url ?? '');
  });
  return { port, outcomes };
}

describe('the end of an exchange', () => {
  it('is reported once, when the last byte has been passed to the operating system', async () => {
    const { port, outcomes } = await followed((res) => res.end('body'));
    assert.match(await exchange(port), /body$/);
    await until(() => outcomes.length > 0);
    assert.deepEqual(outcomes, ['completed']);
  });

  it('is reported for each request of a connection', async () => {
    const { port, outcomes } = await followed((res) => res.end('body'));
    const { socket } = await open(port);
    socket.write(get + get);
    await until(() => outcomes.length === 2);
    socket.destroy();
    await once(socket, 'close');
    assert.deepEqual(outcomes, ['completed', 'completed']);
  });

  it('is `aborted` if the client closes or resets the connection', async () => {
    for (const leave of ['resetAndDestroy', 'end'] as const) {
      const { port, outcomes } = await followed((res) => res.write('beginning'));
      const { socket, received } = await open(port);
      socket.write(get);
      await until(() => received().includes('beginning'));
      socket[leave]();
      await until(() => outcomes.length > 0);
      assert.deepEqual(outcomes, ['aborted'], leave);
    }
  });

  it('is `failed` if the server destroys the connection, with any error', async () => {
    for (const error of [undefined, new Error('no more')]) {
      const { port, outcomes } = await followed((res) => {
        res.write('beginning');
        setImmediate(() => res.destroy(error));
      });
      assert.match(await exchange(port), /beginning/);
      await until(() => outcomes.length > 0);
      assert.deepEqual(outcomes, ['failed']);
    }
  });

  it('is `failed` if the server ends or destroys the connection itself, in any way', async () => {
    const ways: readonly ((socket: Socket) => void)[] = [
      (socket) => socket.end(),
      (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi'),
      (socket) => {
        socket.destroySoon();
      },
      (socket) => socket.destroy(new Error('no more')),
      (socket) => socket.resetAndDestroy(),
      (socket) => socket.setTimeout(1),
    ];
    for (const isBegun of [false, true]) {
      for (const way of ways) {
        const { port, outcomes } = await followed((res) => {
          if (isBegun) res.write('beginning');
          setImmediate(() => {
            way(res.req.socket);
          });
        });
        const { socket } = await open(port);
        socket.write(get);
        await until(() => outcomes.length > 0);
        assert.deepEqual(outcomes, ['failed'], `${way.toString()} ${String(isBegun)}`);
      }
    }
  });

  it('is `failed` if the connection is destroyed before the last bytes of a whole body were sent', async () => {
    const { port, outcomes } = await followed((res) => {
      res.end(Buffer.alloc(50_000_000));
      setImmediate(() => res.req.socket.destroy());
    });
    const { socket } = await open(port);
    socket.pause();
    socket.write(get);
    await until(() => outcomes.length > 0);
    socket.destroy();
    assert.deepEqual(outcomes, ['failed']);
  });

  it('is `completed` if the connection is ended or destroyed after the last byte', async () => {
    for (const way of ['end', 'destroySoon', 'destroy'] as const) {
      const { port, outcomes } = await followed((res) => {
        res.end('whole');
        res.req.socket[way]();
      });
      assert.match(await exchange(port, get), /whole$/);
      await until(() => outcomes.length > 0);
      assert.deepEqual(outcomes, ['completed'], way);
    }
  });

  it('is `completed` when a handler takes over the connection, once', async () => {
    for (const isBegun of [false, true]) {
      const taken: Socket[] = [];
      const { port, outcomes } = await followed((res) => {
        const { socket } = res.req;
        if (isBegun) res.write('beginning');
        res.detachSocket(socket);
        taken.push(socket);
      });
      const { socket, received } = await open(port);
      socket.write(get);
      await until(() => outcomes.length > 0);
      taken[0]?.write('by hand');
      await until(() => received().endsWith('by hand'));
      taken[0]?.destroy();
      await once(socket, 'close');
      assert.deepEqual(outcomes, ['completed']);
    }
  });

  it('is `aborted` if the client breaks the protocol, or ends the connection before the server does', async () => {
    for (const bytes of ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n', get]) {
      const { port, outcomes } = await followed((res) => {
        res.req.socket.once('end', () => res.req.socket.end());
        res.req.on('error', () => undefined).resume();
      });
      const { socket } = await open(port);
      socket.end(bytes);
      await until(() => outcomes.length > 0);
      assert.deepEqual(outcomes, ['aborted'], bytes);
    }
  });

  it('is reported for pipelined responses that wait when the connection closes', async () => {
    const waiting: string[] = [];
    const { port, outcomes } = await followed((_, url) => waiting.push(url));
    const { socket } = await open(port);
    for (const path of ['/1', '/2', '/3']) socket.write(get.replace('/', path));
    await until(() => waiting.length === 3);
    socket.resetAndDestroy();
    await until(() => outcomes.length === 3);
    assert.deepEqual(outcomes, ['aborted', 'aborted', 'aborted']);
  });

  it('is told at once where the client had left before', async () => {
    const outcomes: string[] = [];
    const port = await serve((req, res) => {
      res.once('close', () => {
        whenDone(req, res, (outcome) => outcomes.push(outcome));
      });
    });
    const { socket } = await open(port);
    socket.write(get);
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.resetAndDestroy();
    await until(() => outcomes.length === 1);
    assert.deepEqual(outcomes, ['aborted']);
  });

  it('is told at once where the client had left before, of responses that wait behind another', async () => {
    const outcomes: string[] = [];
    const port = await serve((req, res) => {
      req.socket.once('close', () => {
        setImmediate(() => {
          whenDone(req, res, (outcome) => outcomes.push(`${req.url ?? ''} ${outcome}`));
        });
      });
    });
    const { socket } = await open(port);
    for (const path of ['/1', '/2']) socket.write(get.replace('/', path));
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.resetAndDestroy();
    await until(() => outcomes.length === 2);
    assert.deepEqual(outcomes.sort(), ['/1 aborted', '/2 aborted']);
  });

  it('is a completed one where other code has sent the response before', async () => {
    const outcomes: string[] = [];
    const port = await serve((req, res) => {
      res.once('close', () => {
        whenDone(req, res, (outcome) => outcomes.push(outcome));
      });
      res.end('body');
    });
    await exchange(port);
    await until(() => outcomes.length === 1);
    assert.deepEqual(outcomes, ['completed']);
  });

  it('is told of requests whose connection is no longer there, or never was', async () => {
    for (const vanishes of ['before', 'later', 'pipelined'] as const) {
      const { outcomes, port } = await followed(
        (res) => {
          if (vanishes !== 'pipelined') res.write('beginning');
        },
        (req) => {
          const { socket } = req;
          if (vanishes === 'before') Object.assign(req, { socket: null });
          else socket.prependOnceListener('close', () => Object.assign(req, { socket: null }));
        },
      );
      const { socket, received } = await open(port);
      socket.write(vanishes === 'pipelined' ? get + get : get);
      if (vanishes === 'pipelined') await new Promise((resolve) => setTimeout(resolve, 20));
      else await until(() => received().includes('beginning'));
      socket.resetAndDestroy();
      await until(() => outcomes.length === (vanishes === 'pipelined' ? 2 : 1));
      assert.deepEqual(new Set(outcomes), new Set(['aborted']), vanishes);
    }
  });

  it('leaves no listener on the connection after any number of requests', async () => {
    const counts: number[] = [];
    const port = await serve((req, res) => {
      whenDone(req, res, () => undefined);
      res.end();
      res.on('finish', () => counts.push(req.socket.listenerCount('close') + req.socket.listenerCount('finish')));
    });
    const { socket } = await open(port);
    for (let sent = 1; sent <= 30; sent += 1) {
      socket.write(get.repeat(2));
      await until(() => counts.length === 2 * sent);
    }
    socket.destroy();
    assert.deepEqual(counts.slice(-2), counts.slice(0, 2));
  });

  it("does not count against the limit of the application's listeners", async () => {
    const warnings: string[] = [];
    const warned = (warning: Error): void => {
      warnings.push(warning.name);
    };
    process.on('warning', warned);
    const port = await serve((req, res) => {
      const free = res.getMaxListeners() - res.listenerCount('finish');
      whenDone(req, res, () => undefined);
      for (let count = 0; count < free; count += 1) res.on('finish', () => undefined);
      res.end();
    });
    await exchange(port);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warned);
    assert.deepEqual(warnings, []);
  });

  it('is told after the last chunk of a request that a test has made up', async () => {
    const told: string[] = [];
    const res = Object.assign(new EventEmitter(), {
      closed: false,
      socket: {},
      setMaxListeners: () => undefined,
      getMaxListeners: () => 10,
    });
    for (const socket of [null, {}]) {
      const req = { httpVersionMajor: 1, socket } as unknown as IncomingMessage;
      whenDone(req, res.removeAllListeners() as unknown as ServerResponse, (outcome) => told.push(outcome));
      res.emit('finish');
      told.push('chunk');
      await Promise.resolve();
      res.emit('close');
    }
    assert.deepEqual(told, ['chunk', 'completed', 'chunk', 'completed']);
  });
});
