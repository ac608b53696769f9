import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attempt, callBefore } from '../../templates/typescript/shared/hooks.js';

/** What became of a hook: each call in its order. */
function before(hook: () => unknown): string[] {
  const calls: string[] = [];
  callBefore(
    hook,
    () => calls.push('proceed'),
    (error) => calls.push(`fail ${String(error)}`),
  );
  calls.push('returned');
  return calls;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a hook before the handler', () => {
  it('lets the request go on at once where it does not wait', () => {
    assert.deepEqual(
      before(() => undefined),
      ['proceed', 'returned'],
    );
  });

  it('lets it go on when it is through', async () => {
    const calls = before(() => Promise.resolve());
    assert.deepEqual(calls, ['returned']);
    await settled();
    assert.deepEqual(calls, ['returned', 'proceed']);
  });

  it('fails the request once where it throws or rejects', async () => {
    const thrown = before(() => {
      throw new Error('no');
    });
    assert.deepEqual(thrown, ['fail Error: no', 'returned']);
    const rejected = before(() => Promise.reject(new Error('no')));
    await settled();
    assert.deepEqual(rejected, ['returned', 'fail Error: no']);
  });

  it('is not blamed for what the handler throws', () => {
    const failures: unknown[] = [];
    const proceed = (): never => {
      throw new Error('the handler');
    };
    assert.throws(
      () => {
        callBefore(
          () => undefined,
          proceed,
          (error) => failures.push(error),
        );
      },
      { message: 'the handler' },
    );
    assert.deepEqual(failures, []);
  });
});

describe('a hook that must not reach the request', () => {
  it('is reported where it throws or rejects', async () => {
    const reported: string[] = [];
    const report = (error: unknown): number => reported.push(String(error));
    attempt(() => {
      throw new Error('thrown');
    }, report);
    attempt(() => Promise.reject(new Error('rejected')), report);
    attempt(() => 'fine', report);
    await settled();
    assert.deepEqual(reported, ['Error: thrown', 'Error: rejected']);
  });
});
