/** Texts that have shown a secret once, or could be taken for such, each with what a record may show of it. */

import { parseJsonPath } from '../../generator/plan/parse-json-path.js';

export interface Known {
  readonly what: string;
  /** As in a spec. */
  readonly paths: readonly string[];
  readonly type: string;
  readonly text: string;
  /** `undefined`: the text is left out. */
  readonly shown: string | undefined;
  readonly isCut?: boolean;
}

const paths = ['password', '**.token', 'cards.*.number', 'a\\.b', 'tags.*'];
const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const events = 'text/event-stream';

function row(what: string, type: string, text: string, shown: string | undefined): Known {
  return { what, paths, type, text, shown };
}
/** JSON as a string of JSON, a number of times. */
function nested(value: unknown, times: number): string {
  return times === 0 ? JSON.stringify(value) : JSON.stringify(nested(value, times - 1));
}

const eventStreams: readonly Known[] = [
  row(
    'line ends of all kinds',
    events,
    'data: {"token":"s"}\r\n\ndata:{"a":1}\r\rdata: {"token":2}\n\r\n',
    'data: {"token":"X"}\r\n\ndata:{"a":1}\r\rdata: {"token":"X"}\n\r\n',
  ),
  row(
    'a blank line of its own kind',
    events,
    'data: {"a":1}\n\r\ndata: {"token":"s"}\r\n\n',
    'data: {"a":1}\n\r\ndata: {"token":"X"}\r\n\n',
  ),
  row(
    'a document over several lines',
    events,
    'data: {"a":1,\r\ndata:"token":\ndata:  "s"}\r\n\r\n',
    'data: {"a":1,\r\ndata:"token":\ndata:  "X"}\r\n\r\n',
  ),
  row(
    'a document over several lines, other fields between',
    events,
    'data: {"token":\nid: 7\ndata: "s"\ndata: }\n\n',
    'data: {"token":\nid: 7\ndata: "X"\ndata: }\n\n',
  ),
  row(
    'a value over several lines',
    events,
    'data: {"token":[1,\ndata: 2],\ndata: "a":1}\n\n',
    'data: {"token":"X",\ndata: "a":1}\ndata: \n\n',
  ),
  row('a document that never ends', events, 'data: {"a":1,\ndata: "token":"s"\n\n', undefined),
  row('a document whose start is missing', events, 'data: "token":"s"}\n\n', undefined),
  row(
    'two documents in one event',
    events,
    'data: {"a":1}\ndata: {"token":"s"}\n\n',
    'data: {"a":1}\ndata: {"token":"X"}\n\n',
  ),
  row('two documents on one line', events, 'data: {"a":1} {"token":"s"}\n\n', 'data: {"a":1} {"token":"X"}\n\n'),
  row('a scalar and a document', events, 'data: 1\ndata: {"token":"s"}\n\n', 'data: 1\ndata: {"token":"X"}\n\n'),
  row(
    'JSON in a string',
    events,
    `data: ${nested({ token: 's', a: 1 }, 1)}\n\n`,
    `data: ${nested({ token: 'X', a: 1 }, 1)}\n\n`,
  ),
  row('JSON with a comment', events, 'data: /* */ {"token":"s"}\n\n', undefined),
  row('JSON in another field', events, 'id: {"token":"s"}\ndata: x\n\n', undefined),
  row('JSON in a comment', events, ': {"token":"s"}\n\ndata: x\n\n', undefined),
  row('a form as data', events, 'data: password=s&a=1\n\n', 'data: password=X&a=1\n\n'),
  row(
    'under another type',
    'text/plain',
    'event: a b\ndata: {"token":\ndata: "s"}\n\n',
    'event: a b\ndata: {"token":\ndata: "X"}\n\n',
  ),
  row(
    'a document with a URL of data',
    json,
    '{"image":"data:image/png;base64,AAAA","password":"s"}',
    '{"image":"data:image/png;base64,AAAA","password":"X"}',
  ),
  row(
    'a document of several lines with a URL of data',
    'text/plain',
    '{\n  "image": "data:image/png;base64,AAAA",\n  "password": "s"\n}',
    '{\n  "image": "data:image/png;base64,AAAA",\n  "password": "X"\n}',
  ),
  row('a form with a URL of data', form, 'u=data:x&password=s&a=1', 'u=data:x&password=X&a=1'),
  row(
    'words',
    events,
    ': hi there\nretry: 10\ndata: [DONE]\n\ndata\n\ndata: some words: yes\n\n',
    ': hi there\nretry: 10\ndata: [DONE]\n\ndata\n\ndata: some words: yes\n\n',
  ),
  {
    ...row(
      'cut in the second event, blank lines of two characters',
      events,
      'data: {"a":1}\r\n\r\ndata: {"to',
      'data: {"a":1}\r\n\r\n',
    ),
    isCut: true,
  },
  {
    ...row('cut in the second event', events, 'data: {"a":1}\r\n\ndata: {"token":"s', 'data: {"a":1}\r\n\n'),
    isCut: true,
  },
];

