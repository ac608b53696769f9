/** Sends HTTP requests, and reads what the server has recorded. */
import assert from 'node:assert/strict';
import { type IncomingMessage, request as send } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from './runtime.js';

export interface Seen {
  readonly records: readonly CaptureRecord[];
  readonly outcomes: readonly string[];
  readonly cancelled: number;
  readonly pulled: number;
  readonly errors: readonly string[];
}

export interface CaptureRecord {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly status: number | null;
  readonly outcome: string;
  readonly request: Side;
  readonly response: Side;
}

export interface Side {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly size: number;
  readonly truncated: boolean;
  readonly body?: string;
  readonly encoding?: string;
  readonly omitted?: string;
  readonly file?: string;
  readonly spilledBytes?: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  readonly body: string;
  /** The time until the headers, and until each chunk of the body, in milliseconds. */
  readonly head: number;
  readonly pieces: readonly number[];
  readonly isWhole: boolean;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Disconnects after this many milliseconds. */
  readonly leaveAfter?: number;
  /** Reads nothing for this many milliseconds and then disconnects. */
  readonly stallFor?: number;
}

export interface Expectation {
  /** Whether the `done` hook is called. */
  readonly isHooked?: boolean;
}

export interface Exchange {
  readonly reply: Reply;
  readonly record: CaptureRecord;
  readonly seen: Seen;
}

/** Sends requests to a server, each on a new connection. */
export class Client {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  call(path: string, options: Call = {}): Promise<Reply> {
    return callServer(this.#server.port, path, options);
  }

  /** What the server has recorded since the last call. */
  async seen(): Promise<Seen> {
    return JSON.parse((await this.call('/records')).body) as Seen;
  }

  /** Performs an action and returns what the server has recorded about it, as soon as there is a record. */
  async after<Result>(
    what: string,
    action: () => Promise<Result>,
    { isHooked = true }: Expectation = {},
  ): Promise<Omit<Exchange, 'reply'> & { reply: Result }> {
    await this.seen();
    const reply = await action();
    const seen = await this.#collect((records) => records.length > 0);
    const [record] = seen.records;
    assert.ok(record !== undefined, `no record of ${what}: ${this.#server.errors()}`);
    assert.equal(seen.records.length, 1);
    assert.deepEqual(seen.outcomes, isHooked ? [record.outcome] : []);
    assert.deepEqual(seen.errors, []);
    return { reply, record, seen };
  }

  exchange(path: string, options: Call = {}, expected: Expectation = {}): Promise<Exchange> {
    return this.after(path, () => this.call(path, options), expected);
  }

  async #collect(isEnough: (records: readonly CaptureRecord[]) => boolean): Promise<Seen> {
    const all = { records: [] as CaptureRecord[], outcomes: [] as string[], errors: [] as string[] };
    const sums = { cancelled: 0, pulled: 0 };
    for (let turn = 0; turn < 100 && !isEnough(all.records); turn += 1) {
      await pause(turn === 0 ? 5 : 30);
      const news = await this.seen();
      all.records.push(...news.records);
      all.outcomes.push(...news.outcomes);
      all.errors.push(...news.errors);
      sums.cancelled += news.cancelled;
      sums.pulled += news.pulled;
    }
    return { ...all, ...sums };
  }
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
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const request = send(
      { port, host: '127.0.0.1', path, method, agent: false, headers: { ...headers, ...length } },
      (response) => {
        const head = since();
        const chunks: Buffer[] = [];
        const pieces: number[] = [];
        response.on('error', () => undefined);
        response.on('close', () => {
          const { statusCode: status = 0, complete } = response;
          const bytes = Buffer.concat(chunks);
          const isWhole = complete && !hasLeft;
          resolve({ status, headers: response.headers, bytes, body: bytes.toString(), head, pieces, isWhole });
        });
        if (stallFor !== undefined) return;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          pieces.push(since());
        });
      },
    );
    request.on('error', () => {
      resolve({ status: 0, headers: {}, bytes: Buffer.alloc(0), body: '', head: 0, pieces: [], isWhole: false });
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
