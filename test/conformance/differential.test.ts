/**
 * Sends generated requests to the same application without middleware and with all features. The bytes of the responses
 * must be the same, except for what the middleware adds.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { AppSettings, CannedAnswer, Case, RequestSpec, ScriptStep } from './harness/case.js';
import { Connection, ConnectionGone, type Reply } from './harness/connection.js';
import { differences, type Expected } from './harness/expect.js';
import { generate, keyOf, newWorkFolder } from './harness/generate.js';
import { bytesOf, replyDifferences } from './harness/play.js';
import { comparedEvents } from './harness/run-case.js';
import { ServerProcess } from './harness/server-process.js';
import { targetsAsked } from './harness/targets.js';

const runs = Number(process.env['MWGEN_DIFFERENTIAL_RUNS'] ?? 100);
const timeLimit = 30_000 + runs * 100;
const ours = ['X-Process-Time', 'Server-Timing', 'X-Request-Id', 'X-Ours', 'X-Added'];
const spec = `
outer:
  timing: { serverTiming: app }
  requestId: true
  headers: { expose: true, response: { set: { X-Ours: "\${request.method} \${request.path} \${response.status}" }, append: { X-Added: "1" } } }
  capture:
    request: { maxBytes: 100, overflow: drop }
    response: { maxBytes: 1KiB, contentTypes: ["*/*"] }
    redact: { json: ["**.token"], query: [token] }
    sink: callback
inner:
  exclude: [{ path: /text, features: [timing] }]
  timing: true
  headers: { response: { append: { X-Added: "2" } } }
  capture: { request: true, response: true, sink: callback }
