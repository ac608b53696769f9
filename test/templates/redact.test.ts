/**
 * Tests redaction of queries, URLs, and bodies that are not text. For other bodies, see
 * `test/generated/redact.test.ts`.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Redactor, redactQuery, redactUrl } from '../../templates/typescript/shared/redact.js';

const names = new Set(['token', 'api key', 'naïve']);

describe('redaction of a query', () => {
  const table: readonly (readonly [query: string, shown: string])[] = [
    ['', ''],
    ['a=1', 'a=1'],
    ['token=1', 'token=[x]'],
    ['a=1&token=2&b=3', 'a=1&token=[x]&b=3'],
    ['token=1&token=2', 'token=[x]&token=[x]'],
    ['TOKEN=1', 'TOKEN=[x]'],
    ['%74oken=1', '%74oken=[x]'],
    ['api+key=1', 'api+key=[x]'],
    ['api%20KEY=1', 'api%20KEY=[x]'],
    ['na%C3%AFve=1', 'na%C3%AFve=[x]'],
    ['token=a=b=c', 'token=[x]'],
    ['token=', 'token=[x]'],
    // A name without a value has nothing to redact.
    ['token', 'token'],
    ['tokens=1&xtoken=1&x[token]=1', 'tokens=1&xtoken=1&x[token]=1'],
    // Lists and members.
    ['token[]=1&token%5B0%5D=1&Token%5b%5d=1', 'token[]=[x]&token%5B0%5D=[x]&Token%5b%5d=[x]'],
    ['token[a][b]=1&token.a=1&token[=1', 'token[a][b]=[x]&token.a=[x]&token[=[x]'],
    ['+token=1&%20token%20=1&%EF%BB%BFtoken=1', '+token=[x]&%20token%20=[x]&%EF%BB%BFtoken=[x]'],
    ['a=token=1', 'a=token=1'],
    // Some servers also take `;` for a separator.
    ['a=1;token=2;b=3&c=4', 'a=1;token=[x]&c=4'],
    ['token=1;2&a;b=1;c', 'token=[x]&a;b=1;c'],
    ['&&token=1&', '&&token=[x]&'],
    ['%zz=1&%E9=2', '%zz=1&%E9=2'],
  ];
  for (const [query, shown] of table) {
    it(`shows ${JSON.stringify(query)} as ${JSON.stringify(shown)}`, () => {
      assert.equal(redactQuery(query, names, '[x]'), shown);
    });
  }

  it('accepts any text as the replacement', () => {
    assert.equal(redactQuery('token=1', names, '$&$1'), 'token=$&$1');
    assert.equal(redactUrl('/?token=1', names, '$&$1'), '/?token=$&$1');
  });
});

describe('redaction of a URL', () => {
  it('changes only its query', () => {
    assert.equal(redactUrl('https://a/token=1?token=2#token=3', names, '[x]'), 'https://a/token=1?token=[x]#token=3');
    assert.equal(redactUrl('/a?b=?token=1', names, '[x]'), '/a?b=?token=1');
    assert.equal(redactUrl('/a#?token=1', names, '[x]'), '/a#?token=[x]');
    assert.equal(redactUrl('/a', names, '[x]'), '/a');
  });
});

describe('whether a body may contain a secret', () => {
  const redactor = new Redactor([['password']], '[x]');

  it('is decided by the content type if it has named values', () => {
    const types = [
      'application/json',
      'text/json',
      'application/problem+json',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'text/event-stream',
      'application/x-ndjson',
      'application/json-seq',
    ];
    for (const type of types) assert.equal(redactor.mayConcern(type, 'some words'), true, type);
  });

  it('is decided by the text if it looks like JSON, a form, or not like text', () => {
    const texts = [
      ...[
        ' {"a":1}',
        '[1]',
        '\ufeff{"a":1}',
        'a=1&password=2',
        'word',
        '',
        'two words\0',
        '1\n2\n',
        '"a"\n',
        '"two words"\n',
        '"two \\" words" {',
        'true\n',
      ],
      ...[
        '// two words',
        '/* two words',
        ")]}',\n",
        'f( {',
        'while(1);\n ',
        "{ 'a",
        '[ NaN, 1',
        '{ a : 1',
        '{ a',
        '[ ',
      ],
      ...['event: a', ': two words', '--a\r\nb c', 'a\npassword=2 3', 'two {"password" : 1}'],
    ];
    for (const text of texts) {
      assert.equal(redactor.mayConcern('text/plain', text), true, JSON.stringify(text));
    }
    for (const text of [
      'two words',
      '{ no JSON }',
      '<p>a b</p>',
      '[see] below',
      '2 words',
      '"a" word',
      '"a"\\b{two words',
      'true words',
    ]) {
      assert.equal(redactor.mayConcern('text/plain', text), false, JSON.stringify(text));
    }
  });

  it('is decided by the longest key where one is the start of another', () => {
    for (const paths of [
      [['api'], ['api key']],
      [['api key'], ['api']],
    ]) {
      for (const text of ['two {api : 1}', 'two {api key : 1}']) {
        assert.equal(new Redactor(paths, '[x]').mayConcern('text/plain', text), true, text);
      }
    }
  });

  it('is decided by each key, also if it overlaps another', () => {
    assert.equal(new Redactor([['a a']], '[x]').mayConcern('text/plain', 'two {"a a a" : 1}'), true);
  });

  it('is true for any text from which a secret would be redacted', () => {
    for (const type of ['text/plain', 'text/html', 'application/xml']) {
      for (const text of ['two words', '<p>a b</p>', '{ no JSON }']) {
        assert.equal(redactor.mayConcern(type, text), false);
        assert.equal(redactor.redact(text, type, false), text);
      }
    }
  });
});

it('a text without keys that paths name is shown', () => {
  for (const path of [[['*']], ['0'], [['**'], ['*']]]) {
    for (const text of ['note: two words', 'say ",: "'])
      assert.equal(new Redactor([path], '[x]').redact(text, 'text/plain', false), text);
  }
});

it('a text is shown if the name of a header of a part is not at the start of a line', () => {
  const redactor = new Redactor([['password']], '[x]');
  const shown = 'no content-disposition: here';
  assert.equal(redactor.redact(shown, 'text/plain', false), shown);
  assert.equal(redactor.redact(`first\n${shown.slice(3)}`, 'text/plain', false), undefined);
});

it('a key is found though a backslash in it escapes nothing', () => {
  const redactor = new Redactor([['xray'], ['password']], '[x]');
  for (const text of ['two {"\\xray" : 1}', 'two {"pass\\\\\\word" : 1}', 'two {"pass\\x77ord" : 1}']) {
    assert.equal(redactor.redact(text, 'text/plain', false), undefined, text);
  }
});

it('an event stream is shown to its end, and one that is cut to the last whole event', () => {
  const redactor = new Redactor([['password']], '[x]');
  const text = 'data: two words\n\ndata: last';
  assert.equal(redactor.redact(text, 'text/event-stream', false), text);
  assert.equal(redactor.redact(text, 'text/event-stream', true), 'data: two words\n\n');
  assert.equal(redactor.redact(text, 'text/plain', true), text);
});

it('a form is redacted by its type, also if its names and values contain blanks', () => {
  const redactor = new Redactor([['api key']], '[x]');
  const text = 'a note=a b&api key=c d&e=f g';
  assert.equal(redactor.redact(text, 'application/x-www-form-urlencoded', false), 'a note=a b&api key=[x]&e=f g');
});

it('a replacement of several lines stays data of its event', () => {
  const redactor = new Redactor([['password']], 'x\ny');
  const redact = (text: string): string | undefined => redactor.redact(text, 'text/event-stream', false);
  assert.equal(redact('data: password=s\nid: 7\n\n'), 'data: password=x\ndata: y\nid: 7\n\n');
  assert.equal(redact('data: {"password":1}\n\n'), 'data: {"password":"x\\ny"}\n\n');
});

describe('the time for a text', () => {
  const paths = [
    [['**'], 'password'],
    [['**'], 'r'],
    ['a', ['*']],
  ] as const;
  const redactor = new Redactor(paths, '[x]');
  const half = 256 * 1024;
  const texts: Readonly<Record<string, string>> = {
    'a run of backslashes': `two words: \\u0041${'\\'.repeat(2 * half)}z`,
    'many keys in a row': `two words: {${'r,'.repeat(half)}(`,
    'bare characters after a bracket': JSON.stringify({ a: `[:{${'r'.repeat(2 * half)}(` }),
    'lines of a key': JSON.stringify({ a: `[:{${'\nr'.repeat(half)}(` }),
    'blanks after a brace': `{${' '.repeat(2 * half)}x(`,
    'escapes in a string': `"${'\\a'.repeat(16 * half)}" word`,
  };
  for (const [what, text] of Object.entries(texts)) {
    it(`grows no faster than its length: ${what}`, () => {
      const before = process.cpuUsage();
      redactor.mayConcern('text/plain', text);
      if (text.length < 10 * half)
        redactor.redact(text, text.startsWith('{"') ? 'application/json' : 'text/plain', false);
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 30e6, `${String((user + system) / 1000)} ms`);
    });
  }
});
