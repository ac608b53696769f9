/** Many clients at once, clients that misbehave, sinks and disks that fail: one record each, none crossed, the server alive. */
import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { generate } from '../generated/generate.js';
import type { Row } from './app.js';

const appFile = join(import.meta.dirname, 'app.ts');
const nodeArguments = ['--expose-gc', '--import', 'tsx'];
let folder: string;
let spillFolder: string;

before(async () => {
  const spec = (overflow: string): string => `audit:
  timing: true
  requestId: true
  headers: { response: { set: { X-Frame-Options: DENY } } }
  capture:
    request: { maxBytes: 4KiB }
    response: { maxBytes: 16KiB, overflow: ${overflow}, contentTypes: ["*/*"] }
    ${overflow === 'spill' ? 'spill: { maxBytes: 1GiB }' : 'redact: { json: [password] }'}
    sink: callback
  hooks: { before: true, after: true, done: true }`;
  folder = await generate('load', spec('truncate'));
  spillFolder = await generate('load-spill', spec('spill'));
});

interface State {
  readonly rows: readonly Row[];
  readonly errors: readonly string[];
  readonly arrived: number;
  readonly rss: number;
}

class Server {
  readonly crashes: string[] = [];
  readonly child: ChildProcess;
  port = 0;

  constructor(child: ChildProcess) {
    this.child = child;
    child.on('message', (message: { crash?: string }) => {
      if (message.crash !== undefined) this.crashes.push(message.crash);
    });
  }

  static async start(output: string, sink = 'keep'): Promise<Server> {
    return Server.#ready(new Server(fork(appFile, [output, sink], { execArgv: nodeArguments })));
  }

  /** A server whose files cannot grow past a size: what a full disk is to it. */
  static async startWithFileLimit(output: string, kibibytes: number): Promise<Server> {
    const command = `ulimit -f ${String(kibibytes * 2)}; exec "$0" "$@"`;
    const words = ['-c', command, process.execPath, ...nodeArguments, appFile, output];
    return Server.#ready(new Server(spawn('sh', words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })));
  }

  static async #ready(server: Server): Promise<Server> {
    const [{ port }] = (await once(server.child, 'message')) as [{ port: number }];
    server.port = port;
    return server;
  }

  /** What has come together since the last call. */
  async state(): Promise<State> {
    const answer = once(this.child, 'message') as Promise<[State]>;
    this.child.send('state');
    return (await answer)[0];
  }

  /** Waits until as many records are there as requests have arrived, or the time is up. */
  async settled(): Promise<State> {
    let whole: State = { rows: [], errors: [], arrived: 0, rss: 0 };
    for (let turn = 0; turn < 100; turn += 1) {
      const { rows, errors, arrived, rss } = await this.state();
      whole = {
        rows: [...whole.rows, ...rows],
        errors: [...whole.errors, ...errors],
        arrived: whole.arrived + arrived,
        rss,
      };
      if (whole.rows.length >= whole.arrived && rows.length === 0 && turn > 0) break;
      await wait(100);
    }
    return whole;
  }

  async stop(): Promise<void> {
    this.child.send('stop');
    const [code] = (await once(this.child, 'exit')) as [number | null];
    assert.equal(code, 0, 'the server must end by itself');
    assert.deepEqual(this.crashes, []);
  }
}

