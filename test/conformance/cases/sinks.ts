/** Where records are sent, and what happens if that fails. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case } from '../harness/case.js';
import { is, type Expected } from '../harness/expect.js';
import { captureSpec, get, logSpec, post, record, side, timed } from './support.js';

const scratch = mkdtempSync(join(tmpdir(), 'conformance-'));
process.on('exit', () => {
  rmSync(scratch, { recursive: true, force: true });
});
const body = side({ size: 23, body: '{"hello":"world","n":1}' });
const spillTo = (name: string, more = ''): string =>
  `spill: { directory: ${JSON.stringify(join(scratch, name))}${more} }`;

/** The expected record of a body that was spilled to a private file with this content. */
function spilled(size: number, content: string, truncated = false): Expected {
  return {
    headers: is.object,
    size,
    truncated,
    omitted: 'spilled',
    spilledBytes: Buffer.byteLength(content),
    file: is.check(
      'a private file with the bytes of the body',
      (file) =>
        typeof file === 'string' && (statSync(file).mode & 0o777) === 0o600 && readFileSync(file, 'utf8') === content,
    ),
  };
}
const digits = { headers: [['Content-Type', 'text/plain']], body: '0123456789'.repeat(100) } as const;
const failed = is.including({ code: /^E[A-Z]+$/ });
const noFile = is.allOf(is.including({ file: is.absent, size: 1024 * 1024 }));

