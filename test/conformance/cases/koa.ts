/** Koa: every kind of `ctx.body`, and responses that Koa does not send itself. */
import type { Case } from '../harness/case.js';
import { is, type Expected } from '../harness/expect.js';
import { captureSpec, get, seconds, timed, timingSpec } from './support.js';

/** What the client gets for each kind of body: status, text, and whether Koa knows its length. */
const kinds: Readonly<Record<string, readonly [status: number, body: string, framing: 'length' | 'chunked' | 'none']>> =
  {
    text: [200, 'text', 'length'],
    markup: [200, '<p>markup</p>', 'length'],
    bytes: [200, 'bytes', 'length'],
    object: [200, '{"an":"object"}', 'length'],
    list: [200, '[1,2]', 'length'],
    nothing: [204, '', 'none'],
    unset: [404, 'Not Found', 'length'],
    stream: [200, 'from a stream', 'chunked'],
    'web-stream': [200, 'from a web stream', 'chunked'],
    blob: [200, 'a blob', 'length'],
    response: [202, 'a response', 'chunked'],
    replaced: [200, 'replaced', 'length'],
    'own-response': [203, 'own response', 'chunked'],
    flushed: [200, 'flushed', 'chunked'],
  };

/** Kinds of bodies that are new in Koa 3. */
const newKinds = ['web-stream', 'blob', 'response'];

const specs: Readonly<Record<string, string>> = {
  'headers alone': timingSpec,
  'every feature': `
mw:
  timing: true
  requestId: true
  headers: { response: { set: { X-Status: "\${response.status}" }, append: { X-Added: "1" } } }
  capture: { request: true, response: { contentTypes: ["*/*"] }, sink: callback }
`,
};

export const koaCases: readonly Case[] = [
  ...Object.entries(specs).flatMap(([what, spec]) =>
    Object.entries(kinds).map(([kind, [status, body, framing]]): Case => ({
      name: `koa: a body of the kind ${kind}, with ${what}`,
      trap: [72, 137],
      needs: 'koa-api',
      spec,
      alike: { ours: ['X-Process-Time', 'X-Request-Id', 'X-Status', 'X-Added'] },
      ...(newKinds.includes(kind) ? { exempt: { koa2: 'Koa 2 sends a body of this kind as JSON.' } } : {}),
      exchanges: [{ request: get(`/kind/${kind}`), response: { status, body, framing, headers: timed } }],
      ...(spec === timingSpec
        ? {}
        : {
            allRecords: [
              is.including({
                status,
                outcome: 'completed',
                response: is.including(body === '' ? { size: 0, omitted: 'empty' } : { size: body.length, body }),
              }),
            ] satisfies Expected,
          }),
    })),
  ),
  ...['/throw', '/http-error', '/reject'].map((path): Case => ({
    name: `koa: the headers survive that Koa removes all headers for the error page of ${path}`,
    trap: [4, 137],
    needs: 'koa-api',
    spec: captureSpec([], ['timing: true', 'requestId: true', 'headers: { response: { set: { X-Ours: "1" } } }']),
    alike: { ours: ['X-Process-Time', 'X-Request-Id', 'X-Ours'] },
    exchanges: [
      {
        request: get(path, [['X-Request-Id', 'mine']]),
        response: {
          status: path === '/http-error' ? 418 : 500,
          headers: {
            'X-Process-Time': seconds,
            'X-Request-Id': 'mine',
            'X-Ours': '1',
            'X-Lost': null,
            'X-Error': path === '/http-error' ? 'teapot' : null,
          },
        },
      },
    ],
    allRecords: [is.including({ requestId: 'mine', outcome: 'completed' })],
  })),
  {
    name: 'koa: a stream is destroyed when the client leaves, as without middleware',
    trap: [26, 76, 77],
    needs: 'koa-api',
    spec: captureSpec([], ['timing: true']),
    alike: false,
    exchanges: [
      {
        steps: [
          { send: get('/ticker') },
          { head: { status: 200 } },
          { do: 'reset' },
          { seen: 'stopped' },
          { recorded: 1 },
        ],
      },
    ],
    allRecords: [is.including({ status: 200, outcome: 'aborted' })],
    observed: { stopped: [true] },
  },
  {
    name: 'koa: a stream that fails in the middle breaks the response off, as without middleware',
    trap: [76, 80],
    needs: 'koa-api',
    spec: captureSpec([], ['timing: true']),
    exchanges: [{ request: get('/upstream-breaks'), response: { complete: false } }],
    allRecords: [is.including({ outcome: 'failed' })],
  },
];