describe('under load', () => {
  it('4,000 requests with ids of their own, on 200 connections, pipelined: one record each, none crossed', async () => {
    const running = await Server.start(folder);
    const warm = (await exchangeAll(running.port, 20, 10), await running.settled()).rss;
    const answers = await exchangeAll(running.port, 200, 20);
    const { rows, errors, rss } = await running.settled();
    assert.equal(answers.size, 4000);
    assert.equal(rows.length, 4000);
    const byId = new Map(rows.map((row) => [row.id, row]));
    assert.equal(byId.size, 4000);
    for (const [id, body] of answers) {
      const row = byId.get(id);
      assert.equal(row?.body, body, 'the record shows what the client got');
      assert.match(body, new RegExp(`"id":"${id}","seen":"${id}"|^${id}:upload-${id}$`));
      if (row.path.startsWith('/echo')) assert.equal(row.upload, `upload-${id}`);
    }
    assert.deepEqual(errors, []);
    assert.ok(rss - warm < 96 * 1024 * 1024, `grew by ${String((rss - warm) >> 20)} MiB`);
    await running.stop();
  });

  it('clients that stall, reset, leave and half-close: one record a request, the server alive', async () => {
    const running = await Server.start(folder);
    await exchangeAll(running.port, 10, 5);
    const warm = (await running.settled()).rss;
    const manners: ((socket: Socket) => Promise<void> | void)[] = [
      (socket) => void socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n', () => socket.destroy()),
      async (socket) => {
        socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n');
        await once(socket, 'data');
        socket.resetAndDestroy();
      },
      async (socket) => {
        socket.pause();
        socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n');
        await wait(50);
        socket.destroy();
      },
      async (socket) => {
        socket.write('POST /sink HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nhalf');
        await wait(10);
        socket.destroy();
      },
      (socket) => void socket.end('GET /id/1 HTTP/1.1\r\nHost: a\r\n\r\n').resume(),
      (socket) =>
        void socket.write('GET /id/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /id/2 HTTP/1.1\r\nHost: a\r\n\r\n', () =>
          socket.resetAndDestroy(),
        ),
      (socket) =>
        void socket.write('POST /sink HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab', () =>
          socket.destroy(),
        ),
      (socket) => void socket.end('GET /id/1 HT'),
    ];
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        Array.from({ length: 80 }, async (_, index) => {
          const socket = connect(running.port, '127.0.0.1').on('error', () => undefined);
          await once(socket, 'connect');
          await manners[index % manners.length]?.(socket);
          if (!socket.destroyed) await Promise.race([once(socket, 'close'), wait(2000)]);
          socket.destroy();
        }),
      );
    }
    const { rows, arrived, errors, rss } = await running.settled();
    assert.ok(arrived > 400, String(arrived));
    assert.equal(rows.length, arrived);
    assert.deepEqual(errors, []);
    assert.ok(rss - warm < 96 * 1024 * 1024, `grew by ${String((rss - warm) >> 20)} MiB`);
    assert.equal((await exchangeAll(running.port, 1, 2)).size, 2, 'the server still answers');
    await running.stop();
  });

  it('a handler that fails at every point: one record each, the server alive', async () => {
    const running = await Server.start(folder);
    let sent = 0;
    for (const point of ['first', 'header', 'head', 'flush', 'write', 'end']) {
      for (const way of ['now', 'later', 'destroy']) {
        for (let count = 0; count < 5; count += 1) {
          sent += 1;
          const socket = connect(running.port, '127.0.0.1').on('error', () => undefined);
          socket.end(`GET /fail/${point}/${way} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`).resume();
          await once(socket, 'close');
        }
      }
    }
    const { rows, arrived } = await running.settled();
    assert.equal(arrived, sent);
    assert.equal(rows.length, sent);
    await running.stop();
  });

  for (const sink of ['throw', 'reject', 'hang']) {
    it(`a sink that ${sink}s: every response whole, the server alive`, async () => {
      const running = await Server.start(folder, sink);
      const answers = await exchangeAll(running.port, 50, 40);
      assert.equal(answers.size, 2000);
      await wait(100);
      const { rows, errors } = await running.state();
      if (sink === 'hang') {
        assert.equal(rows.length, 1000, 'past a thousand in flight, records are dropped');
        assert.equal(errors.length, 1, 'and that is said once');
      } else {
        assert.equal(rows.length, 2000);
        assert.equal(errors.length, 2000);
      }
      await running.stop();
    });
  }

  it('a disk that is full under spill: the responses are whole, the records say what is missing', async () => {
    const running = await Server.startWithFileLimit(spillFolder, 1024);
    const lengths = await Promise.all(Array.from({ length: 8 }, () => download(running.port)));
    assert.deepEqual(new Set(lengths), new Set([128 * 64 * 1024]));
    const { rows, errors } = await running.settled();
    assert.equal(rows.length, 8);
    for (const row of rows) {
      assert.equal(row.omitted, 'spilled');
      assert.equal(row.truncated, true);
      assert.ok((row.spilledBytes ?? 0) <= 1024 * 1024, String(row.spilledBytes));
    }
    assert.equal(errors.length, 8, 'each failure is reported once');
    assert.match(errors.join('\n'), /EFBIG/);
    await running.stop();
  });
});

/** Sends requests with ids of their own over keep-alive connections, four at a time on each, and gives the bodies by id. */
async function exchangeAll(port: number, connections: number, requests: number): Promise<Map<string, string>> {
  const bodies = new Map<string, string>();
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      const ids: string[] = [];
      socket.setEncoding('latin1').on('data', (data: string) => {
        text += data;
      });
      for (let sent = 0; sent < requests; sent += 4) {
        const batch = Array.from({ length: Math.min(4, requests - sent) }, (_, index) =>
          String(connection * 10_000 + sent + index),
        );
        ids.push(...batch);
        socket.write(batch.map(request).join(''));
        while (text.split('HTTP/1.1 200').length - 1 < ids.length || !isWhole(text)) await once(socket, 'data');
      }
      socket.destroy();
      const responses = text.split(/(?=HTTP\/1\.1 200)/);
      responses.forEach((response, index) =>
        bodies.set(ids[index] ?? '', response.slice(response.indexOf('\r\n\r\n') + 4)),
      );
    }),
  );
  return bodies;
}

function request(id: string): string {
  const upload = `upload-${id}`;
  return Number(id) % 2 === 0
    ? `GET /id/${id} HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${id}\r\n\r\n`
    : `POST /echo/${id} HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${id}\r\nContent-Type: text/plain\r\nContent-Length: ${String(upload.length)}\r\n\r\n${upload}`;
}

/** Whether the last of the responses is there to its end. */
function isWhole(text: string): boolean {
  const last = text.slice(text.lastIndexOf('HTTP/1.1 200'));
  const head = last.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(last)?.[1];
  return head >= 0 && length !== undefined && last.length >= head + 4 + Number(length);
}

async function download(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/large`);
  return (await response.arrayBuffer()).byteLength;
}