export const sinkCases: readonly Case[] = [
  {
    name: 'sink: the log has one line of JSON per record',
    trap: [84, 111],
    lane: 'serial',
    spec: logSpec(),
    exchanges: [
      { request: get('/json') },
      { request: post('/take', 'text/plain', 'abc') },
      { request: get('/nowhere') },
    ],
    records: [
      record({ path: '/json', response: body }),
      record({
        method: 'POST',
        path: '/take',
        request: side({ size: 3, body: 'abc' }),
        response: side({ size: 25, body: '{"length":3,"text":"abc"}' }),
      }),
      record({ path: '/nowhere', status: 404, response: is.object }),
    ],
    stderr: [],
  },
  {
    name: 'sink: the log is the default',
    lane: 'serial',
    spec: 'mw:\n  capture:\n    response: true # sink: log\n',
    exchanges: [{ request: get('/json') }],
    records: [is.including({ path: '/json', response: body, request: is.absent })],
  },
  {
    name: 'sink: many records, complete lines',
    trap: [84, 133],
    lane: 'serial',
    spec: logSpec(),
    alike: false,
    exchanges: [
      {
        steps: [
          { send: 'GET /large?mib=1 HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20) },
          ...Array.from({ length: 20 }, () => ({ receive: { length: 1024 * 1024 } })),
        ],
      },
    ],
    records: Array.from({ length: 20 }, () =>
      is.including({ path: '/large', response: side({ size: 1024 * 1024, truncated: true, body: 'x'.repeat(65536) }) }),
    ),
  },
  ...(['throw', 'reject'] as const).map((kind): Case => ({
    name: `sink: a failing sink (${kind}) is reported and does not affect responses`,
    trap: [42, 81],
    spec: captureSpec([], ['timing: true']),
    app: { onCapture: kind },
    exchanges: [
      { request: get('/json'), response: { status: 200, headers: timed } },
      { request: get('/throw'), response: { status: 500 } },
    ],
    allRecords: is.listOf(2, is.object),
    reported: [is.including({ message: /the sink / }), is.including({ message: /the sink / })],
  })),
  ...(['throw', 'reject'] as const).map((kind): Case => ({
    name: `sink: a sink that keeps failing (${kind}) does not flood standard error`,
    trap: [42, 133],
    lane: 'serial',
    spec: captureSpec(),
    app: { onCapture: kind, onError: 'default' },
    alike: false,
    exchanges: [
      {
        steps: [
          { send: 'GET /json HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(100) },
          ...Array.from({ length: 100 }, () => ({ receive: { status: 200 } })),
        ],
      },
    ],
    allRecords: is.listOf(100, is.object),
    stderr: is.check(
      'a few lines that tell of the sink',
      (lines) =>
        (lines as string[]).length < 60 &&
        (lines as string[]).filter((line) => line.includes('the sink ')).length >= 1 &&
        (lines as string[]).filter((line) => line.includes('the sink ')).length < 5,
    ),
  })),
  {
    name: 'sink: an onError that throws has no effect',
    trap: [42, 81],
    lane: 'serial',
    spec: captureSpec(),
    app: { onCapture: 'throw', onError: 'throw' },
    exchanges: [
      { request: get('/json'), response: { status: 200 } },
      { request: get('/json'), response: { status: 200 } },
    ],
    allRecords: is.listOf(2, is.object),
    reported: is.listOf(2, is.object),
  },
  {
    name: 'sink: with a thousand pending records, new ones are dropped and counted',
    trap: [84, 133],
    lane: 'own',
    growthMiB: 64,
    spec: captureSpec(),
    app: { onCapture: 'gate' },
    alike: false,
    exchanges: [
      {
        steps: [
          ...Array.from({ length: 11 }, () => [
            { send: 'GET /json HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(100) },
            ...Array.from({ length: 100 }, () => ({ receive: { status: 200 } })),
          ]).flat(),
          { recorded: 1000 },
          { go: 'sink', times: 2000 },
          { send: get('/json') },
          { receive: {} },
          { recorded: 1001 },
        ],
      },
    ],
    allRecords: is.listOf(1001, is.object),
    reported: is.check('that records were dropped, and that it were 100', (reports) => {
      const messages = (reports as readonly { message: string }[]).map(({ message }) => message);
      return messages.length >= 1 && messages.length <= 3 && messages.some((message) => /\b100\b/.test(message));
    }),
  },
  {
    name: 'sink: a sink that never finishes delays nothing',
    trap: [42, 133],
    spec: captureSpec([], ['timing: true']),
    app: { onCapture: 'hang' },
    exchanges: [
      { request: get('/json'), response: { status: 200 } },
      { request: get('/json'), response: { status: 200 } },
    ],
    allRecords: is.listOf(2, is.object),
  },
  {
    name: 'spill: a body above maxBytes is written completely to a private file',
    trap: [134],
    recordsInAnyOrder: true,
    spec: captureSpec([
      `response: { maxBytes: 100, overflow: spill }`,
      'request: { maxBytes: 100, overflow: spill }',
      spillTo('whole'),
    ]),
    app: { answers: { digits } },
    exchanges: [
      { request: get('/say/digits'), response: { length: 1000 } },
      { request: get('/json') },
      { request: post('/count', 'text/plain', 'é'.repeat(500)) },
      { request: get('/large?mib=2&mode=pipe') },
      { request: get('/binary') },
    ],
    records: [
      record({ path: '/say/digits', response: spilled(1000, '0123456789'.repeat(100)) }),
      record({ path: '/json', response: body }),
      record({ method: 'POST', path: '/count', request: spilled(1000, 'é'.repeat(500)), response: is.object }),
      record({
        path: '/large',
        query: 'mib=2&mode=pipe',
        response: spilled(2 * 1024 * 1024, 'x'.repeat(2 * 1024 * 1024)),
      }),
      record({ path: '/binary', response: side({ size: 256, omitted: 'content-type' }) }),
    ],
  },
  {
    name: 'spill: a file is truncated at its limit, and the record says so',
    trap: [134],
    recordsInAnyOrder: true,
    spec: captureSpec([`response: { maxBytes: 100, overflow: spill }`, spillTo('cut', ', maxBytes: 250')]),
    app: { answers: { digits } },
    exchanges: [{ request: get('/say/digits'), response: { length: 1000 } }, { request: get('/large?mib=1') }],
    records: [
      record({ path: '/say/digits', response: spilled(1000, '0123456789'.repeat(25), true) }),
      record({ path: '/large', query: 'mib=1', response: spilled(1024 * 1024, 'x'.repeat(250), true) }),
    ],
  },
  {
    name: 'spill: the default folder is in the system’s temporary folder',
    trap: [134],
    lane: 'own',
    environment: { TMPDIR: scratch },
    spec: captureSpec(['response: { maxBytes: 100, overflow: spill }']),
    app: { answers: { digits } },
    exchanges: [{ request: get('/say/digits') }],
    records: [
      record({
        path: '/say/digits',
        response: is.allOf(
          spilled(1000, '0123456789'.repeat(100)),
          is.including({
            file: is.check(
              'a file in a private folder',
              (file) => String(file).startsWith(scratch) && (statSync(join(String(file), '..')).mode & 0o777) === 0o700,
            ),
          }),
        ),
      }),
    ],
  },
  {
    name: 'spill: a folder that is not writable affects only the record',
    trap: [134],
    spec: captureSpec(['response: { maxBytes: 100, overflow: spill }', 'spill: { directory: /dev/null/nowhere }']),
    exchanges: [{ request: get('/large?mib=1'), response: { length: 1024 * 1024 } }],
    allRecords: [is.including({ response: noFile })],
    reported: is.oneOf([failed], [failed, failed]),
  },
  {
    name: 'spill: a body without a record leaves no file',
    trap: [134],
    spec: captureSpec(['response: { maxBytes: 100, overflow: spill }', 'statuses: [404]', spillTo('unwanted')]),
    app: { answers: { digits } },
    exchanges: [{ request: get('/say/digits'), response: { length: 1000 } }],
    records: [],
  },
  {
    name: 'spill: the file of an aborted body contains what was sent',
    trap: [134],
    spec: captureSpec(['response: { maxBytes: 10, overflow: spill }', spillTo('aborted')]),
    alike: false,
    exchanges: [
      {
        steps: [
          { send: get('/steps?chunks=9') },
          { go: 'step', times: 2 },
          { head: {} },
          { soFar: 'chunk 1\nchunk 2\n' },
          { do: 'destroy' },
          { seen: 'response closed' },
          { recorded: 1 },
          { go: 'step', times: 9 },
        ],
      },
    ],
    records: [
      record({ path: '/steps', query: 'chunks=9', outcome: 'aborted', response: spilled(16, 'chunk 1\nchunk 2\n') }),
    ],
  },
  {
    name: 'spill: a body that may contain secrets is not spilled',
    trap: [99, 134],
    spec: captureSpec([
      'response: { maxBytes: 100, overflow: spill }',
      'redact: { json: [password] }',
      spillTo('secrets'),
    ]),
    app: {
      answers: {
        json: {
          headers: [['Content-Type', 'application/json']],
          body: `{"a":"${'x'.repeat(200)}","password":"hunter2"}`,
        },
        plain: { headers: [['Content-Type', 'text/plain']], body: `plain words ${'y'.repeat(200)}` },
      },
    },
    exchanges: [{ request: get('/say/json') }, { request: get('/say/plain') }],
    records: [
      record({ path: '/say/json', response: side({ size: 229, omitted: 'unredactable' }) }),
      record({ path: '/say/plain', response: spilled(212, `plain words ${'y'.repeat(200)}`) }),
    ],
  },
  {
    name: 'spill: 200 MiB to a file do not grow the process',
    trap: [47, 134],
    lane: 'own',
    // Buffers that have been written stay in memory until they are garbage-collected.
    growthMiB: 128,
    spec: captureSpec(['memoryLimit: 8MiB', 'response: { maxBytes: 1KiB, overflow: spill }', spillTo('large')]),
    alike: false,
    exchanges: [{ request: get('/large?mib=200&mode=pipe'), response: { length: 200 * 1024 * 1024 } }],
    allRecords: [
      is.including({
        response: is.including({
          omitted: 'spilled',
          size: 200 * 1024 * 1024,
          file: is.check('a file', (file) => existsSync(String(file)) && statSync(String(file)).size > 0),
        }),
      }),
    ],
  },
];
