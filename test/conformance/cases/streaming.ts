/** Streams: nothing is delayed, and nothing accumulates in memory. */
import type { Case } from '../harness/case.js';
import { is } from '../harness/expect.js';
import { captureSpec, get, record, side, timed } from './support.js';

const mib = 1024 * 1024;
const everything = ['timing: true', 'requestId: true'];

export const streamingCases: readonly Case[] = [
  {
    name: 'stream: each chunk arrives before the next is written',
    trap: [5, 63, 66],
    spec: captureSpec([], ['timing: true']),
    exchanges: [
      {
        steps: [
          { send: get('/steps?chunks=3') },
          { go: 'step' },
          { head: { status: 200, headers: timed } },
          { soFar: 'chunk 1\n' },
          { go: 'step' },
          { soFar: 'chunk 1\nchunk 2\n' },
          { go: 'step' },
          { soFar: 'chunk 1\nchunk 2\nchunk 3\n' },
          { go: 'step' },
          { rest: { body: 'chunk 1\nchunk 2\nchunk 3\n' } },
        ],
      },
    ],
    records: [
      record({ path: '/steps', query: 'chunks=3', response: side({ size: 24, body: 'chunk 1\nchunk 2\nchunk 3\n' }) }),
    ],
  },
  ...(['GET', 'POST'] as const).map((method): Case => ({
    name: `stream: events of a ${method} arrive one by one`,
    trap: [63, 64],
    spec: captureSpec([], everything),
    exchanges: [
      {
        steps: [
          { send: { method, target: '/sse?events=2' } },
          { head: { status: 200, headers: { ...timed, 'Content-Type': 'text/event-stream' } } },
          { go: 'step' },
          { soFar: 'id: 1\ndata: {"n":1,"token":"s3cr3t-1"}\n\n' },
          { go: 'step' },
          { rest: { framing: 'chunked' } },
        ],
      },
    ],
    allRecords: [is.including({ response: is.including({ size: 80 }) })],
  })),
  {
    name: 'stream: events pass through compression without delay',
    trap: [30, 66],
    spec: captureSpec([], everything),
    app: { before: ['compression'] },
    exchanges: [
      {
        steps: [
          { send: get('/sse?events=1', [['Accept-Encoding', 'gzip']]) },
          { head: { status: 200, headers: timed } },
          { go: 'step' },
          { soFar: 10 },
          { rest: {} },
        ],
      },
    ],
    allRecords: [is.including({ response: is.including({ size: 40 }) })],
  },
  ...(['drain', 'pipe'] as const).map((mode): Case => ({
    name: `stream: a client that does not read stops a handler that writes with ${mode}`,
    trap: [26, 39],
    spec: captureSpec([], everything),
    exchanges: [
      {
        steps: [
          { send: get(`/large?mib=64&mode=${mode}`) },
          { head: { status: 200 } },
          { do: 'pause' },
          { heldBelow: mib },
          { do: 'resume' },
          { rest: { length: 64 * mib } },
        ],
      },
    ],
    records: [
      record({
        path: '/large',
        query: `mib=64&mode=${mode}`,
        requestId: is.uuid,
        response: side({ size: 64 * mib, truncated: true, body: 'x'.repeat(65536) }),
      }),
    ],
  })),
  ...(['drain', 'pipe'] as const).map((mode): Case => ({
    name: `stream: 300 MiB sent with ${mode} do not grow the process, even if the client pauses`,
    trap: [26, 39, 47, 65],
    lane: 'own',
    // Buffers that have been sent stay in memory until they are garbage-collected.
    growthMiB: 128,
    spec: captureSpec([], everything),
    alike: false,
    exchanges: [
      {
        steps: [
          { send: get(`/large?mib=300&mode=${mode}`) },
          { head: { status: 200 } },
          { do: 'pause' },
          { heldBelow: mib },
          { do: 'resume' },
          { rest: { length: 300 * mib } },
        ],
      },
    ],
    allRecords: [is.including({ response: is.including({ size: 300 * mib, truncated: true }) })],
  })),
  {
    name: 'stream: an endless stream ends when the client disconnects, with one record',
    trap: [58, 65, 77],
    spec: captureSpec(['response: { maxBytes: 1KiB }']),
    alike: false,
    exchanges: [
      {
        steps: [
          { send: get('/ticker') },
          { head: { status: 200 } },
          { soFar: 200_000 },
          { do: 'destroy' },
          { seen: 'stopped' },
          { recorded: 1 },
        ],
      },
    ],
    records: [
      record({
        path: '/ticker',
        outcome: 'aborted',
        response: side({
          size: is.between(200_000, 1e10),
          truncated: true,
          body: is.check('1,024 bytes', (value) => String(value).length === 1024),
        }),
      }),
    ],
  },
  {
    name: 'stream: memory does not grow with an endless stream',
    trap: 65,
    lane: 'own',
    growthMiB: 64,
    spec: captureSpec(['response: { maxBytes: 1KiB }']),
    alike: false,
    exchanges: [
      {
        steps: [
          { send: get('/ticker') },
          { head: { status: 200 } },
          { soFar: 20 * mib },
          { do: 'destroy' },
          { recorded: 1 },
        ],
      },
    ],
    allRecords: [is.including({ outcome: 'aborted' })],
  },
  {
    name: 'stream: a declared length is kept',
    trap: 46,
    spec: captureSpec([], everything),
    exchanges: [
      {
        request: get('/large?mib=1&length'),
        response: { framing: 'length', length: mib, headers: { 'Content-Length': String(mib) } },
      },
    ],
    allRecords: [is.including({ response: is.including({ size: mib }) })],
  },
  {
    name: 'stream: memory that a record has released is available for the next',
    trap: 47,
    lane: 'own',
    spec: captureSpec(['memoryLimit: 64KiB', 'request: { maxBytes: 1KiB }', 'response: { maxBytes: 64KiB }']),
    exchanges: Array.from({ length: 3 }, (_, index) => ({
      steps: [{ send: get('/large?mib=1') }, { receive: { length: mib } }, { recorded: index + 1 }],
    })),
    allRecords: is.listOf(3, is.including({ response: side({ size: mib, truncated: true, body: 'x'.repeat(65536) }) })),
  },
  {
    name: 'stream: bodies held by a slow sink count against the memory limit until it is done',
    trap: [47, 133],
    lane: 'own',
    spec: captureSpec(['memoryLimit: 1KiB', 'request: { maxBytes: 1KiB }', 'response: { maxBytes: 1KiB }']),
    app: { onCapture: 'gate', answers: { it: { headers: [['Content-Type', 'text/plain']], body: 'x'.repeat(1000) } } },
    alike: false,
    exchanges: [
      { steps: [{ send: get('/say/it') }, { receive: {} }, { recorded: 1 }] },
      {
        steps: [
          { send: get('/say/it') },
          { receive: { length: 1000 } },
          { recorded: 2 },
          { go: 'sink', times: 2 },
          { seen: 'sink passed', times: 2 },
        ],
      },
      { steps: [{ send: get('/say/it') }, { receive: {} }, { recorded: 3 }, { go: 'sink' }] },
    ],
    allRecords: [
      is.including({ response: side({ size: 1000, body: 'x'.repeat(1000) }) }),
      is.including({ response: side({ size: 1000, omitted: 'memory' }) }),
      is.including({ response: side({ size: 1000, body: 'x'.repeat(1000) }) }),
    ],
  },
];
