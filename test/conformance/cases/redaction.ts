/** Secrets are replaced if they can be found, and bodies are left out if they cannot be searched. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { CannedAnswer, Case } from '../harness/case.js';
import { is, reveal, type Expected } from '../harness/expect.js';
import { captureSpec, get, logSpec, post, record, side } from './support.js';

const paths = 'redact: { json: [password, user.ssn, "**.token", "cards.*.number"] }';
const secret = 'hunter2';
const hidden = '[redacted]';

function answer(
  type: string,
  body: CannedAnswer['body'],
  more: readonly (readonly [string, string])[] = [],
): CannedAnswer {
  return { headers: [['Content-Type', type], ...more], body };
}
function base64(bytes: Buffer): { readonly base64: string } {
  return { base64: bytes.toString('base64') };
}

/** A body of a type, sent as a request and as a response, and its expected form in the record. */
function redacted(
  name: string,
  trap: readonly number[],
  type: string,
  body: string,
  shown: string | undefined,
  more: readonly string[] = [],
): Case {
  const content: Expected =
    shown === undefined
      ? side({ size: Buffer.byteLength(body), omitted: 'unredactable' })
      : side({ size: Buffer.byteLength(body), body: shown });
  return {
    name: `redact: ${name}`,
    trap,
    spec: captureSpec([...(more.some((line) => line.startsWith('redact:')) ? [] : [paths]), ...more]),
    app: { answers: { it: answer(type, body) } },
    exchanges: [{ request: get('/say/it') }, { request: post('/count', type, body) }],
    records: [
      record({ path: '/say/it', response: content }),
      record({ method: 'POST', path: '/count', request: content, response: is.object }),
    ],
  };
}

const json = 'application/json';
const deep = `${'{"a":'.repeat(10_000)}{"token":"${secret}"}${'}'.repeat(10_000)}`;
const nested = JSON.stringify({ message: JSON.stringify({ token: secret, ok: 1 }) });
const every = `{"password":"${secret}","n":1,"user":{"ssn":"${secret}"},"list":[{"token":"${secret}"}]}`;

const kinds = [json, 'text/plain', 'application/x-ndjson', 'text/event-stream', 'application/x-www-form-urlencoded'];
/** Offsets that move the end of the first 128 bytes over every byte of the document. */
const shifts = Array.from({ length: 131 }, (_, index) => index);
function shifted(shift: number): string {
  return `{"pad":"${'.'.repeat(shift)}",${every.slice(1)}`;
}

