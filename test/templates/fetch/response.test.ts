import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeHead, fieldsOf, fieldText, replaced } from '../../../templates/typescript/fetch/response.js';

/** A response with immutable headers, like those that are fetched from other servers. */
async function immutable(): Promise<Response> {
  const response = await fetch('data:text/plain,body');
  assert.throws(() => {
    response.headers.set('X-Own', '1');
  }, TypeError);
  return response;
}

const own = (response: Response): void => {
  response.headers.set('X-Own', '1');
};

describe('the head of a response', () => {
  it('is changed in place if it is mutable', () => {
    const response = new Response('body');
    assert.equal(changeHead(response, own), response);
    assert.equal(response.headers.get('X-Own'), '1');
  });

  it('is changed in a copy if it is immutable', async () => {
    const response = await immutable();
    const changed = changeHead(response, own);
    assert.notEqual(changed, response);
    assert.equal(changed.headers.get('X-Own'), '1');
    assert.equal(changed.headers.get('Content-Type'), response.headers.get('Content-Type'));
    assert.equal(await changed.text(), 'body');
  });

  it('is copied as a whole where an adapter has replaced the class of responses', async () => {
    const response = await immutable();
    const Original = globalThis.Response;
    // Like the class of an adapter: it takes what is given as plain properties.
    class Replaced extends Original {
      constructor(body: ConstructorParameters<typeof Response>[0], init: ResponseInit = {}) {
        super(body, { ...init });
      }
    }
    globalThis.Response = Replaced;
    try {
      const changed = changeHead(response, own);
      assert.equal(changed.headers.get('X-Own'), '1');
      assert.equal(changed.headers.get('Content-Type'), response.headers.get('Content-Type'));
    } finally {
      globalThis.Response = Original;
    }
  });

  it('is not changed for values that are not responses', () => {
    for (const value of [null, 'text', 7, {}, { status: 200 }, { status: 200, headers: { get: 'no function' } }]) {
      assert.equal(
        changeHead(value, () => assert.fail()),
        value,
      );
      assert.equal(
        replaced(value, () => assert.fail(), assert.ifError),
        value,
      );
    }
  });

  it('is not changed for upgrades and network errors', () => {
    const error = Response.error();
    assert.equal(
      changeHead(undefined, () => assert.fail()),
      undefined,
    );
    assert.equal(
      changeHead(error, () => assert.fail()),
      error,
    );
  });
});

describe('a hook that can return another response', () => {
  it('replaces the response, or keeps it if nothing is returned', () => {
    const [given, other] = [new Response('given'), new Response('other')];
    assert.equal(
      replaced(given, () => other, assert.ifError),
      other,
    );
    for (const nothing of [undefined, null, 'text', {}]) {
      assert.equal(
        replaced(given, () => nothing, assert.ifError),
        given,
      );
    }
    assert.equal(
      replaced(undefined, () => assert.fail(), assert.ifError),
      undefined,
    );
  });

  it('keeps the response if it fails, which is reported', async () => {
    const given = new Response('given');
    const reported: unknown[] = [];
    const report = (error: unknown): void => {
      reported.push(error);
    };
    const thrown = new Error('thrown');
    const rejected = new Error('rejected');
    const throwing = (): never => {
      throw thrown;
    };
    assert.equal(replaced(given, throwing, report), given);
    assert.equal(
      replaced(given, () => Promise.reject(rejected), report),
      given,
    );
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(reported, [thrown, rejected]);
  });
});

describe('headers of a record', () => {
  it('have lower-case names and a single text each, except for cookies', () => {
    const headers = new Headers({ 'X-One': 'a', Accept: 'b' });
    headers.append('X-One', 'c');
    headers.append('Set-Cookie', 'd=1, e');
    headers.append('Set-Cookie', 'f=2');
    assert.deepEqual(Array.from(fieldsOf(headers)), [
      ['accept', 'b'],
      ['set-cookie', ['d=1, e', 'f=2']],
      ['x-one', 'a, c'],
    ]);
    assert.deepEqual(Array.from(fieldsOf(new Headers())), []);
  });

  it('are read as a single text', () => {
    assert.equal(fieldText(undefined), undefined);
    assert.equal(fieldText('a'), 'a');
    assert.equal(fieldText(['a', 'b']), 'a, b');
  });
});
