import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { generate, load } from './generate.js';
import { jsonPathOf } from './pattern.js';

interface RedactModule {
  readonly Redactor: new (
    paths: readonly (readonly (string | readonly string[])[])[],
    replacement: string,
  ) => { redact(text: string, type: string, truncated: boolean): string | undefined };
}

const secret = 'hunter2';
const json = 'application/json';
let Redactor: RedactModule['Redactor'];
let redact: (paths: string[], text: string, type?: string, truncated?: boolean) => string | undefined;

before(async () => {
  const folder = await generate('redact', 'audit:\n  capture:\n    response: true\n    redact: { json: [password] }');
  ({ Redactor } = await load<RedactModule>(folder, 'internal/redact'));
  redact = (paths, text, type = json, truncated = false) =>
    new Redactor(
      paths.map((path) => jsonPathOf(path.split('.'))),
      '[redacted]',
    ).redact(text, type, truncated);
});

describe('redaction of JSON', () => {
  it('replaces values of every type, and keeps the rest exactly', () => {
    for (const value of [
      '"x"',
      '12',
      '-1.5e+3',
      'true',
      'null',
      '{"a":[1,{"b":"}"}]}',
      '[ 1 , "]" ]',
      '""',
      '{}',
      '[]',
    ]) {
      const text = `{ "n" : 12345678901234567890, "password" :  ${value} ,"one":1.0,"__proto__":{"x":1} }`;
      assert.equal(redact(['password'], text), text.replace(`  ${value}`, '  "[redacted]"'));
    }
  });

  it('matches keys in any case, escaped keys, and all duplicates', () => {
    const shown = redact(['password'], '{"PassWord":1,"passw\\u006frd":2,"password":3,"other":4}');
    assert.equal(shown, '{"PassWord":"[redacted]","passw\\u006frd":"[redacted]","password":"[redacted]","other":4}');
  });

  it('takes no key for a wildcard, and no dot for the end of a key', () => {
    const shown = (paths: readonly (readonly (string | readonly string[])[])[]): string | undefined =>
      new Redactor(paths, 'X').redact('{"*":1,"a":{"b":2,"**":3},"a.b":4}', json, false);
    assert.equal(shown([['*']]), '{"*":"X","a":{"b":2,"**":3},"a.b":4}');
    assert.equal(shown([['a', '**']]), '{"*":1,"a":{"b":2,"**":"X"},"a.b":4}');
    assert.equal(shown([['a.b'], ['a', 'b']]), '{"*":1,"a":{"b":"X","**":3},"a.b":"X"}');
    assert.equal(shown([['a', 'b'], ['a.b']]), '{"*":1,"a":{"b":"X","**":3},"a.b":"X"}');
    assert.equal(shown([['a.b'], ['a', 'c']]), '{"*":1,"a":{"b":2,"**":3},"a.b":"X"}');
  });

  it('follows *, ** and indices', () => {
    assert.equal(
      redact(['user.*.pin'], '{"user":[{"pin":1},{"pin":2}],"pin":3}'),
      '{"user":[{"pin":"[redacted]"},{"pin":"[redacted]"}],"pin":3}',
    );
    assert.equal(
      redact(['**.token'], '{"token":1,"a":[[{"b":{"token":2}}]]}'),
      '{"token":"[redacted]","a":[[{"b":{"token":"[redacted]"}}]]}',
    );
    assert.equal(
      redact(['a.**.c'], '{"a":{"c":1,"b":{"b":{"c":2}}},"c":3}'),
      '{"a":{"c":"[redacted]","b":{"b":{"c":"[redacted]"}}},"c":3}',
    );
    assert.equal(redact(['a.**'], '{"a":{"x":1,"y":[2]},"b":3}'), '{"a":"[redacted]","b":3}');
    assert.equal(redact(['a.1'], '{"a":[1,2,3]}'), '{"a":[1,"[redacted]",3]}');
  });

  it('handles documents of any depth', () => {
    const deep = 200_000;
    const text = `${'{"a":['.repeat(deep)}{"password":"${secret}"}${']}'.repeat(deep)}`;
    assert.equal(redact(['**.password'], text), text.replace(`"${secret}"`, '"[redacted]"'));
  });

  it('redacts JSON inside strings', () => {
    const shown = redact(
      ['**.password'],
      JSON.stringify({ data: JSON.stringify({ password: secret, kept: 1 }), note: '{not json' }),
    );
    assert.equal(shown, JSON.stringify({ data: '{"password":"[redacted]","kept":1}', note: '{not json' }));
    const nested = (levels: number): string =>
      levels === 0 ? JSON.stringify({ password: secret }) : JSON.stringify({ inner: nested(levels - 1) });
    for (let levels = 0; levels < 8; levels += 1)
      assert.doesNotMatch(redact(['**.password'], nested(levels)) ?? '', /hunter2/);
  });

  it('omits documents that it cannot parse completely', () => {
    for (const text of [
      '{',
      '{"password":"hunter2',
      '{"a":1}}',
      '{"a":1} {"b":2}',
      '{"a":NaN}',
      '{a:1}',
      "{'a':1}",
      '[1,]',
      '{"a":1,}',
      '"\n"',
      'p',
      '{"a" 1}',
      '[1 2]',
    ]) {
      assert.equal(redact(['password'], text), undefined, text);
    }
    assert.equal(redact(['password'], '{"a":1}', json, true), undefined, 'truncated');
  });

  it('accepts a byte order mark and white space', () => {
    assert.equal(
      redact(['password'], '\ufeff \r\n\t{ "password" : 1 } \n'),
      '\ufeff \r\n\t{ "password" : "[redacted]" } \n',
    );
    assert.equal(redact(['password'], ' '), ' ');
  });

  it('agrees with JSON.parse on what is valid JSON, for any text', () => {
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.json().map((value) => value.slice(0, -1)),
      fc.stringMatching(/^[[\]{}",:0-9a\\ ]*$/),
    );
    fc.assert(
      fc.property(text, (value) => {
        if (value.includes('\0') || value.trim() === '' || value.includes('\u001e') || value.startsWith('\ufeff'))
          return;
        // Escapes in values are not validated, because they cannot affect where a string ends.
        if (/\\(?!["\\/bfnrt]|u[\da-f]{4})/i.test(value)) return;
        // A string that looks like JSON but is not valid is replaced completely.
        if (/"\s*(?:\\[nrt]\s*)*[[{]/.test(value)) return;
        const isJson = parses(value);
        assert.equal(redact(['no.such.key'], value) !== undefined, isJson, JSON.stringify(value));
        if (isJson) assert.equal(redact(['no.such.key'], value), value);
      }),
      { seed: 20260131, numRuns: 3000 },
    );
  });

  it('never shows a secret, wherever it is and wherever the body is cut', () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue({ maxDepth: 0 }),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.string({ maxLength: 4 }), tie('node'), { maxKeys: 3 }),
        fc
          .oneof(fc.constant(secret), fc.constant([secret]), fc.constant({ a: secret }))
          .map((hidden) => ({ PASSWORD: hidden })),
      ),
    })).node;
    const types = [json, 'application/problem+json', 'text/plain', 'application/x-ndjson', 'text/event-stream', ''];
    fc.assert(
      fc.property(value, fc.constantFrom(...types), fc.nat(), fc.boolean(), (body, type, cut, pretty) => {
        if (typeof body !== 'object' || body === null) return;
        const document = JSON.stringify(
          body,
          null,
          pretty && type !== 'application/x-ndjson' && type !== 'text/event-stream' ? 2 : 0,
        );
        const text =
          type === 'text/event-stream' ? `event: x\ndata: ${document}\n\ndata: ${document}\n\n` : `${document}\n`;
        const whole = redact(['**.password'], text, type);
        assert.ok(whole !== undefined && !whole.includes(secret), whole);
        const part = redact(['**.password'], text.slice(0, cut % (text.length + 1)), type, true);
        assert.ok(!(part ?? '').includes(secret), part);
      }),
      { seed: 7, numRuns: 3000 },
    );
  });
});