export const redactionCases: readonly Case[] = [
  redacted(
    'values of every type',
    [100],
    json,
    '{"password":"s","user":{"ssn":12345},"token":["a",{"b":1}],"x":{"token":{"c":null}},"y":{"token":true},"z":[{"token":null}]}',
    `{"password":"${hidden}","user":{"ssn":"${hidden}"},"token":"${hidden}","x":{"token":"${hidden}"},"y":{"token":"${hidden}"},"z":[{"token":"${hidden}"}]}`,
  ),
  redacted(
    'everything else is unchanged',
    [108],
    json,
    '{ "id" : 12345678901234567890, "x":1.0,"e":1E5, "__proto__":{"a":1}, "password" : "s" ,"u":"\\u00e9\\/" }\n',
    `{ "id" : 12345678901234567890, "x":1.0,"e":1E5, "__proto__":{"a":1}, "password" : "${hidden}" ,"u":"\\u00e9\\/" }\n`,
  ),
  redacted(
    'keys in any case, escaped, and twice',
    [103, 104],
    json,
    '{"PassWord":"a","passw\\u006frd":"b","password":"c","password":2}',
    `{"PassWord":"${hidden}","passw\\u006frd":"${hidden}","password":"${hidden}","password":"${hidden}"}`,
  ),
  redacted(
    'any depth, including arrays',
    [109],
    json,
    '[[{"a":{"b":{"c":[{"d":{"Token":"x"}}]}}}]]',
    `[[{"a":{"b":{"c":[{"d":{"Token":"${hidden}"}}]}}}]]`,
  ),
  redacted(
    'only one level if the path says so',
    [104],
    json,
    '{"a":{"password":"kept"},"user":{"password":"kept","ssn":1}}',
    `{"a":{"password":"kept"},"user":{"password":"kept","ssn":"${hidden}"}}`,
  ),
  redacted(
    'any index',
    [109],
    json,
    '{"cards":[{"number":"4111","exp":1},{"number":5}]}',
    `{"cards":[{"number":"${hidden}","exp":1},{"number":"${hidden}"}]}`,
  ),
  redacted('ten thousand levels', [103], json, deep, deep.replace(`"${secret}"`, `"${hidden}"`), [
    'request: { maxBytes: 1MiB }',
    'response: { maxBytes: 1MiB }',
  ]),
  redacted(
    'JSON inside a JSON string',
    [103],
    json,
    nested,
    JSON.stringify({ message: JSON.stringify({ token: hidden, ok: 1 }) }),
  ),
  redacted(
    'a type with a suffix',
    [95, 101],
    'application/vnd.x+json; charset=utf-8',
    '{"password":"s"}',
    `{"password":"${hidden}"}`,
  ),
  redacted('JSON under text/plain', [101], 'text/plain', '{"password":"s"}', `{"password":"${hidden}"}`),
  redacted('JSON under HTML', [101], 'text/html', ' \n{"password":"s"}', ` \n{"password":"${hidden}"}`),
  redacted('other text', [101], 'text/plain', 'hello token world', 'hello token world'),
  redacted(
    'a form',
    [101],
    'application/x-www-form-urlencoded',
    'a=1&password=hunter2&Token=b%20c&user%5Bssn%5D=3&x[token]=4',
    `a=1&password=${hidden}&Token=${hidden}&user%5Bssn%5D=${hidden}&x[token]=${hidden}`,
  ),
  redacted(
    'a form with an escaped name',
    [101, 103],
    'application/x-www-form-urlencoded',
    'p%61ssword=hunter2&pass+word=kept',
    `p%61ssword=${hidden}&pass+word=kept`,
  ),
  redacted('a form under text/plain', [101], 'text/plain', 'password=hunter2', `password=${hidden}`),
  redacted(
    'newline-delimited JSON',
    [98],
    'application/x-ndjson',
    '{"a":1}\n{"password":"s"}\n{"x":{"token":1}}\n',
    `{"a":1}\n{"password":"${hidden}"}\n{"x":{"token":"${hidden}"}}\n`,
  ),
  redacted('concatenated lines under application/json', [98], json, '{"a":1}\n{"password":"s"}\n', undefined),
  redacted(
    'lines under text/plain',
    [98],
    'text/plain',
    '{"a":1}\n{"password":"s"}\n',
    `{"a":1}\n{"password":"${hidden}"}\n`,
  ),
  redacted(
    'an event stream',
    [98],
    'text/event-stream',
    'event: x\ndata: {"token":"s","n":1}\n\n: comment\ndata: plain\n\n',
    `event: x\ndata: {"token":"${hidden}","n":1}\n\n: comment\ndata: plain\n\n`,
  ),
  redacted(
    'an event stream with CRLF',
    [98],
    'text/event-stream; charset=utf-8',
    'data:{"token":"s"}\r\n\r\ndata: {"a":1}\r\n\r\n',
    `data:{"token":"${hidden}"}\r\n\r\ndata: {"a":1}\r\n\r\n`,
  ),
  redacted('incomplete JSON', [99], json, `{"password":"${secret}"`, undefined),
  redacted('JSON with an unknown escape', [103], json, `{"pass\\word":"${secret}"}`, undefined),
  redacted('JSON with a trailing comma', [103], json, `{"password":"${secret}",}`, undefined),
  redacted('JSON with comments', [103], json, `{/* */"password":"${secret}"}`, undefined),
  redacted('JSON with single quotes', [103], json, `{'password':'${secret}'}`, undefined),
  redacted('two documents', [98], json, `{"a":1}{"password":"${secret}"}`, undefined),
  redacted('a byte order mark before JSON', [96], json, '\ufeff{"password":"s"}', `\ufeff{"password":"${hidden}"}`),
  redacted('a scalar document', [103], json, '"hunter2 is no key"', '"hunter2 is no key"'),
  redacted('a custom replacement with quotes', [108], json, '{"password":"s"}', '{"password":"<\\"x\\">"}', [
    'redact: { json: [password], replacement: \'<"x">\' }',
  ]),
  redacted(
    'an event stream with line ends of all kinds',
    [98],
    'text/event-stream',
    'data: {"token":"s"}\r\n\ndata:{"a":1,\r\ndata: "token":\rdata: "s"}\n\r\n',
    `data: {"token":"${hidden}"}\r\n\ndata:{"a":1,\r\ndata: "token":\rdata: "${hidden}"}\n\r\n`,
  ),
  redacted(
    'an event with two documents',
    [98],
    'text/event-stream',
    'data: {"a":1}\ndata: {"token":"s"}\n\n',
    `data: {"a":1}\ndata: {"token":"${hidden}"}\n\n`,
  ),
  redacted(
    'an event whose data is no JSON as a whole',
    [98],
    'text/event-stream',
    'data: {"a":1,\ndata: "token":"s"\n\n',
    undefined,
  ),
  redacted(
    'JSON in strings in strings',
    [103],
    json,
    JSON.stringify({ a: JSON.stringify(JSON.stringify(JSON.stringify({ token: secret, ok: 1 }))) }),
    JSON.stringify({ a: JSON.stringify(JSON.stringify(JSON.stringify({ token: hidden, ok: 1 }))) }),
  ),
  redacted(
    'a bad escape in a string that holds JSON',
    [103],
    json,
    `{"a":"{\\"token\\":\\"${secret}\\x\\"}"}`,
    undefined,
  ),
  redacted(
    'a form with every spelling of names',
    [101, 103],
    'application/x-www-form-urlencoded',
    '\ufeffpassword=s&cards[][number]=s&cards%5B0%5D%5Bnumber%5D=s&cards.1.number=s&a[b.c][token]=s&+password=s&a[]=1',
    `\ufeffpassword=${hidden}&cards[][number]=${hidden}&cards%5B0%5D%5Bnumber%5D=${hidden}&cards.1.number=${hidden}&a[b.c][token]=${hidden}&+password=${hidden}&a[]=1`,
  ),
  redacted(
    'a form with JSON in JSON strings',
    [101, 103],
    'application/x-www-form-urlencoded',
    `p=${encodeURIComponent(JSON.stringify(JSON.stringify({ token: secret })))}&q=1`,
    `p=${encodeURIComponent(JSON.stringify(JSON.stringify({ token: hidden })))}&q=1`,
  ),
  redacted('JSON after a comment', [101], 'text/plain', `// c\n{ "password": "${secret}" }`, undefined),
  redacted('JSON with NaN', [101], 'text/plain', `[NaN, {"token":"${secret}"}]`, undefined),
  redacted('JSON with bare keys', [101], 'text/plain', `{a: 1, password: '${secret}'}`, undefined),
  redacted('JSON in a call', [101], 'text/javascript', `f({"password":"${secret}"});`, undefined),
  redacted(
    'lines that begin with a scalar',
    [98],
    'text/plain',
    '1\n"x"\n{"password":"s"}\n',
    `1\n"x"\n{"password":"${hidden}"}\n`,
  ),
  redacted(
    'a JSON text sequence',
    [98],
    'text/plain',
    '\u001e{"a":1}\n\u001e{\n"password":"s"}\n',
    `\u001e{"a":1}\n\u001e{\n"password":"${hidden}"}\n`,
  ),
  redacted(
    'parts under another type',
    [101],
    'text/plain',
    '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\ns\r\n--b--\r\n',
    undefined,
  ),
  {
    name: 'redact: bytes that are not what they are declared to be',
    trap: [96, 101, 102],
    spec: captureSpec([paths, 'response: { contentTypes: ["*/*"] }']),
    app: {
      answers: {
        gzip: answer('image/png', base64(gzipSync(every))),
        deflate: answer('video/mp4', base64(deflateSync(every))),
        marked: answer('font/woff2', base64(Buffer.from(`\ufeff${every}`, 'utf16le'))),
        ascii: answer('application/x-www-form-urlencoded; charset=utf-16', `password=${secret}x`),
        swapped: answer('application/json; charset=utf-16', base64(Buffer.from(every, 'utf16le').swap16())),
        coded: answer('text/plain; charset=latin1', base64(gzipSync(every))),
        picture: answer('image/png', base64(Buffer.from('\x89PNG\r\n\x1a\n\0', 'latin1'))),
      },
    },
    exchanges: ['gzip', 'deflate', 'marked', 'ascii', 'swapped', 'coded', 'picture'].map((name) => ({
      request: get(`/say/${name}`),
    })),
    allRecords: [
      ...Array.from({ length: 6 }, () => is.including({ response: is.including({ omitted: 'unredactable' }) })),
      is.including({ response: is.including({ body: 'iVBORw0KGgoA', encoding: 'base64' }) }),
    ],
  },
  {
    name: 'redact: query parameters of lists',
    trap: [105, 110],
    spec: captureSpec(['redact: { query: [token] }']),
    exchanges: [
      { request: get(`/json?token[]=${secret}&token%5B0%5D=${secret}&Token[a]=${secret}&token.b=${secret}&a[]=1`) },
    ],
    allRecords: [
      is.including({ query: `token[]=${hidden}&token%5B0%5D=${hidden}&Token[a]=${hidden}&token.b=${hidden}&a[]=1` }),
    ],
  },
  {
    name: 'redact: JSON that is sent as a form, as curl does by default',
    trap: [99, 101],
    spec: captureSpec([paths]),
    exchanges: [
      { request: post('/count', 'application/x-www-form-urlencoded', every) },
      { request: post('/count', 'application/x-www-form-urlencoded', `[{"token":"${secret}","url":"/?a=b&c=d"}]`) },
    ],
    allRecords: is.allOf(is.listOf(2, is.object), is.without(secret)),
  },
  {
    name: 'redact: an event stream that begins with a byte order mark',
    trap: [96, 98],
    spec: captureSpec([paths]),
    app: { answers: { it: answer('text/event-stream', `\ufeffdata: {"token":"${secret}"}\n\n`) } },
    exchanges: [{ request: get('/say/it') }],
    allRecords: is.allOf(is.listOf(1, is.object), is.without(secret)),
  },
  {
    name: 'redact: a range that looks like a whole document',
    trap: 43,
    spec: captureSpec(["redact: { json: ['user.ssn'] }"]),
    app: {
      answers: {
        it: {
          status: 206,
          headers: [
            ['Content-Type', json],
            ['Content-Range', 'bytes 8-24/26'],
          ],
          body: `{"ssn":"${secret}"}`,
        },
      },
    },
    exchanges: [{ request: get('/say/it'), response: { status: 206 } }],
    records: [
      record({ path: '/say/it', status: 206, response: side({ size: 10 + secret.length, omitted: 'unredactable' }) }),
    ],
  },
  {
    name: 'redact: an event’s data over several lines',
    trap: 98,
    spec: captureSpec([paths]),
    app: {
      answers: {
        it: answer('text/event-stream', `data: {"a":1,\ndata: "token":"${secret}"}\n\n`),
        cr: answer('text/event-stream', `data: {"a":1,\rdata: "token":\rdata: "${secret}"}\r\r`),
      },
    },
    exchanges: [{ request: get('/say/it') }, { request: get('/say/cr') }],
    allRecords: is.allOf(is.listOf(2, is.object), is.without(secret)),
  },
  {
    name: 'redact: a JSON body that is truncated at every byte',
    trap: 99,
    spec: captureSpec([paths, 'request: { maxBytes: 128 }', 'response: { maxBytes: 128 }']),
    app: {
      answers: Object.fromEntries(
        kinds.flatMap((type, kind) =>
          shifts.map((shift) => [`${kind}-${shift}`, answer(type, shifted(shift))] as const),
        ),
      ),
    },
    exchanges: kinds.flatMap((_, kind) => shifts.map((shift) => ({ request: get(`/say/${kind}-${shift}`) }))),
    allRecords: is.allOf(
      is.listOf(kinds.length * shifts.length, is.object),
      is.without(secret, 'hunter', 'hunt', 'r2"'),
    ),
  },
  {
    name: 'redact: a JSON request body that is truncated at every byte, plain and gzip',
    trap: [61, 99],
    spec: captureSpec([paths, 'request: { maxBytes: 128 }', 'response: { maxBytes: 128 }']),
    alike: false,
    exchanges: shifts.flatMap((shift) => [
      { request: post('/count', json, shifted(shift)) },
      { request: post('/count', json, gzipSync(shifted(shift)), [['Content-Encoding', 'gzip']]) },
    ]),
    allRecords: is.allOf(is.listOf(2 * shifts.length, is.object), is.without(secret, 'hunter', 'hunt', 'r2"')),
  },
  {
    name: 'redact: truncated bodies of every kind',
    trap: [99, 101],
    spec: captureSpec([paths, 'request: { maxBytes: 24 }', 'response: { maxBytes: 24 }']),
    app: {
      answers: {
        form: answer('application/x-www-form-urlencoded', `aaaaaaaa=1&password=${secret}&b=2`),
        sse: answer('text/event-stream', `data: {"a":1,"token":"${secret}"}\n\n`),
        lines: answer('application/x-ndjson', `{"a":1}\n{"password":"${secret}"}\n`),
        plain: answer('text/plain', `{"a":1,  "password":"${secret}"}`),
        none: { body: `{"a":1,  "password":"${secret}"}` },
      },
    },
    exchanges: ['form', 'sse', 'lines', 'plain', 'none'].map((name) => ({ request: get(`/say/${name}`) })),
    allRecords: is.allOf(is.listOf(5, is.object), is.without(secret, 'hunt')),
  },
  {
    name: 'redact: compressed bodies',
    trap: [61, 102],
    spec: captureSpec([paths]),
    exchanges: [
      ['gzip', gzipSync(every)],
      ['deflate', deflateSync(every)],
      ['br', brotliCompressSync(every)],
      ['gzip, gzip', gzipSync(gzipSync(every))],
      ['gzip', gzipSync(every).subarray(0, 40)],
      ['gzip', Buffer.from(every)],
    ].map(([coding, body], index) => ({
      steps: [
        { send: post('/count', json, body ?? '', [['Content-Encoding', String(coding)]]) },
        { receive: { status: 200 } },
        { recorded: index + 1 },
      ],
    })),
    allRecords: is.allOf(
      [
        is.including({ request: is.including({ body: every.replaceAll(secret, hidden) }) }),
        is.including({ request: is.including({ body: every.replaceAll(secret, hidden) }) }),
        is.including({ request: is.including({ omitted: 'unredactable' }) }),
        is.including({ request: is.including({ omitted: 'unredactable' }) }),
        is.including({ request: is.including({ omitted: 'unredactable' }) }),
        is.including({ request: is.including({ omitted: 'unredactable' }) }),
      ],
      is.without(secret, brotliCompressSync(every).toString('base64')),
    ),
  },
  {
    name: 'redact: with decompress off, a compressed body is omitted',
    trap: 102,
    spec: captureSpec([paths, 'decompress: false']),
    exchanges: [{ request: post('/count', json, gzipSync(every), [['Content-Encoding', 'gzip']]) }],
    allRecords: [is.including({ request: is.including({ omitted: 'unredactable' }) })],
  },
  {
    name: 'redact: other encodings of JSON',
    trap: 96,
    spec: captureSpec([paths]),
    app: {
      answers: {
        declared: answer('application/json; charset=utf-16le', base64(Buffer.from(every, 'utf16le'))),
        hidden: answer('application/json', base64(Buffer.from(every, 'utf16le'))),
        marked: answer('text/plain', base64(Buffer.from(`\ufeff${every}`, 'utf16le'))),
        unknown: answer('application/json; charset=klingon', every),
        latin1: answer('application/json; charset=latin1', base64(Buffer.from('{"é":1,"password":"s"}', 'latin1'))),
        invalid: answer('application/json', base64(Buffer.concat([Buffer.from(every), Buffer.from([0xff])]))),
      },
    },
    exchanges: ['declared', 'hidden', 'marked', 'unknown', 'latin1', 'invalid'].map((name) => ({
      request: get(`/say/${name}`),
    })),
    allRecords: is.allOf(
      [
        is.including({ response: is.including({ body: every.replaceAll(secret, hidden) }) }),
        is.including({ response: is.including({ omitted: 'unredactable' }) }),
        is.including({ response: is.including({ omitted: 'unredactable' }) }),
        is.including({ response: is.including({ omitted: 'unredactable' }) }),
        is.including({ response: is.including({ body: `{"é":1,"password":"${hidden}"}` }) }),
        is.including({ response: is.including({ omitted: 'unredactable' }) }),
      ],
      is.check('no secret in UTF-16 either', (value) => !reveal(value).replaceAll('\0', '').includes(secret)),
    ),
  },
  {
    name: 'redact: the headers that are redacted by default',
    trap: [105, 106, 107],
    spec: captureSpec(['redact: { headers: [X-Mine] }']),
    alike: false,
    exchanges: [
      {
        request: get('/cookies', [
          ['Authorization', `Bearer ${secret}`],
          ['Proxy-Authorization', secret],
          ['Cookie', `a=${secret}`],
          ['X-Api-Key', secret],
          ['x-mine', secret],
          ['X-Mine', secret],
          ['X-Other', 'kept'],
        ]),
      },
    ],
    allRecords: is.allOf(
      [
        is.including({
          request: is.including({
            headers: is.including({
              authorization: hidden,
              'proxy-authorization': hidden,
              cookie: hidden,
              'x-api-key': hidden,
              'x-mine': is.oneOf(hidden, [hidden, hidden]),
              'x-other': 'kept',
            }),
          }),
          response: is.including({ headers: is.including({ 'set-cookie': is.oneOf(hidden, [hidden, hidden]) }) }),
        }),
      ],
      is.without(secret),
    ),
  },
  {
    name: 'redact: the defaults can be switched off',
    trap: 107,
    spec: captureSpec(['redact: { headers: [X-Mine], defaults: false }']),
    exchanges: [
      {
        request: get('/json', [
          ['Authorization', 'Basic x'],
          ['X-Mine', 'y'],
        ]),
      },
    ],
    allRecords: [
      is.including({
        request: is.including({ headers: is.including({ authorization: 'Basic x', 'x-mine': hidden }) }),
      }),
    ],
  },
  {
    name: 'redact: query parameters, and the headers that repeat them',
    trap: [105, 110],
    spec: captureSpec(['redact: { query: [token, code] }']),
    app: {
      answers: {
        it: {
          status: 302,
          headers: [
            ['Location', `/x?token=${secret}#y`],
            ['Content-Location', `/y?a=1&code=${secret}`],
          ],
          body: '',
        },
      },
    },
    exchanges: Array.from({ length: 2 }, () => ({
      request: get(
        `/say/it?a=1&token=${secret}&TOKEN=${secret}&t%6Fken=${secret}&token&code=${secret}%20x&tokens=kept&a=2`,
        [['Referer', `https://a.example/?code=${secret}&b=1`]],
      ),
    })),
    allRecords: is.allOf(
      is.listOf(
        2,
        is.including({
          query: `a=1&token=${hidden}&TOKEN=${hidden}&t%6Fken=${hidden}&token&code=${hidden}&tokens=kept&a=2`,
          request: is.including({ headers: is.including({ referer: `https://a.example/?code=${hidden}&b=1` }) }),
          response: is.including({
            headers: is.including({ location: `/x?token=${hidden}#y`, 'content-location': `/y?a=1&code=${hidden}` }),
          }),
        }),
      ),
      is.without(secret),
    ),
  },
  ...(['raw-targets', '!raw-targets'] as const).map((needs): Case => ({
    name: `redact: a quote in a query (${needs})`,
    trap: 111,
    needs,
    lane: 'serial',
    spec: logSpec(),
    exchanges: [{ request: get('/json?x=%0a"y') }],
    records: [is.including({ query: needs === 'raw-targets' ? 'x=%0a"y' : 'x=%0a%22y' })],
  })),
  {
    name: 'redact: a record with any content is one line of JSON',
    trap: 111,
    lane: 'serial',
    spec: logSpec(['redact: { json: [password] }']),
    app: { answers: { it: answer('text/plain', 'a\nb\r\n\u2028{"x"}\u001b[0m') } },
    exchanges: [
      {
        request: get('/say/it?x=%0ay', [
          ['User-Agent', 'a"b\\c'],
          ['X-Latin', '\u00e9'],
        ]),
      },
      { request: get('/json') },
    ],
    records: [
      record({
        path: '/say/it',
        query: 'x=%0ay',
        request: {
          headers: is.including({ 'user-agent': 'a"b\\c', 'x-latin': '\u00e9' }),
          size: 0,
          truncated: false,
          omitted: 'empty',
        },
        response: side({ size: 17, body: 'a\nb\r\n\u2028{"x"}\u001b[0m' }),
      }),
      record({ path: '/json', response: side({ size: 23, body: '{"hello":"world","n":1}' }) }),
    ],
  },
];
