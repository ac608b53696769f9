/**
 * Many concurrent clients, misbehaving clients, and failing handlers, sinks and disks: there is exactly one record per
 * request, no data is mixed up, and the server survives.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { AppSettings, Case, RequestSpec, ScriptStep } from './harness/case.js';
import { Connection, ConnectionGone, valuesOf, type Reply } from './harness/connection.js';
import { generate, keyOf, newWorkFolder } from './harness/generate.js';
import { bytesOf } from './harness/play.js';
import { ServerProcess, type Report } from './harness/server-process.js';
import { isThorough, targetsAsked, type Target } from './harness/targets.js';

const spec = (response: string, rest: string): string => `
audit:
  timing: true
  requestId: true
  headers: { response: { set: { X-Frame-Options: DENY } } }
  capture:
    request: { maxBytes: 4KiB }
    response: { maxBytes: 16KiB, ${response}, contentTypes: ["*/*"] }
    ${rest}
    sink: callback
  hooks: { before: true, after: true, done: true }
`;
const plain: Case = {
  name: 'load',
  spec: spec('overflow: truncate', 'redact: { json: [password] }'),
  exchanges: [],
};
const spilling: Case = {
  name: 'load with spill',
  spec: spec('overflow: spill', 'spill: { maxBytes: 1GiB }'),
  exchanges: [],
};
const logging: Case = {
  name: 'load with a log',
  spec: 'audit:\n  requestId: true\n  capture: { request: true, response: true, sink: log }\n',
  exchanges: [],
};
/** A body that does not fit into the socket buffers, so that a client that stops reading blocks the server. */
const large = '/large?mib=16&mode=drain';
const growthMiB = 96;

interface Part {
  readonly body?: string;
  readonly omitted?: string;
  readonly truncated: boolean;
  readonly spilledBytes?: number;
}
interface Taken {
  readonly requestId: string;
  readonly outcome: string;
  readonly request: Part;
  readonly response: Part;
}

/** In the usual run one target of each kind, because the servers are what differs. `npm run load` uses all. */
const usual = ['express5', 'hono', 'fastapi'];
const targets = targetsAsked().filter(({ name }) => isThorough || usual.includes(name));
const generated = await generate([plain, spilling, logging], targets, await newWorkFolder('load'));

for (const target of targets) {
  describe(`${target.name}, under load`, () => {
    let server: ServerProcess;
    before(async () => {
      server = await ServerProcess.start(target);
    });
    after(async () => {
      assert.equal(await server.stop(), 0, 'the process must end by itself');
      assert.deepEqual(server.crashes, []);
    });
    const open = (key: string, settings: AppSettings = {}): Promise<number> =>
      server.open(key, folderOf(target, plain), settings);

    it('4,000 pipelined requests with unique IDs on 200 connections: one record each, none mixed up', async () => {
      await exchangeAll(await open('warm'), 'w', 20, 20);
      await server.close('warm');
      const port = await open('many');
      await server.startWatchingMemory();
      const answers = await exchangeAll(port, 'm', 200, 20);
      await server.recorded('many', answers.size);
      const { records, reported } = taken(await server.settle('many'));
      const growth = await server.memoryGrowth();
      assert.equal(answers.size, 4000);
      assert.equal(records.length, 4000);
      const byId = new Map(records.map((record) => [record.requestId, record]));
      assert.equal(byId.size, 4000);
      for (const [id, body] of answers) {
        const record = byId.get(id);
        assert.equal(record?.outcome, 'completed');
        assert.equal(record.response.body, body, 'the record shows what the client got');
        if (isUpload(id)) assert.equal(record.request.body, body);
        else assert.equal((JSON.parse(body) as { requestId: string }).requestId, id, 'the handler saw its own id');
      }
      assert.deepEqual(reported, []);
      assert.ok(growth < growthMiB, `grew by ${growth.toFixed(0)} MiB`);
      await server.close('many');
    });

    it('clients that stall, reset, disconnect and half-close: one record per request, and the server survives', async () => {
      await exchangeAll(await open('calm'), 'c', 10, 4);
      await server.close('calm');
      const port = await open('rude');
      await server.startWatchingMemory();
      const sent = new Set<string>();
      const arrived = new Set<string>();
      for (let round = 0; round < 10; round += 1) {
        await Promise.all(
          Array.from({ length: 8 }, (_, copy) =>
            Promise.all(
              Object.entries(manners).map(async ([manner, behave]) => {
                const id = `${manner.replaceAll(' ', '-')}-${String(round)}-${String(copy)}`;
                sent.add(id);
                const connection = await Connection.open(port);
                if (await behave(connection, id)) arrived.add(id);
                connection.destroy();
              }),
            ),
          ),
        );
      }
      await server.recorded('rude', arrived.size);
      const { records, reported } = taken(await server.settle('rude'));
      const growth = await server.memoryGrowth();
      const ids = records.map(({ requestId }) => requestId);
      assert.equal(new Set(ids).size, ids.length, 'no request has two records');
      assert.deepEqual(
        ids.filter((id) => !sent.has(id)),
        [],
        'no record is of nothing',
      );
      const recorded = new Set(ids);
      assert.deepEqual(
        [...arrived].filter((id) => !recorded.has(id)),
        [],
        'no request that arrived is without a record',
      );
      assert.deepEqual(reported, []);
      assert.ok(growth < growthMiB, `grew by ${growth.toFixed(0)} MiB`);
      assert.equal((await exchangeAll(port, 'a', 1, 4)).size, 4, 'the server still answers');
      await server.close('rude');
    });

    it('a handler that fails at every possible point: one record each, and the server survives', async () => {
      const scripts = target.can.includes('node-api') ? failingScripts : {};
      const port = await open('fails', { scripts });
      const requests = [...failures, ...Object.keys(scripts).map((name) => ({ target: `/script/${name}` }))];
      const ids = requests.flatMap((_, index) =>
        Array.from({ length: 5 }, (__, copy) => `${String(index)}-${String(copy)}`),
      );
      await Promise.all(
        ids.map(async (id) => {
          const connection = await Connection.open(port);
          connection.send(bytesOf(withId(requests[Number(id.split('-')[0])] ?? { target: '/' }, id)));
          await replyOrGone(connection);
          connection.destroy();
        }),
      );
      await server.recorded('fails', ids.length);
      const { records } = taken(await server.settle('fails'));
      assert.deepEqual(records.map(({ requestId }) => requestId).sort(), ids.sort());
      assert.equal((await exchangeAll(port, 'a', 1, 4)).size, 4, 'the server still answers');
      await server.close('fails');
    });

    for (const onCapture of ['throw', 'reject', 'hang'] as const) {
      it(`a sink that ${onCapture}s: every response is complete, and the server survives`, async () => {
        const key = `sink ${onCapture}`;
        const port = await open(key, { onCapture });
        const answers = await exchangeAll(port, 's', 50, 40);
        assert.equal(answers.size, 2000);
        await server.recorded(key, onCapture === 'hang' ? 1000 : answers.size);
        const { records, reported } = taken(await server.settle(key));
        if (onCapture === 'hang') {
          assert.equal(records.length, 1000, 'past a thousand in flight, records are dropped');
          assert.equal(reported.length, 1, 'and that is said once');
        } else {
          assert.equal(records.length, 2000);
          assert.equal(reported.length, 2000);
        }
        await server.close(key);
      });
    }

    it('a server that stops right after its responses: no record is lost', async () => {
      const folder = folderOf(target, logging);
      let ids: readonly string[] = [];
      const printed = await stopped(target, async (stopping) => {
        ids = [...(await exchangeAll(await stopping.open('stops', folder, {}), 'l', 25, 8)).keys()];
      });
      const lines = printed.split('\n').filter((line) => line !== '');
      assert.deepEqual(lines.map((line) => (JSON.parse(line) as Taken).requestId).sort(), [...ids].sort());
    });

    it('a full disk with overflow: spill: responses are complete, and records say what is missing', async () => {
      const folder = folderOf(target, spilling);
      await stopped(withFileLimit(target, 1024), async (limited) => {
        const port = await limited.open('full', folder, {});
        const replies = await Promise.all(
          Array.from({ length: 8 }, async (_, index) => {
            const connection = await Connection.open(port);
            connection.send(bytesOf(withId({ target: '/large?mib=4&mode=drain' }, `d${String(index)}`)));
            const reply = await connection.reply();
            connection.destroy();
            return reply;
          }),
        );
        assert.deepEqual(new Set(replies.map(({ length }) => length)), new Set([4 * 1024 * 1024]));
        await limited.recorded('full', replies.length);
        const { records, reported } = taken(await limited.settle('full'));
        assert.equal(records.length, 8);
        for (const { outcome, response } of records) {
          assert.equal(outcome, 'completed');
          assert.equal(response.omitted, 'spilled');
          assert.equal(response.truncated, true);
          assert.ok((response.spilledBytes ?? 0) <= 1024 * 1024, String(response.spilledBytes));
        }
        assert.equal(reported.length, 8, 'each failure is reported once');
        assert.match(JSON.stringify(reported), /EFBIG|File too large/);
      });
    });
  });
}

/** Runs a separate server, asks it to stop immediately afterwards, and returns its output. */
async function stopped(target: Target, action: (server: ServerProcess) => Promise<void>): Promise<string> {
  const server = await ServerProcess.start(target);
  let code: number | null = null;
  try {
    await action(server);
  } finally {
    code = await server.stop();
  }
  assert.equal(code, 0, 'the process must end by itself');
  assert.deepEqual(server.crashes, []);
  return server.stdout;
}

/**
 * The behaviour of a client for a request with an ID. Returns whether the client knows that the request has reached a
 * handler.
 */
type Manner = (connection: Connection, id: string) => Promise<boolean> | boolean;

const manners: Readonly<Record<string, Manner>> = {
  leaves: (connection, id) => {
    connection.send(bytesOf(withId({ target: large }, id)));
    return false;
  },
  resets: async (connection, id) => {
    connection.send(bytesOf(withId({ target: large }, id)));
    await connection.head();
    connection.reset();
    return true;
  },
  stalls: async (connection, id) => {
    connection.send(bytesOf(withId({ target: large }, id)));
    await connection.head();
    connection.pause();
    await wait(50);
    return true;
  },
  'stops sending': async (connection, id) => {
    connection.send(bytesOf(withId({ method: 'POST', target: '/count', body: 'x'.repeat(1000), onlyFirst: 4 }, id)));
    await wait(10);
    return false;
  },
  'half-closes': async (connection, id) => {
    connection.send(bytesOf(withId({ target: '/id' }, id)));
    connection.halfClose();
    return (await replyOrGone(connection)) !== undefined;
  },
  'resets a pipeline': async (connection, id) => {
    connection.send(bytesOf(withId({ target: '/json' }, id)));
    connection.send('GET /json HTTP/1.1\r\nHost: a\r\n');
    await wait(1);
    connection.reset();
    return false;
  },
  'breaks a chunk': (connection, id) => {
    connection.send(
      `POST /count HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${id}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab`,
    );
    return false;
  },
  'answers half-way': async (connection, id) => {
    connection.send(bytesOf(withId({ method: 'POST', target: '/count', body: 'whole' }, id)));
    await connection.head();
    connection.reset();
    return true;
  },
  'sends half a head': (connection) => {
    connection.send('GET /id HT');
    connection.halfClose();
    return false;
  },
};

const failures: readonly RequestSpec[] = [
  { target: '/throw' },
  { target: '/reject' },
  { target: '/http-error' },
  { target: '/throw-after-head' },
  { target: '/throw-after-write' },
  { target: '/destroy-after-head' },
  { target: '/destroy' },
  { target: '/upstream-breaks' },
  { method: 'POST', target: '/throw-unread', body: 'x'.repeat(10_000) },
];

/** Every point at which a handler that uses Node's response can fail, in every way. */
const failingScripts = Object.fromEntries(
  Object.entries({
    header: [{ do: 'setHeader', name: 'X-Set', value: '1' }],
    head: [{ do: 'writeHead', arguments: [200, { 'Content-Type': 'text/plain' }] }],
    flush: [{ do: 'flushHeaders' }],
    write: [{ do: 'write', chunk: 'some' }],
    end: [{ do: 'end', chunk: 'all' }],
  } satisfies Record<string, readonly ScriptStep[]>).flatMap(([point, steps]) =>
    Object.entries({
      throw: [{ do: 'throw', message: 'boom' }],
      later: [{ do: 'turn' }, { do: 'reject', message: 'boom' }],
      destroy: [{ do: 'destroy' }],
    } satisfies Record<string, readonly ScriptStep[]>).map(
      ([way, fails]) => [`${point}-${way}`, [...steps, ...fails]] as const,
    ),
  ),
);

function folderOf(target: Target, one: Case): string {
  const output = generated.get(keyOf(target, one));
  assert.ok(output !== undefined && 'folder' in output, JSON.stringify(output));
  return output.folder;
}

function taken({ records, reported }: Report): { records: readonly Taken[]; reported: readonly unknown[] } {
  return { records: records as readonly Taken[], reported };
}

/** A target with a limit on the size of files, which has the same effect as a full disk. */
function withFileLimit(target: Target, kibibytes: number): Target {
  const limited = `ulimit -f ${String(kibibytes * 2)}; exec "$0" "$@"`;
  return { ...target, command: ['sh', '-c', limited, ...target.command] };
}

function withId(request: RequestSpec, id: string): RequestSpec {
  return { ...request, headers: [...(request.headers ?? []), ['X-Request-Id', id]] };
}

function isUpload(id: string): boolean {
  return Number(id.split('-')[2]) % 2 === 1;
}

/** Sends requests with unique IDs over keep-alive connections, four at a time on each, and returns the bodies by ID. */
async function exchangeAll(
  port: number,
  prefix: string,
  connections: number,
  requests: number,
): Promise<Map<string, string>> {
  const bodies = new Map<string, string>();
  await Promise.all(
    Array.from({ length: connections }, async (_, number) => {
      const connection = await Connection.open(port);
      for (let sent = 0; sent < requests; sent += 4) {
        const ids = Array.from({ length: 4 }, (__, index) => `${prefix}-${String(number)}-${String(sent + index)}`);
        connection.send(Buffer.concat(ids.map((id) => bytesOf(withId(exchangeOf(id), id)))));
        for (const id of ids) {
          const reply = await connection.reply();
          assert.equal(reply.status, 200);
          assert.deepEqual(valuesOf(reply.headers, 'X-Request-Id'), [id], 'the response is that of its request');
          bodies.set(id, reply.body.toString());
        }
      }
      connection.destroy();
    }),
  );
  return bodies;
}

function exchangeOf(id: string): RequestSpec {
  return isUpload(id)
    ? { method: 'POST', target: '/echo', headers: [['Content-Type', 'text/plain']], body: `upload-${id}` }
    : { target: '/id' };
}

async function replyOrGone(connection: Connection): Promise<Reply | undefined> {
  try {
    return await connection.reply();
  } catch (error) {
    if (error instanceof ConnectionGone) return undefined;
    throw error;
  }
}
