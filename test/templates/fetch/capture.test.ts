/** Tests captures of requests and responses of the Fetch API. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { SpillStore } from '../../../templates/typescript/disk/store.js';
import type { BodyLimits } from '../../../templates/typescript/shared/settings.js';
import type { RequestFacts } from '../../../templates/typescript/shared/capture-settings.js';
import type { CaptureSettings } from '../../../templates/typescript/shared/settings.js';
import { heldBytes } from '../../../templates/typescript/shared/memory.js';
import type { CaptureRecord, Outcome } from '../../../templates/typescript/shared/record.js';
import { RecordQueue } from '../../../templates/typescript/shared/records.js';
import { Redactor } from '../../../templates/typescript/shared/redact.js';
import { until } from '../loopback.js';

interface Capture {
  head(response: Response): boolean;
  chunk(chunk: Uint8Array): void;
  done(outcome: Outcome): Promise<void>;
}

interface CaptureModule {
  readonly ExchangeCapture: new (
    settings: CaptureSettings,
    records: RecordQueue,
    request: Request,
    facts: RequestFacts,
    headers?: Headers,
  ) => Capture;
}

// Not a static import: here, the types of its platform are those of Node.
const place = new URL('../../../templates/typescript/fetch/capture.js', import.meta.url);
const module: unknown = await import(place.href);
const { ExchangeCapture } = module as CaptureModule;

const memoryLimit = 1_000_000;
const whole: BodyLimits = { maxBytes: 1000, memoryLimit, keeps: () => true };
const both: CaptureSettings = {
  middleware: 'audit',
  request: whole,
  response: whole,
  redactedHeaders: new Set(['authorization']),
  replacement: '[x]',
};
const url = 'http://localhost/a';
const bytes = new TextEncoder();

interface Captured {
  readonly capture: Capture;
  readonly records: CaptureRecord[];
  readonly reported: unknown[];
}

function captured(
  request: Request,
  settings: CaptureSettings = both,
  { sink = () => undefined, headers }: { sink?: () => unknown; headers?: Headers } = {},
): Captured {
  const records: CaptureRecord[] = [];
  const reported: unknown[] = [];
  const report = (error: unknown): void => {
    reported.push(error);
  };
  const queue = new RecordQueue(report, (record) => {
    records.push(record);
    return sink();
  });
  const facts = { path: '/a', query: undefined, started: performance.now() };
  return {
    capture: new ExchangeCapture(settings, queue, request, facts, headers),
    records,
    reported,
  };
}

function post(body: string | ReadableStream | null, headers: Readonly<Record<string, string>> = {}): Request {
  return new Request(url, {
    method: 'POST',
    body,
    headers,
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
}

/** The record of a request that `read` reads and this response answers. */
async function recorded(
  request: Request,
  read: (request: Request) => unknown = (given) => given.arrayBuffer(),
  { response = new Response(), settings = both }: { response?: Response; settings?: CaptureSettings } = {},
): Promise<CaptureRecord> {
  const { capture, records, reported } = captured(request, settings);
  await read(request);
  assert.equal(capture.head(response), true);
  if (response.body !== null) capture.chunk(new Uint8Array(await response.arrayBuffer()));
  await capture.done('completed');
  assert.deepEqual(reported, []);
  assert.equal(heldBytes, 0);
  return records[0] ?? assert.fail();
}

