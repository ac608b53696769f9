/** Tests captures with a real server and connections. One server answers all requests, each as its test has it. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { SpillStore } from '../../../templates/typescript/disk/store.js';
import { ExchangeCapture } from '../../../templates/typescript/node/capture.js';
import { whenDone } from '../../../templates/typescript/node/exchange.js';
import { observeBody, observeHead } from '../../../templates/typescript/node/response.js';
import type { BodyLimits, CaptureSettings } from '../../../templates/typescript/shared/settings.js';
import { heldBytes } from '../../../templates/typescript/shared/memory.js';
import type { CaptureRecord } from '../../../templates/typescript/shared/record.js';
import { RecordQueue } from '../../../templates/typescript/shared/records.js';
import { closeServers, exchange, open, serve, until } from '../loopback.js';

let listener: RequestListener = (_, res) => res.end();
let port = 0;
before(async () => {
  port = await serve((req, res) => {
    listener(req, res);
  });
});
after(closeServers);

const memoryLimit = 1_000_000;
const whole: BodyLimits = { maxBytes: 1000, memoryLimit, keeps: () => true };
const both: CaptureSettings = {
  middleware: 'audit',
  request: whole,
  response: whole,
  redactedHeaders: new Set(['authorization']),
  replacement: '[x]',
};

type Handler = (req: IncomingMessage, res: ServerResponse, capture: ExchangeCapture) => unknown;
type Sink = (record: CaptureRecord) => unknown;

/** Captures what comes to the server from now on. */
function capturing(
  handle: Handler,
  settings: CaptureSettings = both,
  sink: Sink = () => undefined,
): { readonly records: CaptureRecord[]; readonly reported: unknown[]; readonly done: string[] } {
  const records: CaptureRecord[] = [];
  const reported: unknown[] = [];
  const done: string[] = [];
  const report = (error: unknown): void => {
    reported.push(error);
  };
  const queue = new RecordQueue(report, (record) => {
    records.push(record);
    return sink(record);
  });
  listener = (req, res) => {
    const started = performance.now();
    const capture = new ExchangeCapture(settings, queue, req, {
      path: req.url ?? '',
      query: undefined,
      started,
    });
    observeHead(res, capture);
    observeBody(res, (chunk, encoding) => {
      capture.chunk(chunk, encoding);
    });
    whenDone(req, res, (outcome) => {
      void capture.done(outcome, res);
      done.push(outcome);
    });
    handle(req, res, capture);
  };
  return { records, reported, done };
}

const echo: Handler = (req, res) => {
  void buffer(req).then((body) => res.end(body));
};

function post(body: string, headers: readonly string[] = []): string {
  const length = `Content-Length: ${String(body.length)}`;
  return ['POST /a HTTP/1.1', 'Host: a', 'Connection: close', length, ...headers, '', body].join('\r\n');
}

async function recorded(
  request: string,
  handle: Handler = echo,
  settings: CaptureSettings = both,
): Promise<CaptureRecord> {
  const { records, reported } = capturing(handle, settings);
  await exchange(port, request);
  await until(() => records.length > 0);
  assert.deepEqual(reported, []);
  await until(() => heldBytes === 0);
  return records[0] ?? assert.fail();
}