`;
const subject: Case = { name: 'differential', spec, exchanges: [] };
const targets = targetsAsked();
const work = await newWorkFolder('differential');
const generated = await generate([subject], targets, work);

const paths = [
  '/json',
  '/text',
  '/html',
  '/buffer',
  '/binary',
  '/empty',
  '/no-content',
  '/etag',
  '/redirect',
  '/throw',
  '/reject',
  '/http-error',
  '/file',
  '/download',
  '/static/page.html',
  '/static/digits.txt?v=1',
  '/static',
  '/cookies',
  '/echo',
  '/take',
  '/take?how=data',
  '/take?how=readable',
  '/take?how=pipe',
  '/take?how=web&token=s3cret',
  '/take-json',
  '/take-form',
  '/take-text',
  '/unread',
  '/refuse',
  '/nowhere',
  '/users/%C3%A9',
  '/status/503',
  '/large?mib=1&mode=pipe',
  '/large?mib=1&mode=drain&length',
  'http://other/json',
  '//json',
  '/%zz',
] as const;
const types = [
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain; charset=latin1',
  'text/event-stream',
  'image/png',
  'multipart/form-data; boundary=x',
  '',
] as const;

const header = fc.constantFrom<readonly [string, string]>(
  ['If-None-Match', '"v1"'],
  ['If-None-Match', '*'],
  ['If-Modified-Since', 'Fri, 20 Nov 2099 00:00:00 GMT'],
  ['Range', 'bytes=0-9'],
  ['Range', 'bytes=-5'],
  ['Range', 'bytes=2000-'],
  ['Range', 'bytes=0-1,4-5'],
  ['Accept', 'text/html'],
  ['Accept-Encoding', 'gzip'],
  ['X-Request-Id', 'mine'],
  ['X-Request-Id', 'not one'],
  ['Origin', 'https://a.example'],
  ['Cookie', 'a=b'],
);
const body = fc.oneof(
  fc
    .constantFrom('', '{"a":1}', '{"token":"s3cret"', 'a=1&token=2', 'data: {"token":1}\n\n', 'x'.repeat(3000))
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
const request: fc.Arbitrary<RequestSpec> = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE'),
    target: fc.constantFrom(...paths),
    type: fc.constantFrom(...types),
    headers: fc.uniqueArray(header, { maxLength: 3, selector: ([name]) => name }),
    content: fc.option(body, { nil: undefined }),
    cuts: fc.option(fc.uniqueArray(fc.nat(200), { maxLength: 4 }), { nil: undefined }),
  })
  .map(({ method, target, type, headers, content, cuts }) => {
    const typed = type === '' || content === undefined ? headers : [...headers, ['Content-Type', type] as const];
    if (content === undefined) return { method, target, headers: typed };
    return {
      method,
      target,
      headers: typed,
      ...(cuts === undefined
        ? { body: content }
        : { chunks: pieces(content, cuts).filter((piece) => piece.length > 0) }),
    };
  });

interface Conversation {
  readonly requests: readonly RequestSpec[];
  /** Where the bytes of the requests are split into writes. */
  readonly cuts: readonly number[];
  readonly pipelined: boolean;
}
const conversation: fc.Arbitrary<Conversation> = fc.record({
  requests: fc.array(request, { minLength: 1, maxLength: 4 }),
  cuts: fc.uniqueArray(fc.nat(600), { maxLength: 5 }),
  pipelined: fc.boolean(),
});

const chunk = fc.constantFrom('', 'a', '{"token":"s3cret"}', 'é😀', 'y'.repeat(20_000));
const name = fc.constantFrom('X-A', 'x-b', 'Content-Type', 'ETag', 'Set-Cookie', 'Vary', 'Link');
const value = fc.constantFrom('1', 'text/plain', 'application/json', '"tag"');
const step: fc.Arbitrary<ScriptStep> = fc.oneof(
  fc.record({ do: fc.constantFrom('setHeader' as const, 'appendHeader' as const), name, value }),
  fc.record({ do: fc.constantFrom('removeHeader' as const, 'getHeader' as const, 'hasHeader' as const), name }),
  fc.record({ do: fc.constant('status' as const), code: fc.constantFrom(200, 201, 204, 304, 404, 500) }),
  fc.constantFrom<ScriptStep>(
    { do: 'writeHead', arguments: [200] },
    { do: 'writeHead', arguments: [404, { 'X-A': 'head', 'content-type': 'text/plain' }] },
    { do: 'writeHead', arguments: [200, 'Custom', { 'Set-Cookie': ['a=1', 'b=2'] }] },
    { do: 'writeHead', arguments: [201, ['X-B', 'flat', 'ETag', '"flat"']] },
    { do: 'writeHead', arguments: [200, ['odd']] },
    { do: 'writeHead', arguments: [9] },
  ),
  fc.record({
    do: fc.constantFrom('write' as const, 'write' as const, 'end' as const),
    chunk,
    callback: fc.constantFrom('one', 'two'),
  }),
  fc.record({
    do: fc.constant('write' as const),
    chunk: fc.constantFrom('7b7d', '7B7d7b7D'),
    encoding: fc.constantFrom<BufferEncoding>('hex', 'base64', 'latin1', 'utf16le'),
  }),
  fc.constantFrom<ScriptStep>(
    { do: 'flushHeaders' },
    { do: 'turn' },
    { do: 'cork' },
    { do: 'uncork' },
    { do: 'headersSent' },
    { do: 'throw', message: 'boom' },
    { do: 'reject', message: 'boom' },
  ),
);
/** Only at the beginning: later, Node itself inserts them into the middle of the body. */
const hints: ScriptStep = { do: 'earlyHints', hints: { link: '</a>; rel=preload' } };
/** Node keeps the headers of `writeHead` only if there was a header before, and the middleware add theirs. */
const powered: ScriptStep = { do: 'setHeader', name: 'X-Powered-By', value: 'the test' };
const script = fc
  .tuple(fc.boolean(), fc.array(step, { maxLength: 7 }))
  .map(([hinted, steps]): readonly ScriptStep[] => [
    ...(hinted ? [hints] : []),
    ...(steps.some((one) => one.do === 'getHeader' || one.do === 'hasHeader') ? [powered] : []),
    ...steps,
    { do: 'uncork' },
    { do: 'end', callback: 'last' },
  ]);

/** Responses that a handler of any framework can send. */
const answer: fc.Arbitrary<CannedAnswer> = fc
  .record({
    status: fc.constantFrom(200, 200, 201, 204, 206, 301, 304, 404, 500, 503),
    headers: fc.array(
      fc.constantFrom<readonly [string, string]>(
        ['Content-Type', 'application/json'],
        ['Content-Type', 'text/plain; charset=latin1'],
        ['Set-Cookie', 'a=1; Expires=Fri, 20 Nov 2099 00:00:00 GMT'],
        ['Set-Cookie', 'b=2'],
        ['Vary', 'Accept'],
        ['Vary', 'Origin'],
        ['Link', '</a>; rel=a, </b>; rel=b'],
        ['Cache-Control', 'no-store'],
        ['Content-Encoding', 'gzip'],
        ['X-Added', '0'],
        ['X-Empty', ''],
      ),
      { maxLength: 4 },
    ),
    content: fc.oneof(body, fc.constant(Buffer.alloc(70_000, 'é'))),
    cuts: fc.option(fc.uniqueArray(fc.nat(300), { maxLength: 4 }), { nil: undefined }),
  })
  .map(({ status, headers, content, cuts }) => {
    const isBare = status === 204 || status === 304;
    const types = headers.filter(([key]) => key === 'Content-Type').slice(1);
    return {
      status,
      headers: headers.filter((one) => !types.includes(one)),
      body: { base64: isBare ? '' : content.toString('base64') },
      ...(cuts === undefined || isBare
        ? {}
        : { cuts: cuts.filter((cut) => cut > 0 && cut < content.length).sort((a, b) => a - b) }),
    };
  });

const method = fc.constantFrom('GET', 'HEAD', 'POST');

for (const target of targets) {
  describe(`${target.name}, with and without middleware`, () => {
    const notCompared = target.can.includes('steady-framing') ? ours : [...ours, 'Content-Length', 'Transfer-Encoding'];
    // If a server closes the connection after an error, it is not determined how much of the response still arrives.
    const left = target.can.includes('errors-keep-alive') ? [] : ['/throw', '/reject'];
    const askable = (said: Conversation): Conversation => ({
      ...said,
      requests: said.requests.filter((one) => !left.includes(one.target)),
    });
    let server: ServerProcess;
    const output = generated.get(keyOf(target, subject));
    const folder = output !== undefined && 'folder' in output ? output.folder : '';
    before(async () => {
      assert.ok(folder !== '', JSON.stringify(output));
      server = await ServerProcess.start(target);
    });
    after(async () => {
      assert.equal(await server.stop(), 0);
      assert.deepEqual(server.crashes, []);
    });

    it('gives the same responses to generated requests', async () => {
      const bare = await server.open('bare', null, {});
      const full = await server.open('full', folder, {});
      let records = 0;
      await fc.assert(
        fc.asyncProperty(conversation.map(askable), async (said) => {
          const expected = await converse(bare, said);
          const actual = await converse(full, said);
          assert.equal(actual.length, expected.length, 'number of responses');
          const found = expected.flatMap((reply, index) =>
            replyDifferences(reply, actual[index] ?? reply, notCompared),
          );
          assert.deepEqual(found, []);
          records +=
            2 * actual.filter(({ headers }) => headers.some(([key]) => key.toLowerCase() === 'x-process-time')).length;
          await server.recorded('full', records);
        }),
        { numRuns: runs, seed: 20_260_131, interruptAfterTimeLimit: timeLimit, markInterruptAsFailure: true },
      );
      const { records: made, reported } = await server.settle('full');
      assert.equal(made.length, records, 'one record of each middleware a response');
      assert.deepEqual(reported, []);
      await server.close('bare');
      await server.close('full');
    });

    it('sends generated responses unchanged', async () => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(answer, method), { minLength: 1, maxLength: 8 }), async (given) => {
          count += 1;
          const settings: AppSettings = { answers: Object.fromEntries(given.map(([it], index) => [`it${index}`, it])) };
          const said = given.map(([, by], index): RequestSpec => ({ method: by, target: `/say/it${index}` }));
          const one = await observed(server, `bare answers ${count}`, null, settings, said);
          const other = await observed(server, `full answers ${count}`, folder, settings, said);
          assert.equal(one.replies.length, given.length);
          assert.equal(other.replies.length, given.length);
          const found = one.replies.flatMap((reply, index) =>
            replyDifferences(reply, other.replies[index] ?? reply, notCompared),
          );
          assert.deepEqual(found, []);
          assert.equal(other.records, 2 * given.length);
        }),
        {
          numRuns: Math.ceil(runs / 4),
          seed: 20_260_131,
          interruptAfterTimeLimit: timeLimit,
          markInterruptAsFailure: true,
        },
      );
    });

    const scripted = (title: string, run: () => Promise<void>): void => {
      if (target.can.includes('node-api')) void it(title, run);
    };
    scripted('plays generated scripts alike', async () => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(script, async (steps) => {
          count += 1;
          const settings: AppSettings = { scripts: { it: steps } };
          const one = await observed(server, `bare ${count}`, null, settings);
          const other = await observed(server, `full ${count}`, folder, settings);
          const [bare, full] = [one.replies[0], other.replies[0]];
          const found = [
            ...(bare === undefined || full === undefined
              ? differences(full?.status, bare?.status, 'status')
              : replyDifferences(bare, full, ours)),
            ...comparedEvents.flatMap((event) =>
              differences(other.events[event] ?? [], (one.events[event] ?? []) as Expected, event),
            ),
          ];
          assert.deepEqual(found, []);
          assert.equal(other.records, 2);
        }),
        { numRuns: runs, seed: 20_260_131, interruptAfterTimeLimit: timeLimit, markInterruptAsFailure: true },
      );
    });

    it('survives clients that disconnect at any byte', async () => {
      const full = await server.open('left', folder, {});
      await fc.assert(
        fc.asyncProperty(conversation, fc.nat(400), fc.nat(6), fc.boolean(), async (said, sent, turns, reset) => {
          const connection = await Connection.open(full);
          connection.send(Buffer.concat(said.requests.map(bytesOf)).subarray(0, sent + 1));
          for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
          if (reset) connection.reset();
          else connection.destroy();
        }),
        { numRuns: runs, seed: 20_260_131, interruptAfterTimeLimit: timeLimit, markInterruptAsFailure: true },
      );
      const { records, reported } = await server.settle('left');
      assert.deepEqual(reported, []);
      assert.equal(records.length % 2, 0, 'each of the two middleware makes a record, or none');
      await server.close('left');
    });
  });
}

/** Sends the requests and reads the responses until all have been answered or the server closes the connection. */
async function converse(port: number, { requests, cuts, pipelined }: Conversation): Promise<Reply[]> {
  const connection = await Connection.open(port);
  const replies: Reply[] = [];
  try {
    if (pipelined) for (const piece of pieces(Buffer.concat(requests.map(bytesOf)), cuts)) connection.send(piece);
    for (const one of requests) {
      if (!pipelined) for (const piece of pieces(bytesOf(one), cuts)) connection.send(piece);
      replies.push(await connection.reply(one.method === 'HEAD'));
    }
  } catch (error) {
    if (!(error instanceof ConnectionGone)) throw error;
  } finally {
    connection.destroy();
  }
  return replies;
}

interface Observed {
  readonly replies: readonly Reply[];
  readonly events: Readonly<Record<string, readonly unknown[]>>;
  readonly records: number;
}

async function observed(
  server: ServerProcess,
  key: string,
  folder: string | null,
  settings: AppSettings,
  requests: readonly RequestSpec[] = [{ target: '/script/it' }],
): Promise<Observed> {
  const port = await server.open(key, folder, settings);
  const replies = await converse(port, { requests, cuts: [], pipelined: false });
  if (folder !== null) await server.recorded(key, 2 * requests.length);
  const { observed: events, records } = await server.settle(key);
  await server.close(key);
  return { replies, events, records: records.length };
}

function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const edges = [0, ...cuts.filter((cut) => cut > 0 && cut < bytes.length).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}