describe('the record of an exchange', () => {
  it('has both bodies, the headers and the times', async () => {
    const request = post('body', { Authorization: 'b', 'X-A': '1' });
    const { capture, records } = captured(request);
    await request.text();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(capture.head(new Response('', { status: 201, headers: { 'X-B': '1' } })), true);
    capture.chunk(bytes.encode('one '));
    await new Promise((resolve) => setTimeout(resolve, 20));
    capture.chunk(bytes.encode('two'));
    await capture.done('aborted');
    capture.chunk(bytes.encode('three'));
    assert.equal(heldBytes, 0);
    const { time, timeToHeadMs, durationMs, ...rest } = records[0] ?? assert.fail();
    assert.ok(Math.abs(Date.parse(time) - Date.now()) < 20_000);
    assert.ok(timeToHeadMs !== null && timeToHeadMs >= 15 && timeToHeadMs < 10_000, String(timeToHeadMs));
    assert.ok(durationMs >= timeToHeadMs + 15 && durationMs < 20_000, String(durationMs));
    assert.deepEqual(rest, {
      middleware: 'audit',
      method: 'POST',
      path: '/a',
      status: 201,
      outcome: 'aborted',
      request: {
        headers: { authorization: '[x]', 'content-type': 'text/plain;charset=UTF-8', 'x-a': '1' },
        size: 4,
        truncated: false,
        body: 'body',
      },
      response: {
        headers: { 'content-type': 'text/plain;charset=UTF-8', 'x-b': '1' },
        size: 7,
        truncated: false,
        body: 'one two',
      },
    });
  });

  it('has the headers that came, and no time of a response that was never sent', async () => {
    const request = new Request(url, { headers: { 'X-A': 'changed' } });
    const { capture, records } = captured(request, both, { headers: new Headers({ 'X-A': 'original' }) });
    await capture.done('failed');
    const { status, timeToHeadMs, outcome, request: shown, response } = records[0] ?? assert.fail();
    assert.deepEqual([status, timeToHeadMs, outcome], [null, null, 'failed']);
    assert.deepEqual(shown, { headers: { 'x-a': 'original' }, size: 0, truncated: false, omitted: 'empty' });
    assert.deepEqual(response, { headers: {}, size: 0, truncated: false, omitted: 'empty' });
  });

  it('has only the bodies that the settings name', async () => {
    const { request: _request, response: _response, ...neither } = both;
    for (const one of ['request', 'response'] as const) {
      const settings = { ...neither, [one]: whole };
      const record = await recorded(post('body'), undefined, { settings, response: new Response('body') });
      assert.deepEqual(
        ['request' in record, 'response' in record, record[one]?.body],
        [one === 'request', one === 'response', 'body'],
      );
    }
  });

  it('is made for the statuses that the settings name', async () => {
    const settings: CaptureSettings = { ...both, statuses: [[200, 299]] };
    for (const [status, isRecorded] of [
      [200, true],
      [500, false],
    ] as const) {
      const request = post('body');
      const { capture, records } = captured(request, settings);
      await request.text();
      assert.ok(heldBytes > 0);
      assert.equal(capture.head(new Response('', { status })), isRecorded);
      assert.equal(heldBytes > 0, isRecorded, 'memory is released as soon as the status is known');
      capture.chunk(bytes.encode('answer'));
      await capture.done('completed');
      assert.equal(records.length, isRecorded ? 1 : 0);
      assert.equal(heldBytes, 0);
    }
  });

  it('is not made without a status if the settings name some, nor for records that are not accepted', async () => {
    const request = post('body');
    const { capture, records } = captured(request, { ...both, statuses: [[200, 299]] });
    await request.text();
    await capture.done('aborted');
    assert.deepEqual([records.length, heldBytes], [0, 0]);
    assert.equal(capture.head(new Response()), false, 'it is over');

    let finish: (value?: unknown) => void = () => undefined;
    const slow = new Promise((resolve) => {
      finish = resolve;
    });
    const busy = new RecordQueue(
      () => undefined,
      () => slow,
    );
    while (busy.accepts()) void busy.send(() => ({}) as CaptureRecord, undefined);
    const other = post('body');
    const refused = new ExchangeCapture(both, busy, other, { path: '/', query: undefined, started: 0 });
    await other.text();
    refused.head(new Response());
    await refused.done('completed');
    assert.equal(heldBytes, 0);
    finish();
  });
});

