import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  environment,
  customId,
  headerValue,
  mergeList,
  requiredEnvironment,
  trustedId,
  uuidv7,
} from '../../templates/typescript/shared/values.js';

const uuid = /^[\da-f]{8}-[\da-f]{4}-[47][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

describe('header values', () => {
  it('are unchanged if they are valid in a header', () => {
    for (const value of ['', 'a b\tc', '~!#$%^&*(){}"\\', '100%']) assert.equal(headerValue(value), value);
  });

  it('are percent-encoded if they are not', () => {
    assert.equal(headerValue('a\r\nSet-Cookie: x'), 'a%0D%0ASet-Cookie: x');
    assert.equal(headerValue('é€😀\0\x7f'), '%C3%A9%E2%82%AC%F0%9F%98%80%00%7F');
    assert.equal(headerValue('a\ud83db'), 'a%EF%BF%BDb', 'half a character');
  });

  it('can be sent for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        validateHeaderValue('x-test', headerValue(text));
        assert.match(headerValue(text), /^[\t\x20-\x7e]*$/);
      }),
    );
  });
});

describe('lists', () => {
  it('receive missing members, compared in any case', () => {
    assert.equal(mergeList(undefined, ['Origin']), 'Origin');
    assert.equal(mergeList('accept-encoding', ['Origin', 'Accept-Encoding']), 'accept-encoding, Origin');
    assert.equal(mergeList('a', ['b', 'B', 'b']), 'a, b');
  });

  it('have no members inside of quoted strings', () => {
    for (const list of ['db;desc="a,b"', 'db;desc="a, \\", b"', 'db;desc="a,b', '"a,b"c', 'db;desc=""']) {
      assert.equal(mergeList(list, ['b', list]), `${list}, b`);
      assert.equal(mergeList(`a,${list}`, ['a']), `a, ${list}`);
    }
    assert.equal(mergeList('a="\\', ['b']), 'a="\\, b');
  });

  it('keep their members, without superfluous white space', () => {
    assert.equal(mergeList(' a ,, b,', []), 'a, b');
    assert.equal(mergeList('', ['a']), 'a');
  });
});

describe('request IDs', () => {
  it('of clients are accepted if they are short and contain only safe characters', () => {
    for (const id of ['a', 'A-b_c.9', 'x'.repeat(128)]) assert.equal(trustedId(id), id);
    for (const id of [undefined, null, 7, ['a'], '', 'x'.repeat(129), 'a b', 'a\n', 'é', '<script>']) {
      assert.equal(trustedId(id), undefined, JSON.stringify(id));
    }
  });

  it('of version 7 are ordered by time', (test) => {
    test.mock.timers.enable({ apis: ['Date'], now: 0x0123456789ab });
    const early = uuidv7();
    assert.match(early, uuid);
    assert.match(early, /^01234567-89ab-7/);
    assert.notEqual(uuidv7(), early);
    test.mock.timers.setTime(0x0123456789ac);
    assert.ok(uuidv7() > early);
  });

  it('of the application are made valid for a header', () => {
    assert.equal(
      customId(
        () => 'é',
        (error) => assert.fail(String(error)),
      ),
      '%C3%A9',
    );
  });

  it('of the application are left out if they are empty, or if there is no function for them', () => {
    for (const generate of [undefined, () => '']) {
      assert.equal(
        customId(generate, (error) => assert.fail(String(error))),
        undefined,
      );
    }
  });

  it("are left out if the application's function fails, which is reported", () => {
    const reported: unknown[] = [];
    const failure = new Error('no id');
    const id = customId(
      () => {
        throw failure;
      },
      (error) => reported.push(error),
    );
    assert.equal(id, undefined);
    assert.deepEqual(reported, [failure]);
  });
});

describe('environment variables', () => {
  it('count as unset if they are empty', () => {
    const name = 'MWGEN_TEST_VALUE';
    assert.equal(environment(name), undefined);
    process.env[name] = '';
    assert.equal(environment(name), undefined);
    assert.throws(() => requiredEnvironment(name, 'The header "x"'), {
      message: 'The environment variable MWGEN_TEST_VALUE is not set, and The header "x" needs it.',
    });
    process.env[name] = 'set';
    assert.equal(environment(name), 'set');
    assert.equal(requiredEnvironment(name, 'it'), 'set');
    Reflect.deleteProperty(process.env, name);
  });
});