describe('redaction of other kinds of text', () => {
  it('redacts newline-delimited JSON line by line, and omits a truncated line', () => {
    const text = '{"a":1}\n{"password":2}\r\n\n{"password":3';
    assert.equal(redact(['password'], text, 'application/x-ndjson', true), '{"a":1}\n{"password":"[redacted]"}\r\n\n');
    assert.equal(redact(['password'], text, 'application/x-ndjson'), undefined);
  });

  it('redacts the data lines of event streams', () => {
    const text =
      ': hi\nevent: a\ndata: {"password":1}\nid: 7\n\ndata: {"password":\ndata: 2}\n\ndata: [DONE]\n\ndata: plain\n\n';
    const shown = redact(['password'], text, 'text/event-stream');
    assert.equal(
      shown,
      ': hi\nevent: a\ndata: {"password":"[redacted]"}\nid: 7\n\ndata: {"password":\ndata: "[redacted]"}\n\ndata: [DONE]\n\ndata: plain\n\n',
    );
    assert.equal(redact(['password'], text.slice(0, 60), 'text/event-stream', true)?.includes('password":2'), false);
    assert.equal(redact(['password'], 'data: {"password":1\n\n', 'text/event-stream'), undefined);
    assert.equal(
      redact(['password'], 'data:{"password":1}\r\rdata: {"x":2}\r\r', 'text/event-stream'),
      'data:{"password":"[redacted]"}\r\rdata: {"x":2}\r\r',
    );
  });

  it('redacts forms, with nested names and JSON values', () => {
    const form = 'application/x-www-form-urlencoded';
    assert.equal(
      redact(['password'], 'a=1&Pass%77ord=hunter2&password=&password', form),
      'a=1&Pass%77ord=[redacted]&password=[redacted]&password',
    );
    assert.equal(
      redact(['user.ssn'], 'user[ssn]=1&user.ssn=2&user%5Bssn%5D=3&ssn=4', form),
      'user[ssn]=[redacted]&user.ssn=[redacted]&user%5Bssn%5D=[redacted]&ssn=4',
    );
    assert.equal(redact(['user'], 'user[name]=x', form), 'user[name]=[redacted]');
    const payload = encodeURIComponent('{"password":"hunter2","n":1}');
    assert.equal(
      redact(['**.password'], `payload=${payload}`, form),
      `payload=${encodeURIComponent('{"password":"[redacted]","n":1}')}`,
    );
    for (let cut = 0; cut < payload.length; cut += 1) {
      const shown = redact(['**.password'], `payload=${payload.slice(0, cut)}`, form, true) ?? '';
      assert.doesNotMatch(decodeURIComponent(shown.replace(/%[^%]?$/, '')), /hunter2/, String(cut));
    }
  });

  it('detects forms and JSON under other types, and leaves prose unchanged', () => {
    assert.equal(redact(['password'], 'password=hunter2\n', 'text/plain'), 'password=[redacted]');
    assert.equal(redact(['password'], '{"password":1}', 'text/plain'), '{"password":"[redacted]"}');
    assert.equal(redact(['password'], 'your password = hunter2', 'text/plain'), 'your password = hunter2');
    assert.equal(redact(['password'], '{"password":1', 'text/plain'), undefined);
  });

  it('omits multipart forms, and text that is not in its declared encoding', () => {
    assert.equal(redact(['password'], '--x', 'multipart/form-data'), undefined);
    assert.equal(redact(['password'], Buffer.from('{"password":1}', 'utf16le').toString(), 'text/plain'), undefined);
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