const strings: readonly Known[] = [
  ...[1, 2, 3, 6].map((times) =>
    row(`JSON in ${times} strings`, json, nested({ token: 's', a: 1 }, times), nested({ token: 'X', a: 1 }, times)),
  ),
  row(
    'with every letter escaped',
    json,
    '{"a":"{\\u0022\\u0074oken\\u0022:\\u0022s\\u0022}"}',
    '{"a":"{\\"token\\":\\"X\\"}"}',
  ),
  row(
    'with brackets escaped twice',
    json,
    '{"a":"\\"\\\\u007b\\\\u0022token\\\\u0022:1}\\""}',
    '{"a":"\\"{\\\\\\"token\\\\\\":\\\\\\"X\\\\\\"}\\""}',
  ),
  row('a bad escape in a string that holds JSON', json, '{"a":"{\\"token\\":\\"s\\x\\"}"}', undefined),
  row('a bad escape in a string', json, '{"a":"\\u12"}', undefined),
  row('JSON inside that has a bad escape', json, JSON.stringify({ a: '{"token":"\\x"}' }), '{"a":"X"}'),
  row(
    'lines of JSON in a string',
    json,
    JSON.stringify({ a: '{"b":1}\n{"token":"s"}\n' }),
    JSON.stringify({ a: '{"b":1}\n{"token":"X"}\n' }),
  ),
  row('JSON with a comment in a string', json, JSON.stringify({ a: '/* */{"token":"s"}' }), '{"a":"X"}'),
  row('a sentence around JSON in a string', json, JSON.stringify({ a: 'send {"token": "s"} please' }), '{"a":"X"}'),
  row(
    'a sentence around JSON, where a path can end with any key',
    json,
    JSON.stringify({ tags: 'see {"pin": 1} there', a: 'see {"pin": 1} there' }),
    JSON.stringify({ tags: 'X', a: 'see {"pin": 1} there' }),
  ),
  row(
    'a sentence around JSON in which the colon is escaped',
    json,
    JSON.stringify({ a: 'send {\\u0022token\\u0022\\u003a 1} please' }),
    '{"a":"X"}',
  ),
  row(
    'JSON in a string of JavaScript in which all but letters is escaped',
    json,
    JSON.stringify({ a: '\\x7b\\x22token\\x22\\x3a\\x22s\\x22\\x7d' }),
    '{"a":"X"}',
  ),
  row(
    'sentences',
    json,
    '{"a":"{not json","b":"[see] token: below","c":"a \\"token\\" {x}"}',
    '{"a":"{not json","b":"[see] token: below","c":"a \\"token\\" {x}"}',
  ),
];

