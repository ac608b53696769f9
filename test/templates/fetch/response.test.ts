import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeHead, fieldsOf, fieldText, replaced } from '../../../templates/typescript/fetch/response.js';

/** A response whose headers cannot be changed, as those from other servers are. */
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
  it('is changed in place where that can be done', () => {
    const response = new Response('body');
    assert.equal(changeHead(response, own), response);
    assert.equal(response.headers.get('X-Own'), '1');
  });

  it('is changed in a copy where it cannot', async () => {
    const response = await immutable();
    const changed = changeHead(response, own);
    assert.notEqual(changed, response);
    assert.equal(changed.headers.get('X-Own'), '1');
    assert.equal(changed.headers.get('Content-Type'), response.headers.get('Content-Type'));
    assert.equal(await changed.text(), 'body');
  });

  it('stays as it is where there is none of the application', () => {
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

describe('a hook that may give another response', () => {
  it('gives it, or leaves the one that there is', () => {
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

  it('costs no response where it fails, which is reported', async () => {
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
  it('have lower-case names, one text for each, and a list of cookies', () => {
    const headers = new Headers({ 'X-One': 'a', Accept: 'b' });
    headers.append('X-One', 'c');
    headers.append('Set-Cookie', 'd=1, e');
    headers.append('Set-Cookie', 'f=2');
    assert.deepEqual(fieldsOf(headers), { 'x-one': 'a, c', accept: 'b', 'set-cookie': ['d=1, e', 'f=2'] });
    assert.deepEqual(fieldsOf(new Headers()), {});
  });

  it('are read as one text', () => {
    assert.equal(fieldText(undefined), undefined);
    assert.equal(fieldText('a'), 'a');
    assert.equal(fieldText(['a', 'b']), 'a, b');
  });
});