describe('the record of an exchange', () => {
  it('has both bodies, the original headers and the times', async () => {
    const record = await recorded(post('body', ['Authorization: b', 'X-A: 1', 'X-A: 2']), (req, res) => {
      req.rawHeaders.length = 0;
      setTimeout(() => {
        res.setHeader('X-B', ['1', '2']);
        res.writeHead(201, { 'Content-Type': 'text/plain' });
        res.write('one ');
        setTimeout(() => {
          req.resume();
          res.end('two');
        }, 20);
      }, 20);
    });
    const { time, timeToHeadMs, durationMs, ...rest } = record;
    assert.ok(Math.abs(Date.parse(time) - Date.now()) < 20_000);
    assert.ok(timeToHeadMs !== null && timeToHeadMs >= 15 && timeToHeadMs < 10_000, String(timeToHeadMs));
    assert.ok(durationMs >= timeToHeadMs + 15 && durationMs < 20_000, String(durationMs));
    assert.deepEqual(rest, {
      middleware: 'audit',
      method: 'POST',
      path: '/a',
      status: 201,
      outcome: 'completed',
      request: {
        headers: { host: 'a', connection: 'close', 'content-length': '4', authorization: '[x]', 'x-a': ['1', '2'] },
        size: 4,
        truncated: false,
        body: 'body',
      },
      response: {
        headers: { 'x-b': ['1', '2'], 'content-type': 'text/plain' },
        size: 7,
        truncated: false,
        body: 'one two',
      },
    });
  });

  it('has the method that came, and no time of a response that was never sent', async () => {
    const { records } = capturing((req) => {
      req.method = 'PUT';
    });
    const { socket } = await open(port);
    socket.write('GET /a HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.resetAndDestroy();
    await until(() => records.length > 0);
    const { method, status, timeToHeadMs, outcome, request } = records[0] ?? assert.fail();
    assert.deepEqual([method, status, timeToHeadMs, outcome], ['GET', null, null, 'aborted']);
    assert.deepEqual(request, { headers: { host: 'a' }, size: 0, truncated: false, omitted: 'empty' });
  });

  it('has only the bodies that the settings name', async () => {
    const { request: _request, response: _response, ...neither } = both;
    for (const one of ['request', 'response'] as const) {
      const record = await recorded(post('body'), echo, { ...neither, [one]: whole });
      assert.deepEqual(
        ['request' in record, 'response' in record, record[one]?.body],
        [one === 'request', one === 'response', 'body'],
      );
    }
  });

  it('is made for the statuses that the settings name, first and last included', async () => {
    const settings: CaptureSettings = {
      ...both,
      statuses: [
        [200, 201],
        [404, 499],
      ],
    };
    const { records, done } = capturing((req, res) => {
      req.resume();
      res.statusCode = Number(req.url?.slice(1));
      res.end('answer');
    }, settings);
    const statuses = [200, 201, 202, 403, 404, 450, 499, 500];
    for (const status of statuses) await exchange(port, post('body').replace('/a', `/${String(status)}`));
    await until(() => done.length === statuses.length && records.length === 5);
    assert.deepEqual(
      records.map(({ status }) => status),
      [200, 201, 404, 450, 499],
    );
    await until(() => heldBytes === 0);
  });

  it('is not made without a status if the settings name some, nor for records that are not accepted', async () => {
    const { records, done } = capturing(() => undefined, { ...both, statuses: [[200, 299]] });
    const { socket } = await open(port);
    socket.write(post('body'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.resetAndDestroy();
    await until(() => done.length > 0);
    assert.deepEqual(records, []);

    let finish: (value?: unknown) => void = () => undefined;
    const slow = new Promise((resolve) => {
      finish = resolve;
    });
    const busy = new RecordQueue(
      () => undefined,
      () => slow,
    );
    while (busy.accepts()) void busy.send(() => ({}) as CaptureRecord, undefined);
    const held = await new Promise<number>((resolve) => {
      listener = (req, res) => {
        const capture = new ExchangeCapture(both, busy, req, {
          path: '/',
          query: undefined,
          started: 0,
        });
        res.end();
        capture.head(200, new Map());
        capture.chunk('answer', 'utf8');
        assert.ok(heldBytes > 0);
        void capture.done('completed', res);
        resolve(heldBytes);
      };
      void exchange(port, post('body'));
    });
    assert.equal(held, 0);
    finish();
  });
});

describe('the body of a captured request', () => {
  it('is that which came, if the application sets an encoding', async () => {
    for (const encoding of ['latin1', 'utf8', 'hex', 'base64', 'utf16le'] as const) {
      const record = await recorded(post('g\xc3\xbcnther'), (req, res) => {
        req.setEncoding(encoding);
        req.on('data', () => undefined);
        req.on('end', () => res.end());
      });
      assert.deepEqual([record.request?.size, record.request?.body], [8, 'günther'], encoding);
    }
  });

  it('is unread if the application did not read it', async () => {
    const unread: Handler = (_, res) => res.end();
    const { omitted, size } = (await recorded(post('body'), unread)).request ?? assert.fail();
    assert.deepEqual([omitted, size], ['unread', 0]);
  });

  it('is unread if other code has read it before, and has the size that it declares', async () => {
    const records: CaptureRecord[] = [];
    const queue = new RecordQueue(assert.ifError, (record) => records.push(record));
    listener = (req, res) => {
      void buffer(req).then(() => {
        const facts = { path: '/', query: undefined, started: performance.now() };
        const capture = new ExchangeCapture(both, queue, req, facts);
        res.end();
        void capture.done('completed', res);
      });
    };
    await exchange(port, post('body'));
    const chunked =
      'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n';
    await exchange(port, chunked);
    await until(() => records.length === 2);
    assert.deepEqual(
      records.map(({ request }) => [request?.omitted, request?.size]),
      [
        ['unread', 4],
        ['unread', 0],
      ],
    );
  });

  it('is whole if as many bytes as declared were read, and the end was not', async () => {
    const record = await recorded(post('body'), (req, res) => {
      req.once('data', () => {
        req.pause();
        res.end();
      });
    });
    assert.equal(record.request?.body, 'body');
    const part = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nbody';
    const { records } = capturing((req, res) => {
      req.once('data', () => res.end());
    });
    const { socket } = await open(port);
    socket.write(part);
    await until(() => records.length > 0);
    socket.destroy();
    assert.deepEqual([records[0]?.request?.omitted, records[0]?.request?.size], ['unread', 4]);
  });

  it('ends with the exchange', async () => {
    const record = await recorded(post('body'), (req, res, capture) => {
      res.end();
      void capture.done('completed', res);
      req.resume();
    });
    assert.equal(record.request?.size, 0);
  });

  it('is omitted if its type is not captured', async () => {
    const keeps = (type: string | undefined): boolean => type === 'text/plain';
    const settings = { ...both, request: { ...whole, keeps }, response: { ...whole, keeps } };
    const handle: Handler = (req, res) => {
      req.resume();
      res.setHeader('Content-Type', req.headers['content-type'] === 'text/plain' ? 'text/html' : 'text/plain');
      req.on('end', () => res.end('answer'));
    };
    const shown = [];
    for (const type of ['text/plain', 'text/html']) {
      const { request, response } = await recorded(post('body', [`Content-Type: ${type}`]), handle, settings);
      shown.push([request?.body, request?.omitted, response?.body, response?.omitted]);
    }
    assert.deepEqual(shown, [
      ['body', undefined, undefined, 'content-type'],
      [undefined, 'content-type', 'answer', undefined],
    ]);
  });

  it('is base64 if it is coded and the settings do not decode it', async () => {
    const coded = gzipSync('body');
    const head = ['Content-Encoding: gzip', 'Content-Type: text/plain'];
    const asIs = await recorded(post(coded.toString('latin1'), head));
    assert.deepEqual([asIs.request?.body, asIs.request?.encoding], [coded.toString('base64'), 'base64']);
    const decoded = await recorded(post(coded.toString('latin1'), head), echo, { ...both, decompress: true });
    assert.deepEqual([decoded.request?.body, decoded.request?.encoding], ['body', undefined]);
  });
});

describe('the body of a captured response', () => {
  it('is empty where HTTP has none, whatever the handler writes', async () => {
    for (const [status, method] of [
      [204, 'POST'],
      [304, 'POST'],
      [200, 'HEAD'],
    ] as const) {
      const record = await recorded(post('body').replace('POST', method), (req, res) => {
        req.resume();
        res.writeHead(status, { 'Content-Type': 'text/plain' });
        res.end('answer');
      });
      const { size, omitted, headers } = record.response ?? assert.fail();
      assert.deepEqual([size, omitted, headers['content-type']], [0, 'empty', 'text/plain']);
    }
    assert.equal((await recorded(post('answer'))).response?.body, 'answer');
  });

  it('ends with the exchange', async () => {
    const record = await recorded(post('body'), (req, res, capture) => {
      req.resume();
      res.write('one');
      void capture.done('completed', res);
      res.end('two');
    });
    assert.equal(record.response?.size, 3);
  });

  it('is recorded though the exchange was aborted', async () => {
    const { records } = capturing((_, res) => res.write('beginning'));
    const { socket, received } = await open(port);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => received().includes('beginning'));
    socket.resetAndDestroy();
    await until(() => records.length > 0);
    assert.deepEqual([records[0]?.outcome, records[0]?.response?.body], ['aborted', 'beginning']);
  });
});

describe('the memory of a capture', () => {
  it('is kept until the sink has the record, and released if there is none', async () => {
    let finish: (value?: unknown) => void = () => undefined;
    const slow = new Promise((resolve) => {
      finish = resolve;
    });
    const { records } = capturing(echo, both, () => slow);
    await exchange(port, post('body'));
    await until(() => records.length > 0);
    assert.ok(heldBytes > 0);
    finish();
    await until(() => heldBytes === 0);

    const { done } = capturing(
      (req, res) => {
        void buffer(req).then((body) => {
          assert.ok(heldBytes > 0);
          res.writeHead(200);
          assert.equal(heldBytes, 0, 'as soon as the status is known');
          res.end(body);
        });
      },
      { ...both, statuses: [[500, 599]] },
    );
    assert.match(await exchange(port, post('body')), / 200 OK/);
    await until(() => done.length > 0);
    assert.equal(heldBytes, 0);
  });

  it('is released if the sink fails, which is reported', async () => {
    for (const sink of [
      () => Promise.reject(new Error('no')),
      () => {
        throw new Error('no');
      },
    ]) {
      const { reported } = capturing(echo, both, sink);
      await exchange(port, post('body'));
      await until(() => reported.length > 0 && heldBytes === 0);
      assert.deepEqual(reported, [new Error('no')]);
    }
  });
});

describe('a captured body in a file', () => {
  it('is one that is larger than the limit, and is removed if there is no record', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'capture-'));
    const spill = new SpillStore({ directory, maxBytes: 100, totalBytes: 1000 });
    const spilling = { ...whole, maxBytes: 4, spill };
    const settings = { ...both, request: spilling, response: spilling };
    try {
      const exact = await recorded(post('body'), echo, settings);
      assert.deepEqual(
        [exact.request?.body, exact.request?.truncated, exact.request?.file],
        ['body', false, undefined],
      );
      assert.deepEqual(await readdir(directory), []);
      const larger = await recorded(post('bodys'), echo, settings);
      for (const { omitted, file = '', spilledBytes, size } of [larger.request, larger.response].map(
        (body) => body ?? assert.fail(),
      )) {
        assert.deepEqual([omitted, spilledBytes, size, await readFile(file, 'utf8')], ['spilled', 5, 5, 'bodys']);
      }
      const files = async (): Promise<number> =>
        (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.body')).length;
      const before = await files();
      const { done } = capturing(echo, { ...settings, statuses: [[500, 599]] });
      await exchange(port, post('bodys'));
      await until(() => done.length > 0);
      // A file is created some time after the body has come.
      for (let tries = 0; tries < 100 && (tries < 5 || (await files()) !== before); tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(await files(), before);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