const forms: readonly Known[] = [
  row('a key with a dot', form, 'a.b=s&a[b]=s&a.c=1', 'a.b=X&a[b]=1&a.c=1'.replace('a[b]=1', 'a[b]=s')),
  row(
    'empty brackets',
    form,
    'cards[][number]=s&cards%5B%5D%5Bnumber%5D=s&cards[][exp]=1',
    'cards[][number]=X&cards%5B%5D%5Bnumber%5D=X&cards[][exp]=1',
  ),
  row(
    'indices',
    form,
    'cards[0][number]=s&cards.1.number=s&cards[2].number=s',
    'cards[0][number]=X&cards.1.number=X&cards[2].number=X',
  ),
  row('a list of values', form, 'tags[]=s&tags[1]=s&tags=s&tags=s&tag=1', 'tags[]=X&tags[1]=X&tags=X&tags=X&tag=1'),
  row('dots and wildcards', form, 'x.y[token]=s&x[y.z].token=s', 'x.y[token]=X&x[y.z].token=X'),
  row('a byte order mark', form, '\ufeffpassword=s&a=1', '\ufeffpassword=X&a=1'),
  row('white space around a name', form, '+password+=s&%20password=s', '+password+=X&%20password=X'),
  row(
    'JSON in JSON strings as a value',
    form,
    `p=${encodeURIComponent(nested({ token: 's' }, 2))}`,
    `p=${encodeURIComponent(nested({ token: 'X' }, 2))}`,
  ),
  row('a JSON value that cannot be read', form, `p=${encodeURIComponent('{"token":"s"')}&a=1`, 'p=X&a=1'),
  row(
    'JSON that is encoded as a whole',
    form,
    encodeURIComponent('{"token":"s","a":1}'),
    encodeURIComponent('{"token":"X","a":1}'),
  ),
  row('JSON that is encoded in part', form, '{%22token%22:%22s&s=s%22}', undefined),
  row('JSON as a value that is not encoded', form, 'p={"token":"s&s"}', undefined),
  row('words with escapes that are none', 'text/plain', 'some words: \\u \\x\n', 'some words: \\u \\x\n'),
  row('lines of pairs', 'text/plain', 'user=some one\r\npassword=a secret\r\n', 'user=some one\r\npassword=X\r\n'),
  row('harmless values', form, 'a=%7B&b=[1]&c=x%3Dy&d=a+b&e', 'a=%7B&b=[1]&c=x%3Dy&d=a+b&e'),
  row('semicolons for ampersands', form, 'a=1;password=s', 'a=X'),
  row('semicolons in a value', form, 'a=1;b=2;c&password=s;t', 'a=1;b=2;c&password=X'),
  row('a line for each pair', form, 'a=1\r\npassword=s\r\nb=2', 'a=1\r\npassword=X\r\nb=2'),
  row('lines in a value', form, 'password=s\nt&b=2', 'password=X&b=2'),
  row('HTML under this type', form, '<p data-x="{&quot;password&quot;:&quot;s&quot;}">a b</p>', undefined),
];

