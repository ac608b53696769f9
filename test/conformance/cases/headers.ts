/** Request and response headers, and the request ID. */
import type { Case } from '../harness/case.js';
import { is } from '../harness/expect.js';
import { captureSpec, get, idSpec, post } from './support.js';

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const uuid7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

const responseOps = `
mw:
  headers:
    response:
      remove: [X-Powered-By, ETag]
      set: { X-Frame-Options: DENY, X-Static: "a  b" }
      default: { Cache-Control: no-store, Content-Type: text/made-up }
      append: { Vary: Accept-Encoding, Link: [ "</x>; rel=x", "</y>; rel=y" ] }
`;
const requestOps = `
mw:
  headers:
    request:
      remove: [X-Internal, X-Forwarded-For]
      set: { X-Tenant: acme, X-Seen: "\${request.method}" }
      default: { Accept-Language: en, X-Kept: fallback }
      append: { X-Trace: more, Cookie: "extra=1" }
`;
const responseOurs = [
  'X-Powered-By',
  'ETag',
  'X-Frame-Options',
  'X-Static',
  'Cache-Control',
  'Vary',
  'Link',
  'Content-Type',
];

export const headerCases: readonly Case[] = [
  {
    name: 'headers: remove, set, default and append on a response',
    trap: [15, 94],
    spec: responseOps,
    alike: { ours: responseOurs },
    exchanges: [
      {
        request: get('/cookies'),
        response: {
          headers: {
            'X-Powered-By': null,
            ETag: null,
            'X-Frame-Options': 'DENY',
            'X-Static': 'a  b',
            'Cache-Control': 'no-store',
            'Content-Type': /^application\/json(?:; charset=utf-8)?$/,
            'Set-Cookie': ['a=1; Path=/', 'b=2; Path=/'],
            Vary: 'Accept, Origin, Accept-Encoding',
            Link: ['</a>; rel=a', '</b>; rel=b', '</x>; rel=x', '</y>; rel=y'],
          },
        },
      },
    ],
  },
  {
    name: 'headers: response operations override the handler and apply to error pages',
    trap: [3, 4, 8, 15],
    spec: responseOps,
    alike: { ours: responseOurs },
    exchanges: [
      { request: get('/poisoned'), response: { headers: { 'X-Frame-Options': 'DENY', 'X-Powered-By': null } } },
      {
        request: get('/throw'),
        response: {
          status: 500,
          headers: { 'X-Frame-Options': 'DENY', 'X-Powered-By': null },
        },
      },
      {
        request: get('/http-error'),
        response: { status: 418, headers: { 'X-Frame-Options': 'DENY', 'X-Error': 'teapot' } },
      },
      {
        request: get('/nowhere'),
        response: { status: 404, headers: { 'X-Frame-Options': 'DENY', 'X-Powered-By': null } },
      },
      {
        request: get('/say/static'),
        response: {
          status: 200,
          headers: { 'X-Frame-Options': 'DENY', ETag: null, 'Cache-Control': 'public, max-age=0' },
        },
      },
    ],
    app: {
      answers: {
        static: {
          headers: [
            ['Content-Type', 'text/plain'],
            ['ETag', '"1"'],
            ['cache-control', 'public, max-age=0'],
          ],
          body: 'x',
        },
      },
    },
  },
  {
    name: 'headers: response operations apply to static files',
    trap: [8, 15],
    needs: 'file-serving',
    spec: responseOps,
    alike: { ours: responseOurs },
    exchanges: [
      {
        request: get('/static/digits.txt'),
        response: { status: 200, headers: { 'X-Frame-Options': 'DENY', ETag: null, 'Cache-Control': /./ } },
      },
    ],
  },
  {
    name: 'headers: values from the request, the response and the clock',
    trap: 16,
    spec: `
mw:
  requestId: true
  headers:
    response:
      set:
        X-Method: "\${request.method} \${request.path}"
        X-Id: "id=\${request.id}"
        X-Agent: "\${request.headers.user-agent:-nobody}"
        X-Language: "\${request.headers.accept-language}"
        X-Status: "\${response.status}"
        X-Duration: "\${duration.s}s \${duration.ms}ms"
        X-Time: "\${now.iso}"
        X-Unix: "\${now.unix}"
        X-Literal: "$\${request.id}"
`,
    alike: {
      ours: [
        'X-Request-Id',
        'X-Method',
        'X-Id',
        'X-Agent',
        'X-Language',
        'X-Status',
        'X-Duration',
        'X-Time',
        'X-Unix',
        'X-Literal',
      ],
    },
    exchanges: [
      {
        request: get('/nowhere/x?token=1', [
          ['User-Agent', 'test'],
          ['X-Request-Id', 'abc'],
        ]),
        response: {
          headers: {
            'X-Method': 'GET /nowhere/x',
            'X-Id': 'id=abc',
            'X-Agent': 'test',
            'X-Language': null,
            'X-Status': '404',
            'X-Duration': /^\d+\.\d{6}s \d+\.\d{3}ms$/,
            'X-Time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/,
            'X-Unix': /^\d{10}$/,
            'X-Literal': '${request.id}',
          },
        },
      },
      {
        request: get('/json'),
        response: { headers: { 'X-Agent': 'nobody', 'X-Id': /^id=[\da-f-]{36}$/, 'X-Status': '200' } },
      },
    ],
  },
  {
    name: 'headers: characters that are invalid in a header are percent-encoded',
    trap: 16,
    spec: 'mw:\n  headers:\n    response:\n      set: { X-Echo: "${request.headers.x-in}", X-Path: "${request.path}" }\n',
    alike: { ours: ['X-Echo', 'X-Path'] },
    exchanges: [
      {
        request: get('/json', [['X-In', 'caf\u00e9 "q" %']]),
        response: { status: 200, headers: { 'X-Echo': /^caf%C3%(?:83%C2%)?A9 "q" %$/ } },
      },
      {
        request: get('/caf%C3%A9/%0d%0aX-Evil:%201'),
        response: { status: 404, headers: { 'X-Evil': null, 'X-Path': '/caf%C3%A9/%0d%0aX-Evil:%201' } },
      },
      {
        request: get('/json', [['X-In', `a\tb${'z'.repeat(8000)}`]]),
        response: { status: 200, headers: { 'X-Echo': `a\tb${'z'.repeat(8000)}` } },
      },
    ],
  },
  {
    name: 'headers: the environment is read once',
    spec: 'mw:\n  headers:\n    response:\n      set: { X-Region: "${env.CONFORMANCE_REGION}", X-None: "${env.CONFORMANCE_NONE:-un known}" }\n',
    lane: 'own',
    environment: { CONFORMANCE_REGION: 'eu-west' },
    alike: { ours: ['X-Region', 'X-None'] },
    exchanges: [{ request: get('/json'), response: { headers: { 'X-Region': 'eu-west', 'X-None': 'un known' } } }],
  },
  {
    name: 'headers: operations on a request change what the application sees',
    trap: 93,
    spec: requestOps,
    alike: false,
    exchanges: [
      {
        request: get('/headers', [
          ['X-Internal', 'secret'],
          ['x-forwarded-for', '1.2.3.4'],
          ['X-Tenant', 'evil'],
          ['X-KEPT', 'mine'],
          ['X-Trace', 'one'],
          ['Cookie', 'a=1'],
        ]),
        response: {
          json: is.including({
            'x-internal': is.absent,
            'x-forwarded-for': is.absent,
            'x-tenant': 'acme',
            'x-seen': 'GET',
            'accept-language': 'en',
            'x-kept': 'mine',
            'x-trace': 'one, more',
            cookie: 'a=1; extra=1',
          }),
        },
      },
    ],
  },
  {
    name: 'headers: operations on a request change the list of raw headers too',
    trap: 93,
    needs: 'node-api',
    spec: requestOps,
    alike: false,
    exchanges: [
      {
        request: get('/headers', [
          ['X-Internal', 'secret'],
          ['X-Tenant', 'evil'],
        ]),
      },
    ],
    observed: {
      request: [
        is.including({
          rawHeaders: is.check('raw headers without the removed ones', (value) => {
            const raw = (value as string[]).map((text) => text.toLowerCase());
            return (
              !raw.includes('x-internal') && !raw.includes('secret') && !raw.includes('evil') && raw.includes('acme')
            );
          }),
        }),
      ],
    },
  },
  {
    name: 'headers: no request header is set if its value is missing',
    spec: 'mw:\n  headers:\n    request:\n      set: { X-Copy: "${request.headers.x-source}" }\n',
    alike: false,
    exchanges: [
      { request: get('/headers'), response: { json: is.including({ 'x-copy': is.absent }) } },
      { request: get('/headers', [['X-Source', 'here']]), response: { json: is.including({ 'x-copy': 'here' }) } },
    ],
  },
  {
    name: 'headers: values of a response see the request headers that the middleware has changed',
    spec: 'mw:\n  headers:\n    request:\n      set: { X-In: "ours" }\n      remove: [X-Gone]\n    response:\n      set: { X-Echo: "${request.headers.x-in} ${request.headers.x-gone:-none}" }\n',
    alike: { ours: ['X-Echo'] },
    exchanges: [
      {
        request: get('/json', [
          ['X-In', 'theirs'],
          ['X-Gone', 'here'],
        ]),
        response: { headers: { 'X-Echo': 'ours none' } },
      },
    ],
  },
  {
    name: 'headers: expose is merged with the application’s list, only on CORS responses',
    trap: [18, 124],
    spec: 'mw:\n  timing: true\n  requestId: true\n  headers:\n    expose: true\n    response:\n      set: { X-Served-By: me }\n',
    app: { after: ['cors'] },
    alike: { ours: ['X-Process-Time', 'X-Request-Id', 'X-Served-By', 'Access-Control-Expose-Headers'] },
    exchanges: [
      {
        request: get('/json', [['Origin', 'https://a.example']]),
        response: {
          headers: {
            'Access-Control-Expose-Headers':
              /^X-Own, ETag, (?=.*X-Process-Time)(?=.*X-Request-Id)(?=.*X-Served-By)[^*]+$/i,
          },
        },
      },
      { request: get('/json'), response: { headers: { 'Access-Control-Expose-Headers': null } } },
    ],
  },
  {
    name: 'headers: two cookies are kept when the middleware sets headers',
    trap: [9, 35],
    spec: 'mw:\n  timing: true\n  headers:\n    response:\n      append: { Set-Cookie: "ours=1" }\n',
    alike: { ours: ['X-Process-Time', 'Set-Cookie'] },
    exchanges: [
      { request: get('/cookies'), response: { headers: { 'Set-Cookie': ['a=1; Path=/', 'b=2; Path=/', 'ours=1'] } } },
    ],
  },
  {
    name: 'headers: values are appended once if the first writeHead fails',
    trap: [80, 81],
    needs: 'node-api',
    spec: 'mw:\n  headers: { response: { append: { X-Added: "1" } } }\n  capture: { response: true, sink: callback }\n',
    app: {
      scripts: {
        it: [
          { do: 'writeHead', arguments: [200, 'a\nb'] },
          { do: 'throw', message: 'after that' },
        ],
      },
    },
    alike: { ours: ['X-Added'] },
    exchanges: [{ request: get('/script/it'), response: { status: 500, headers: { 'X-Added': '1' } } }],
    allRecords: [is.including({ status: 500, response: is.including({ headers: is.including({ 'x-added': '1' }) }) })],
  },
  {
    name: 'request id: a new ID if there is none',
    spec: idSpec,
    exchanges: [
      { request: get('/headers'), response: { headers: { 'X-Request-Id': uuid } } },
      { request: get('/throw'), response: { status: 500, headers: { 'X-Request-Id': uuid } } },
    ],
    observed: { request: [is.including({ requestId: is.uuid })] },
  },
  {
    name: 'request id: the client’s ID is kept',
    spec: idSpec,
    exchanges: [
      {
        request: get('/headers', [['x-request-id', 'Abc-1_2.3']]),
        response: { headers: { 'X-Request-Id': 'Abc-1_2.3' } },
      },
      {
        request: get('/headers', [['X-REQUEST-ID', 'a'.repeat(128)]]),
        response: { headers: { 'X-Request-Id': 'a'.repeat(128) } },
      },
    ],
    observed: { request: [is.including({ requestId: 'Abc-1_2.3' }), is.including({ requestId: 'a'.repeat(128) })] },
  },
  ...(
    [
      ['that is too long', 'a'.repeat(129)],
      ['of ten thousand characters', 'a'.repeat(10_000)],
      ['that is not ASCII', '\u00e9'],
      ['with a space', 'a b'],
      ['with quotes', '"a"'],
      ['with a comma', 'a,b'],
      ['that is empty', ''],
      ['with a slash', '../etc'],
    ] as const
  ).map(([what, value]): Case => ({
    name: `request id: an ID ${what} is replaced`,
    trap: 16,
    spec: idSpec,
    exchanges: [
      {
        request: get('/json', [['X-Request-Id', value]]),
        response: { status: 200, headers: { 'X-Request-Id': uuid } },
      },
    ],
  })),
  {
    name: 'request id: two IDs are not trusted',
    trap: [16, 93],
    spec: idSpec,
    exchanges: [
      {
        request: get('/json', [
          ['X-Request-Id', 'one'],
          ['X-Request-Id', 'two'],
        ]),
        response: { headers: { 'X-Request-Id': uuid } },
      },
    ],
  },
  {
    name: 'request id: incoming IDs can be ignored, and the format can be uuidv7',
    spec: 'mw:\n  requestId: { incoming: ignore, format: uuidv7, header: X-Trace }\n',
    alike: { ours: ['X-Trace'] },
    exchanges: [{ request: get('/json', [['X-Trace', 'abc']]), response: { headers: { 'X-Trace': uuid7 } } }],
  },
  {
    // A plain handler of the Fetch API has no place where others could leave an id.
    name: 'request id: the ID of outer middleware is used if it is valid',
    trap: 16,
    needs: 'routers',
    spec: captureSpec([], ['requestId: true']),
    app: { before: ['outer-id'] },
    exchanges: [
      ...['\u00dcn\u00efcode', 'a b', 'a\r\nX-Evil: 1', 'x'.repeat(129), ''].map((id) => ({
        request: get('/id', [['X-Outer-Id', encodeURIComponent(id)]]),
        response: { status: 200, headers: { 'X-Request-Id': uuid, 'X-Evil': null } },
      })),
      {
        request: get('/id', [
          ['X-Outer-Id', 'outer-1'],
          ['X-Request-Id', 'sent'],
        ]),
        response: { status: 200, headers: { 'X-Request-Id': 'outer-1' } },
      },
      {
        request: get('/id', [
          ['X-Outer-Id', 'a%20b'],
          ['X-Request-Id', 'sent'],
        ]),
        response: { status: 200, headers: { 'X-Request-Id': 'sent' } },
      },
    ],
    alike: false,
    allRecords: [
      ...Array.from({ length: 5 }, () => is.including({ requestId: is.uuid })),
      is.including({ requestId: 'outer-1' }),
      is.including({ requestId: 'sent' }),
    ],
  },
  {
    name: 'request id: an ID that outer middleware has made read-only',
    trap: 16,
    needs: 'node-api',
    spec: captureSpec([], ['requestId: true']),
    app: { before: ['outer-id'] },
    exchanges: [
      {
        request: get('/json', [['X-Fixed-Id', 'outer-1']]),
        response: { status: 200, headers: { 'X-Request-Id': 'outer-1' } },
      },
      {
        request: get('/json', [['X-Fixed-Id', 'a%20b']]),
        response: { status: 200, headers: { 'X-Request-Id': uuid } },
      },
    ],
    alike: { ours: ['X-Request-Id'] },
    allRecords: [is.including({ requestId: 'outer-1' }), is.including({ requestId: is.uuid })],
  },
  {
    name: 'request id: overrides the header of the handler',
    trap: 8,
    spec: idSpec,
    exchanges: [
      { request: get('/poisoned', [['X-Request-Id', 'abc']]), response: { headers: { 'X-Request-Id': 'abc' } } },
    ],
  },
  {
    name: 'request id: the application’s own generator',
    spec: idSpec,
    app: { generateRequestId: 'id-' },
    exchanges: [
      { request: get('/json'), response: { headers: { 'X-Request-Id': 'id-1' } } },
      { request: get('/json'), response: { headers: { 'X-Request-Id': 'id-2' } } },
    ],
  },
  {
    name: 'request id: a generator that returns invalid IDs does not break the response',
    trap: [16, 81],
    spec: idSpec,
    app: { generateRequestId: 'caf\u00e9\r\nX-Evil: 1 ' },
    exchanges: [
      { request: get('/json'), response: { status: 200, headers: { 'X-Evil': null, 'X-Request-Id': /^[!-~ ]+$/ } } },
    ],
  },
  {
    name: 'request id: the handler, the header and the record agree on a POST with a body',
    trap: 130,
    spec: 'mw:\n  requestId: true\n  capture: { request: true, response: true, sink: callback }\n',
    app: { before: ['context'], after: ['slow', 'json'] },
    exchanges: [
      {
        request: post('/take-json', 'application/json', '{"a":1}', [
          ['X-Request-Id', 'r-1'],
          ['X-Context', 'c-1'],
        ]),
        response: { headers: { 'X-Request-Id': 'r-1' }, json: { took: { a: 1 }, context: 'c-1' } },
      },
    ],
    allRecords: [is.including({ requestId: 'r-1' })],
  },
];
