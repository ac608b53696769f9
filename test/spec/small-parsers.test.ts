import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseJsonPath } from '../../generator/plan/parse-json-path.js';
import { parseMediaRange } from '../../generator/plan/parse-media-range.js';
import { parseSize } from '../../generator/plan/parse-size.js';
import { mergeStatuses, parseStatus } from '../../generator/plan/parse-statuses.js';
import { textualContentTypes } from '../../generator/plan/content-types.js';

describe('sizes', () => {
  it('are converted to bytes', () => {
    const sizes = ['0', '7B', '64KiB', '64KB', '1.5MB', '2MiB', '1GB', '1GiB'].map(parseSize);
    const bytes = [0, 7, 65_536, 64_000, 1_500_000, 2_097_152, 1_000_000_000, 1_073_741_824];
    assert.deepEqual(
      sizes,
      bytes.map((value) => ({ value })),
    );
  });
  for (const text of [
    '',
    '-1',
    '64kb',
    '16 KB',
    ' 16KB',
    '1TB',
    '64K',
    '1.5B',
    '1e3',
    '0x10',
    'KiB',
    '99999999999GiB',
    '1.2.3MB',
    'Infinity',
    '١KB',
  ])
    it(`are not ${JSON.stringify(text)}`, () => assert.ok('problems' in parseSize(text)));
});

describe('JSON paths', () => {
  const good: readonly (readonly [string, string])[] = [
    ['a', '["a"]'],
    ['User.SSN', '["user","ssn"]'],
    ['a.*.b', '["a",*,"b"]'],
    ['**.token', '[**,"token"]'],
    ['**.**.token', '[**,"token"]'],
    ['a.**.*', '["a",**,*]'],
    ['a\\.b', '["a.b"]'],
    ['\\*.\\*\\*', '["*","**"]'],
    ['a\\\\', '["a\\"]'],
    ['a\\\\.b', '["a\\","b"]'],
    ['user\\[ssn\\]', '["user[ssn]"]'],
    ['\\/password', '["/password"]'],
    ['a/b', '["a/b"]'],
    ['\\ a\\ ', '[" a "]'],
    ['a b', '["a b"]'],
    ['\\"a\\"', '[""a""]'],
    ['user\\[ssn]', '["user[ssn]"]'],
    ['`', '["`"]'],
    ["it's", '["it\'s"]'],
    ['a\\,b', '["a,b"]'],
    ['\\\\u0070', '["\\u0070"]'],
    ['a.$.@', '["a","$","@"]'],
    ['\\$.a', '["$","a"]'],
    ['__proto__', '["__proto__"]'],
    ['0', '["0"]'],
  ];
  for (const [path, expected] of good) {
    it(`reads ${path}`, () => {
      const found = parseJsonPath(path);
      assert.ok('value' in found);
      const shown = found.value.map((step) => (typeof step === 'string' ? step : `"${step.key}"`));
      assert.equal(`[${shown.join(',')}]`, expected);
    });
  }
  for (const path of [
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    '$.a',
    '$',
    'a[0]',
    'a[*]',
    'a[]',
    "a['b']",
    'a*',
    '*a',
    '***',
    'a\\',
    '**',
    'a.**',
    '\\\\*',
    '/password',
    '/user/ssn',
    '#/password',
    '/',
    'user[ssn]',
    'user[ssn][0]',
    'password ',
    ' password',
    'user. ssn',
    'password\n',
    '\ufeffpassword',
    'password\u200b',
    '"password"',
    "user.'ssn'",
    '`a.b`.c',
    '@.password',
    '$..password',
    'password, token',
    'password,token',
    'pass\\u0077ord',
  ])
    it(`refuses ${path}`, () => assert.ok('problems' in parseJsonPath(path)));
});

describe('statuses', () => {
  it('are merged in ascending order', () => {
    const ranges = ['5xx', '404', '4XX', '204', '205', '100'].map((text) => {
      const found = parseStatus(text);
      assert.ok('value' in found, text);
      return found.value;
    });
    assert.deepEqual(mergeStatuses(ranges), [
      [100, 100],
      [204, 205],
      [400, 599],
    ]);
  });
  for (const text of ['', '99', '600', '6xx', '4x', 'xx', '404.0', '4xxx', '-404'])
    it(`are not ${JSON.stringify(text)}`, () => assert.ok('problems' in parseStatus(text)));
});

describe('media ranges', () => {
  for (const text of [
    '*/*',
    'text/*',
    'Text/HTML',
    'application/*+json',
    'application/vnd.a-b.c+json',
    ...textualContentTypes,
  ])
    it(`reads ${text}`, () => assert.deepEqual(parseMediaRange(text), { value: text.toLowerCase() }));
  for (const text of [
    '',
    '*',
    'json',
    '*/json',
    'text/',
    '/html',
    'text/html; a=b',
    'a/b/c',
    'a b/c',
    'text/*x',
    'a/*+',
    'te*t/html',
  ])
    it(`refuses ${JSON.stringify(text)}`, () => assert.ok('problems' in parseMediaRange(text)));
});
