/** What is specific to ASGI: raw messages, base classes, web sockets, background tasks. */
import type { Case, MessageStep } from '../harness/case.js';
import { is, type Expected } from '../harness/expect.js';
import { contextInPython } from './python-hooks.js';
import { captureSpec, get, post, record, side, timed } from './support.js';

const everything = captureSpec([], ['timing: true', 'requestId: true']);
const text: MessageStep = { do: 'start', status: 200, headers: [['content-type', 'text/plain']] };
const answered = is.including({ path: '/asgi/it', outcome: 'completed', status: 200 });

/** An application that sends raw messages. */
function sending(
  name: string,
  trap: number | readonly number[],
  steps: readonly MessageStep[],
  recorded: Expected,
  more: Partial<Case> = {},
): Case {
  return {
    name: `asgi: ${name}`,
    trap,
    needs: 'asgi-api',
    spec: everything,
    app: { messages: { it: steps } },
    exchanges: [{ request: get('/asgi/it'), response: { status: 200, headers: timed } }],
    allRecords: [recorded],
    ...more,
  };
}

function body(text: string): Expected {
  return is.allOf(answered, is.including({ response: is.including({ size: text.length, body: text }) }));
}

export const asgiCases: readonly Case[] = [
  sending(
    'messages are neither joined, split nor added',
    74,
    [
      text,
      { do: 'body', chunk: 'a', more: true },
      { do: 'body', chunk: '', more: true },
      { do: 'body', chunk: 'bc', more: true },
      { do: 'body', more: true },
      { do: 'body' },
    ],
    body('abc'),
    {
      observed: {
        messages: [
          [
            ['http.response.start', 0, false],
            ['http.response.body', 1, true],
            ['http.response.body', 0, true],
            ['http.response.body', 2, true],
            ['http.response.body', 0, true],
            ['http.response.body', 0, false],
          ],
        ],
      },
    },
  ),
  sending('a body in one message stays in one', 74, [text, { do: 'body', chunk: 'abc' }], body('abc'), {
    observed: {
      messages: [
        [
          ['http.response.start', 0, false],
          ['http.response.body', 3, false],
        ],
      ],
    },
  }),
  sending(
    'a response start without headers',
    75,
    [
      { do: 'start', status: 200 },
      { do: 'body', chunk: 'abc' },
    ],
    is.allOf(answered, is.including({ response: is.including({ size: 3, omitted: 'content-type' }) })),
  ),
  ...(['tuple', 'iterator'] as const).map((as) =>
    sending(
      `headers in a ${as}`,
      75,
      [
        {
          do: 'start',
          status: 200,
          headers: [
            ['Content-Type', 'text/plain'],
            ['x-own', '1'],
            ['X-Own', '2'],
          ],
          as,
        },
        { do: 'body', chunk: 'abc' },
      ],
      is.allOf(
        body('abc'),
        is.including({ response: is.including({ headers: is.including({ 'x-own': ['1', '2'] }) }) }),
      ),
    ),
  ),
  ...(['bytearray', 'memoryview'] as const).map((as) =>
    sending(
      `a body in a ${as}`,
      [24, 75],
      [text, { do: 'body', chunk: 'ab', as, more: true }, { do: 'body', chunk: 'c', as }],
      body('abc'),
    ),
  ),
  sending(
    'no body at all',
    [33, 75],
    [text, { do: 'body' }],
    is.including({ response: side({ size: 0, omitted: 'empty' }) }),
  ),
  sending(
    'messages after the end are passed to the server, which rejects them',
    28,
    [text, { do: 'body', chunk: 'abc' }, { do: 'body', chunk: 'late' }],
    body('abc'),
  ),
  sending(
    'a second response start is passed to the server, which rejects it',
    80,
    [text, { do: 'start', status: 500 }, { do: 'body', chunk: 'abc' }],
    body('abc'),
  ),
  sending(
    'messages of extensions are passed to the server, which here rejects them',
    73,
    [
      { do: 'message', message: { type: 'http.response.push', path: '/style.css', headers: [] } },
      text,
      { do: 'message', message: { type: 'http.response.debug', info: { a: 1 } } },
      { do: 'body', chunk: 'abc' },
    ],
    body('abc'),
  ),
  sending(
    'the application receives the messages of the server unchanged',
    [58, 75],
    [{ do: 'receive' }, text, { do: 'body', chunk: 'abc' }, { do: 'receive' }, { do: 'receive' }],
    is.allOf(body('abc'), is.including({ request: is.including({ size: 2, body: 'hi' }) })),
    { exchanges: [{ request: post('/asgi/it', 'text/plain', 'hi'), response: { status: 200, headers: timed } }] },
  ),
  sending('an application that sends nothing', 80, [], is.including({ outcome: 'failed', status: null }), {
    exchanges: [{ request: get('/asgi/it'), response: { status: 500 } }],
  }),
  sending(
    'an application that stops in the middle',
    80,
    [text, { do: 'body', chunk: 'abc', more: true }],
    is.including({ outcome: 'failed', status: 200, response: is.including({ size: 3, body: 'abc' }) }),
    { exchanges: [{ request: get('/asgi/it'), response: { status: 200, complete: false } }] },
  ),
  sending('a task that is cancelled', 82, [{ do: 'cancel' }], is.including({ outcome: 'failed', status: null }), {
    exchanges: [{ request: get('/asgi/it'), response: { status: 500 } }],
  }),
  sending(
    'a task that is cancelled after the response start',
    82,
    [text, { do: 'body', chunk: 'abc', more: true }, { do: 'cancel' }],
    is.including({ outcome: 'failed', status: 200, response: is.including({ body: 'abc' }) }),
    { exchanges: [{ request: get('/asgi/it'), response: { status: 200, complete: false } }] },
  ),
  {
    name: 'asgi: a handler is informed about a disconnect',
    trap: [58, 59],
    needs: 'asgi-api',
    spec: everything,
    alike: false,
    exchanges: [
      { steps: [{ send: get('/disconnected') }, { seen: 'handler' }, { do: 'destroy' }, { seen: 'disconnected' }] },
    ],
    allRecords: [is.including({ outcome: 'aborted', status: null })],
  },
  {
    name: 'asgi: BaseHTTPMiddleware outside and inside, and a disconnect',
    trap: [59, 74, 83],
    needs: 'asgi-api',
    spec: everything,
    app: { before: ['base-class', 'base-class'], after: ['base-class', 'base-class'], times: 2 },
    alike: false,
    exchanges: [
      { request: post('/take', 'text/plain', 'abc'), response: { status: 200, json: { length: 3, text: 'abc' } } },
      { request: get('/throw'), response: { status: 500, headers: timed } },
      {
        steps: [
          { send: get('/steps?chunks=3') },
          { go: 'step' },
          { head: { status: 200, headers: timed } },
          { soFar: 'chunk 1\n' },
          { do: 'destroy' },
          { seen: 'response closed' },
          { recorded: 6 },
        ],
      },
    ],
    recordsInAnyOrder: true,
    records: [
      ['/take', 'completed', 200],
      ['/throw', 'completed', 500],
      ['/steps', 'aborted', 200],
    ].flatMap(([path, outcome, status]) => [
      is.including({ path, outcome, status }),
      is.including({ path, outcome, status }),
    ]),
    observed: { 'response closed': ['broken off'] },
  },
  {
    name: 'asgi: a background task is not part of the exchange',
    trap: [5, 74],
    needs: 'asgi-api',
    spec: captureSpec([], ['timing: true']),
    alike: false,
    exchanges: [
      {
        steps: [
          { send: get('/background') },
          { receive: { status: 200, headers: timed } },
          { seen: 'at background' },
          { recorded: 1 },
          { go: 'background' },
        ],
      },
    ],
    records: [record({ path: '/background', response: side({ size: 17, body: '{"answered":true}' }) })],
  },
  {
    name: 'asgi: a context variable is passed from a hook to the handler',
    trap: 131,
    needs: 'asgi-api',
    hooks: contextInPython,
    spec: 'mw:\n  hooks: { before: true, done: true }\n',
    alike: false,
    exchanges: [{ request: get('/id'), response: { json: { context: 'from before' } } }],
    observed: { context: ['from before'] },
  },
  {
    name: 'asgi: a context variable that is set by inner middleware is visible in a hook',
    trap: 131,
    needs: 'asgi-api',
    hooks: contextInPython,
    spec: 'mw:\n  hooks: { before: true, done: true }\n',
    app: { after: ['context'] },
    alike: false,
    exchanges: [{ request: get('/id', [['X-Context', 'c-1']]), response: { json: { context: 'c-1' } } }],
    observed: { context: ['c-1'] },
  },
  {
    name: 'asgi: WebSockets and lifespan events are passed through unchanged',
    trap: 85,
    needs: 'asgi-api',
    spec: everything,
    exchanges: [
      {
        steps: [
          {
            send: 'GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
          },
          {
            head: {
              status: 101,
              headers: {
                'Sec-WebSocket-Accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
                'X-Process-Time': null,
                'X-Request-Id': null,
              },
            },
          },
          // A text message of two characters, masked with zeros.
          { send: '\x81\x82\x00\x00\x00\x00hi' },
          { bytes: '\x81\x02hi' },
        ],
      },
    ],
    records: [],
    observed: { lifespan: ['startup'] },
  },
];