const plain = 'text/plain';
const looks: readonly Known[] = [
  row('a comment first', plain, '/* c */ {"password":"s"}', undefined),
  row('a comment line first', plain, '// c\n{ "password": "s" }', undefined),
  row('NaN first', plain, '[NaN, {"token":"s"}]', undefined),
  row('a bare key', plain, '{password: "s"}', undefined),
  row('single quotes', plain, "{'password': 's'}", undefined),
  row('half a quoted key', plain, '"a"\n{"b":1,\npassword":"s"}', undefined),
  row('a misplaced bracket after a key', plain, '1\n{"b":1,"password"}: "s"}', undefined),
  ...Array.from('&;=*#<>|~!').map((mark) =>
    row(`a misplaced ${mark} after a key`, plain, `1\n{"b":1,"password"${mark}: "s"}`, undefined),
  ),
  row('a comment after the key', plain, '{ password /* c */ : "s"}', undefined),
  row('an escaped key in bare JSON', plain, "{'pass\\u0077ord': 's'}", undefined),
  row('a call around JSON', 'text/javascript', 'callback({"password":"s"});', undefined),
  row(
    'a call around JSON in which all but letters is escaped',
    'text/javascript',
    "callback( '\\x7b\\x22password\\x22\\x3a\\x22s\\x22\\x7d' );",
    undefined,
  ),
  row('a guard before JSON', plain, ')]}\',\n{"password":"s"}', undefined),
  row('a scalar, then lines', plain, '1\n"x"\n{"password":"s"}\n', '1\n"x"\n{"password":"X"}\n'),
  row('a string that holds JSON', plain, nested({ password: 's' }, 1), nested({ password: 'X' }, 1)),
  row(
    'U+001E before each document',
    plain,
    '\u001e{"a":1}\n\u001e{\n"password":"s"}\n',
    '\u001e{"a":1}\n\u001e{\n"password":"X"}\n',
  ),
  row(
    'U+001E under its own type',
    'application/json-seq',
    '\u001e{"a":1}\n\u001e{\n"password":"s"}\n',
    '\u001e{"a":1}\n\u001e{\n"password":"X"}\n',
  ),
  {
    ...row('U+001E, cut', 'application/json-seq', '\u001e{"a":1}\n\u001e{\n"password":"s', '\u001e{"a":1}\n'),
    isCut: true,
  },
  row('documents without a separator', 'application/x-ndjson', '{"a":1}{"password":"s"}', '{"a":1}{"password":"X"}'),
  row('HTML with JSON in an attribute', 'text/html', '<p data-x="{&quot;password&quot;: &quot;s&quot;}">', undefined),
  row('parts', plain, '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\ns\r\n--b--\r\n', undefined),
  row('parts of another kind', 'multipart/mixed', '--b\r\n\r\n{"password":"s"}\r\n--b--\r\n', undefined),
  row('control characters', plain, 'a b\u0001c', undefined),
  row(
    'a page that speaks of keys',
    'text/html',
    '<p class="password">password: {none}</p> a=b',
    '<p class="password">password: {none}</p> a=b',
  ),
  row(
    'a page without keys',
    'text/html',
    '<p class="x">a password is: none</p>\n<a href="/?b=1&password">',
    '<p class="x">a password is: none</p>\n<a href="/?b=1&password">',
  ),
  row('a line of YAML', 'application/yaml', 'a: 1\nuser:\n  - Password : s\n', undefined),
  row('the first line of YAML', plain, 'password: s', undefined),
  row(
    'YAML without keys to redact',
    'application/yaml',
    'a: 1\npasswords:\n  - x: password\n',
    'a: 1\npasswords:\n  - x: password\n',
  ),
  row('a setting', plain, '[user]\npassword = "s"\nb = "2"\n', '[user]\npassword =X\nb = "2"\n'),
  row('a hash of Ruby', plain, 'Parameters: {"password"=>"s"}', undefined),
  row('symbols of Ruby', plain, 'got {:a=>1, :password => "s"} back', undefined),
  row('an object of Java', plain, 'User{name=x, password=s} logged in', 'User{name=X'),
  row('an object of Python', plain, "User(password='s') logged in", undefined),
  row('words', plain, 'the password = s: { no JSON } [see] below', 'the password = s: { no JSON } [see] below'),
  {
    ...row('words, where no path names a key', plain, ':) is "a smile"= to me', ':) is "a smile"= to me'),
    paths: ['*'],
  },
];

export const known: readonly Known[] = [
  ...eventStreams.map((one) => ({ ...one, what: `event stream: ${one.what}` })),
  ...strings.map((one) => ({ ...one, what: `strings: ${one.what}` })),
  ...forms.map((one) => ({ ...one, what: `form: ${one.what}` })),
  ...looks.map((one) => ({ ...one, what: `looks: ${one.what}` })),
];

/** The steps of a path as specs have it. */
export function stepsOf(path: string): string[] {
  const found = parseJsonPath(path);
  if (!('value' in found)) throw new Error(`${path} is no path`);
  return found.value.map((step) => (typeof step === 'string' ? step : step.key));
}
