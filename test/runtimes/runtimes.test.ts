/** The same requests and the same expectations on every runtime and for both targets. */
import assert from 'node:assert/strict';
import { type IncomingMessage, request as send } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { frameworks, generate } from './build.js';
import { runtimes, type Server, start } from './runtime.js';

interface Seen {
  readonly records: readonly CaptureRecord[];
  readonly outcomes: readonly string[];
  readonly cancelled: number;
  readonly pulled: number;
  readonly errors: readonly string[];
}

interface CaptureRecord {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly status: number | null;
  readonly outcome: string;
  readonly request: Side;
  readonly response: Side;
}

interface Side {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly size: number;
  readonly truncated: boolean;
  readonly body?: string;
  readonly omitted?: string;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Milliseconds to the head, and to each piece of the body. */
  readonly head: number;
  readonly pieces: readonly number[];
  readonly isWhole: boolean;
}

interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Leave after so many milliseconds. */
  readonly leaveAfter?: number;
  /** Read nothing for so many milliseconds, then leave. */
  readonly stallFor?: number;
}

const wanted = (process.env['RUNTIMES'] ?? runtimes.join(',')).split(',');

for (const framework of frameworks) {
  describe(framework, async () => {
    await generate(framework);
    for (const runtime of runtimes.filter((name) => wanted.includes(name))) {
      describe(runtime, () => {
        let server: Server;
        before(async () => {
          server = await start(framework, runtime);
        });
        after(() => server.stop());

        const call = (path: string, options: Call = {}): Promise<Reply> => callServer(server.port, path, options);
        const seen = async (): Promise<Seen> => JSON.parse((await call('/records')).body) as Seen;
        /** What one request has left behind, once it is there. */
        const seenAfter = async (
          path: string,
          options: Call = {},
        ): Promise<{ reply: Reply; record: CaptureRecord; seen: Seen }> => {
          await seen();
          const reply = await call(path, options);
          const records: CaptureRecord[] = [];
          let last: Seen | undefined;
          const sums = { cancelled: 0, pulled: 0 };
          const outcomes: string[] = [];
          for (let turn = 0; turn < 100 && records.length === 0; turn += 1) {
            await pause(turn === 0 ? 5 : 30);
            last = await seen();
            records.push(...last.records);
            outcomes.push(...last.outcomes);
            sums.cancelled += last.cancelled;
            sums.pulled += last.pulled;
          }
          const [record] = records;
          assert.ok(record !== undefined, `no record of ${path}: ${server.errors()}`);
          assert.equal(records.length, 1);
          assert.deepEqual(outcomes, [record.outcome]);
          assert.deepEqual(last?.errors, []);
          return { reply, record, seen: { records, outcomes, errors: [], ...sums } };
        };

        it('puts its headers on a response, and records it', async () => {
          const { reply, record } = await seenAfter('/json?a=1&token=secret', { headers: { 'X-Request-Id': 'mine' } });
          assert.equal(reply.body, '{"hello":"world","password":"hunter2"}');
          assert.match(String(reply.headers['x-process-time']), /^\d+\.\d{6}$/);
          assert.match(String(reply.headers['server-timing']), /^app;dur=\d+\.\d{3}$/);
          assert.equal(reply.headers['x-request-id'], 'mine');
          assert.equal(reply.headers['x-served'], 'here 200');
          assert.equal(reply.headers['cache-control'], 'no-store');
          assert.equal(reply.headers['x-powered-by'], undefined);
          assert.equal(record.query, 'a=1&token=[redacted]');
          assert.equal(record.requestId, 'mine');
          assert.deepEqual([record.request.omitted, record.response.size], ['empty', 38]);
          assert.equal(record.response.body, '{"hello":"world","password":"[redacted]"}');
        });

        it('keeps the length of a body that is no stream', async () => {
          const { reply, record } = await seenAfter('/json');
          if (runtime !== 'plain-node') assert.equal(reply.headers['content-length'], '38');
          assert.equal(record.outcome, 'completed');
        });

        it('shows a handler the changed request', async () => {
          const { reply, record } = await seenAfter('/headers', { headers: { 'X-Request-Id': 'abc', 'X-Drop': 'x' } });
          const headers = JSON.parse(reply.body) as Record<string, string>;
          assert.equal(headers['x-seen-by'], 'mwgen abc');
          assert.equal(headers['x-drop'], undefined);
          assert.equal(record.request.headers['x-drop'], 'x');
          assert.equal(record.request.headers['x-seen-by'], undefined);
        });

        it('gives a handler the id', async () => {
          const { reply } = await seenAfter('/id', { headers: { 'X-Request-Id': 'known' } });
          assert.equal(reply.body, 'known');
        });

        it('leaves excluded routes alone', async () => {
          await seen();
          const reply = await call('/health/live');
          assert.equal(reply.headers['x-request-id'], undefined);
          assert.deepEqual((await seen()).records, []);
        });

        it('leaves statuses without a body as they are', async () => {
          for (const [path, status] of [
            ['/no-content', 204],
            ['/not-modified', 304],
          ] as const) {
            const { reply, record } = await seenAfter(path);
            assert.equal(reply.status, status);
            assert.ok(reply.headers['x-process-time'] !== undefined);
            assert.deepEqual([record.response.omitted, record.response.size], ['empty', 0]);
          }
        });

        it('changes a redirect, whose headers are immutable', async () => {
          const { reply, record } = await seenAfter('/redirect');
          assert.equal(reply.status, 302);
          assert.equal(reply.headers.location, 'http://example.test/there');
          assert.equal(reply.headers['x-served'], 'here 302');
          assert.equal(record.status, 302);
        });

        it('keeps cookies apart', async () => {
          const { reply, record } = await seenAfter('/cookies');
          assert.deepEqual(reply.headers['set-cookie'], ['a=1', 'b=2']);
          assert.deepEqual(record.response.headers['set-cookie'], ['[redacted]', '[redacted]']);
        });

        it('answers HEAD without a body', async () => {
          const { reply, record } = await seenAfter('/json', { method: 'HEAD' });
          assert.equal(reply.body, '');
          assert.ok(reply.headers['x-process-time'] !== undefined);
          assert.deepEqual([record.method, record.response.omitted, record.response.size], ['HEAD', 'empty', 0]);
        });

        it('covers what no route answers', async () => {
          const { reply, record } = await seenAfter('/nowhere');
          assert.equal(reply.status, 404);
          assert.equal(reply.headers['x-served'], 'here 404');
          assert.equal(record.status, 404);
        });

        it('sees a handler fail', async () => {
          const { reply, record } = await seenAfter('/throw');
          assert.equal(reply.status, 500);
          if (framework === 'hono') {
            assert.equal(reply.body, 'page: thrown');
            assert.equal(reply.headers['x-served'], 'here 500');
            assert.deepEqual([record.status, record.outcome], [500, 'completed']);
          } else {
            assert.deepEqual([record.status, record.outcome], [null, 'failed']);
          }
        });

        describe('request bodies', () => {
          const json = '{"user":"é","password":"hunter2"}';
          const shown = '{"user":"é","password":"[redacted]"}';
          const headers = { 'Content-Type': 'application/json' };
          for (const path of ['/text', '/json', '/pipe', '/clone']) {
            it(`sees what ${path} reads`, async () => {
              const { reply, record } = await seenAfter(path, { method: 'POST', headers, body: json });
              assert.equal(reply.body, path === '/clone' ? json + json : json);
              assert.deepEqual([record.request.size, record.request.body], [Buffer.byteLength(json), shown]);
            });
          }

          it('sees bytes and forms', async () => {
            const { reply, record } = await seenAfter('/buffer', {
              method: 'POST',
              body: new Uint8Array(5000).fill(120),
            });
            assert.equal(reply.body, '5000');
            assert.deepEqual(
              [record.request.size, record.request.truncated, record.request.body?.length],
              [5000, true, 1024],
            );
            const form = await seenAfter('/form', {
              method: 'POST',
              headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
              body: 'a=1&password=x',
            });
            assert.equal(form.reply.body, '["a","password"]');
            assert.equal(form.record.request.body, 'a=1&password=[redacted]');
          });

          it('says that a body was not read', async () => {
            const { reply, record } = await seenAfter('/unread', { method: 'POST', headers, body: json });
            assert.equal(reply.status, 413);
            assert.deepEqual([record.request.omitted, record.request.size], ['unread', 0]);
            const large = new Uint8Array(1 << 20).fill(120);
            const part = await seenAfter('/part', { method: 'POST', body: large });
            assert.equal(part.record.request.omitted, 'unread');
            assert.ok(part.record.request.size > 0 && part.record.request.size < large.length);
          });
        });

        describe('streams', () => {
          it('pass piece by piece', async () => {
            const { reply, record } = await seenAfter('/stream');
            assert.equal(reply.body, 'part 1\npart 2\npart 3\n');
            assert.ok(reply.head < 90, `the head after ${String(reply.head)} ms`);
            assert.ok(reply.pieces.length >= 3, `in ${String(reply.pieces.length)} pieces`);
            assert.deepEqual([record.response.body, record.outcome], [reply.body, 'completed']);
          });

          it('send their head before their first piece', async () => {
            const { reply, record } = await seenAfter('/late');
            if (runtime !== 'bun') assert.ok(reply.head < 200, `the head after ${String(reply.head)} ms`);
            assert.equal(record.response.body, 'late');
          });

          it('are cancelled when the client leaves', async () => {
            const { record, seen: left } = await seenAfter('/endless', { leaveAfter: 200 });
            assert.deepEqual([record.status, record.outcome], [200, 'aborted']);
            assert.ok(record.response.size > 0);
            if (left.cancelled === 0) await pause(100);
            assert.equal(left.cancelled + (await seen()).cancelled, 1);
          });

          it('are pulled no faster than the client reads', async () => {
            const { record, seen: left } = await seenAfter('/flood', { stallFor: 500 });
            assert.equal(record.outcome, 'aborted');
            assert.ok(left.pulled < 400, `${String(left.pulled)} pieces of 64 KiB pulled`);
          });

          it('break off as they do without', async () => {
            const bare = await call('/health/broken');
            const { reply, record } = await seenAfter('/broken');
            assert.deepEqual([reply.status, reply.body, reply.isWhole], [bare.status, bare.body, bare.isWhole]);
            assert.equal(reply.isWhole, false);
            assert.deepEqual([record.outcome, record.response.body], ['failed', 'some some ']);
          });
        });

        it('records a client that left before the head', async () => {
          const { record } = await seenAfter('/slow', { leaveAfter: 100 });
          // workerd as it runs here tells nobody that a client has left before there is a response.
          const expected = runtime === 'workerd' ? [200, 'completed'] : [null, 'aborted'];
          assert.deepEqual([record.status, record.outcome], expected);
        });

        it('sends large texts whole, and keeps their beginning', async () => {
          const { reply, record } = await seenAfter('/big');
          assert.equal(reply.body.length, 1 << 20);
          assert.deepEqual(
            [record.response.size, record.response.truncated, record.response.body?.length],
            [1 << 20, true, 1024],
          );
        });

        it('keeps concurrent requests apart', async () => {
          const ids = Array.from({ length: 50 }, (_, index) => `id-${String(index)}`);
          const replies = await Promise.all(ids.map((id) => call('/id', { headers: { 'X-Request-Id': id } })));
          assert.deepEqual(
            replies.map(({ body, headers }) => [body, headers['x-request-id']]),
            ids.map((id) => [id, id]),
          );
        });
      });
    }
  });
}

function callServer(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, leaveAfter, stallFor }: Call,
): Promise<Reply> {
  return new Promise((resolve) => {
    const started = performance.now();
    const since = (): number => performance.now() - started;
    let hasLeft = false;
    const empty: Reply = { status: 0, headers: {}, body: '', head: 0, pieces: [], isWhole: false };
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const request = send(
      { port, host: '127.0.0.1', path, method, agent: false, headers: { ...headers, ...length } },
      (response) => {
        const head = since();
        const chunks: Buffer[] = [];
        const pieces: number[] = [];
        const end = (): void => {
          const { statusCode: status = 0, complete } = response;
          resolve({
            status,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
            head,
            pieces,
            isWhole: complete && !hasLeft,
          });
        };
        response.on('error', () => undefined);
        response.on('close', end);
        if (stallFor !== undefined) return;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          pieces.push(since());
        });
      },
    );
    request.on('error', () => {
      resolve(empty);
    });
    const leave = leaveAfter ?? stallFor;
    if (leave !== undefined) {
      setTimeout(() => {
        hasLeft = true;
        request.destroy();
      }, leave);
    }
    request.end(body);
  });
}