describe('the body of a captured request', () => {
  it('is empty where there is none', async () => {
    const none = [
      new Request(url),
      new Request(url, { method: 'HEAD' }),
      post(null),
      post(null, { 'Content-Length': '0' }),
      // It is not read, and would be unread otherwise.
      post('body', { 'Content-Length': '0' }),
    ];
    for (const request of none) {
      const { size, omitted } = (await recorded(request, () => undefined)).request ?? assert.fail();
      assert.deepEqual([size, omitted], [0, 'empty']);
    }
  });

  it('is asked for last, as some servers create it only then', () => {
    let asked = 0;
    for (const headers of [{ 'Content-Length': '4' }, { 'Transfer-Encoding': 'chunked' }, {}]) {
      const request = post('body');
      const { body } = request;
      // A client cannot set the second one.
      Object.defineProperty(request, 'headers', { value: new Headers(headers) });
      Object.defineProperty(request, 'body', {
        configurable: true,
        get: () => {
          asked += 1;
          return body;
        },
      });
      captured(request);
    }
    assert.equal(asked, 1);
  });

  it('is unread if the application did not read all of it', async () => {
    const { omitted, size } = (await recorded(post('body'), () => undefined)).request ?? assert.fail();
    assert.deepEqual([omitted, size], ['unread', 0]);
    const pieces = ['bo', 'dy'].map((text) => bytes.encode(text));
    for (const [declared, shown] of [
      ['2', { size: 2, truncated: false, body: 'bo' }],
      ['4', { size: 2, truncated: false, omitted: 'unread' }],
      [undefined, { size: 2, truncated: false, omitted: 'unread' }],
    ] as const) {
      const left = [...pieces];
      const stream = new ReadableStream(
        {
          pull: (controller) => {
            controller.enqueue(left.shift() ?? assert.fail());
          },
        },
        { highWaterMark: 0 },
      );
      const request = post(stream, declared === undefined ? {} : { 'Content-Length': declared });
      const record = await recorded(request, ({ body }) => body?.getReader().read());
      const { headers: _, ...rest } = record.request ?? assert.fail();
      assert.deepEqual(rest, shown, declared);
    }
  });

  it('is unread if other code has read it before, and has the size that it declares', async () => {
    const shown = [];
    for (const headers of [{ 'Content-Length': '4' }, {}]) {
      const request = post('body', headers);
      await request.text();
      const record = await recorded(request, () => undefined);
      shown.push([record.request?.omitted, record.request?.size]);
    }
    assert.deepEqual(shown, [
      ['unread', 4],
      ['unread', 0],
    ]);
  });

  it('ends with the exchange', async () => {
    const request = post('body');
    const { capture, records } = captured(request);
    await capture.done('completed');
    assert.equal(await request.text(), 'body');
    assert.deepEqual([records[0]?.request?.size, heldBytes], [0, 0]);
  });

  it('is omitted if its type is not captured', async () => {
    const keeps = (type: string | undefined): boolean => type === 'text/plain';
    const settings = { ...both, request: { ...whole, keeps }, response: { ...whole, keeps } };
    const shown = [];
    for (const [one, other] of [
      ['text/plain', 'text/html'],
      ['text/html', 'text/plain'],
    ] as const) {
      const answer = new Response('answer', { headers: { 'Content-Type': other } });
      const { request, response } = await recorded(post('body', { 'Content-Type': one }), undefined, {
        response: answer,
        settings,
      });
      shown.push([request?.body, request?.omitted, response?.body, response?.omitted]);
    }
    assert.deepEqual(shown, [
      ['body', undefined, undefined, 'content-type'],
      [undefined, 'content-type', 'answer', undefined],
    ]);
  });
});

describe('the body of a captured response', () => {
  it('is empty where HTTP has none, whatever the handler returns', async () => {
    const { capture, records } = captured(new Request(url, { method: 'HEAD' }));
    capture.head(new Response('answer'));
    capture.chunk(bytes.encode('answer'));
    await capture.done('completed');
    assert.deepEqual([records[0]?.response?.size, records[0]?.response?.omitted], [0, 'empty']);
    for (const status of [204, 304]) {
      const { capture, records } = captured(new Request(url));
      capture.head(new Response(null, { status }));
      capture.chunk(bytes.encode('answer'));
      await capture.done('completed');
      assert.deepEqual([records[0]?.response?.size, records[0]?.response?.omitted], [0, 'empty']);
    }
  });
});

describe('the memory of a capture', () => {
  it('is kept until the sink has the record', async () => {
    let finish: (value?: unknown) => void = () => undefined;
    const slow = new Promise((resolve) => {
      finish = resolve;
    });
    const request = post('body');
    const { capture, records } = captured(request, both, { sink: () => slow });
    await request.text();
    capture.head(new Response());
    capture.chunk(bytes.encode('answer'));
    let isDone = false;
    const done = capture.done('completed').then(() => (isDone = true));
    await until(() => records.length > 0);
    assert.ok(heldBytes > 0);
    assert.equal(isDone, false);
    finish();
    await done;
    assert.equal(heldBytes, 0);
  });

  it('is released if the sink fails, which is reported', async () => {
    const request = post('body');
    const error = new Error('no');
    const { capture, reported } = captured(request, both, { sink: () => Promise.reject(error) });
    await request.text();
    await capture.done('completed');
    assert.deepEqual([reported, heldBytes], [[error], 0]);
  });
});

describe('a captured body in a file', () => {
  it('is one that is larger than the limit and surely harmless, and is removed if there is no record', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'capture-'));
    const spill = new SpillStore({ directory, maxBytes: 100, totalBytes: 1000 });
    const spilling = { ...whole, maxBytes: 9, spill };
    const redactor = new Redactor([['password']], '[x]');
    const settings: CaptureSettings = { ...both, request: spilling, response: spilling, redactor };
    const files = async (): Promise<number> =>
      (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.body')).length;
    try {
      const type = { 'Content-Type': 'text/plain' };
      const exact = await recorded(post('two words', type), undefined, { settings });
      assert.deepEqual([exact.request?.body, exact.request?.truncated], ['two words', false]);
      assert.deepEqual(await readdir(directory), []);

      const response = new Response('two words.', { headers: type });
      const larger = await recorded(post('two words.', type), undefined, { settings, response });
      for (const body of [larger.request, larger.response]) {
        const { omitted, spilledBytes, size, file = '' } = body ?? assert.fail();
        assert.deepEqual(
          [omitted, spilledBytes, size, await readFile(file, 'utf8')],
          ['spilled', 10, 10, 'two words.'],
        );
      }
      for (const headers of [{ 'Content-Type': 'application/json' }, { ...type, 'Content-Encoding': 'gzip' }]) {
        const kept = await recorded(post('two words.', headers), undefined, { settings });
        assert.deepEqual([kept.request?.omitted, kept.request?.file], ['unredactable', undefined]);
      }
      const before = await files();
      const request = post('two words.', type);
      const left = captured(request, { ...settings, statuses: [[500, 599]] });
      await request.text();
      left.capture.head(new Response());
      await left.capture.done('completed');
      // A file is created some time after the body has come.
      for (let tries = 0; tries < 100 && (tries < 5 || (await files()) !== before); tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(await files(), before);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('is removed if the record is not accepted at the end', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'capture-'));
    const spill = new SpillStore({ directory, maxBytes: 100, totalBytes: 1000 });
    const spilling = { ...whole, maxBytes: 4, spill };
    const haveFiles = async (count: number): Promise<void> => {
      const deadline = Date.now() + 20_000;
      const files = async (): Promise<number> =>
        (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.body')).length;
      while ((await files()) !== count) {
        assert.ok(Date.now() < deadline, `there are not ${String(count)} files`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    try {
      const records = Object.assign(new RecordQueue(assert.ifError), { accepts: () => false });
      const facts = { path: '/a', query: undefined, started: performance.now() };
      const request = post('bodys');
      const capture = new ExchangeCapture({ ...both, request: spilling, response: spilling }, records, request, facts);
      await request.text();
      capture.head(new Response());
      capture.chunk(bytes.encode('bodys'));
      await haveFiles(2);
      await capture.done('completed');
      await haveFiles(0);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
