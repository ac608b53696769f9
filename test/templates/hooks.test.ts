import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attempt, callBefore, continueAfter } from '../../templates/typescript/shared/hooks.js';

/** Calls a hook and returns the names of the callbacks, in order. */
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

/** Like a query of a library: nothing happens before somebody waits for it. */
const lazy = (run: () => Promise<unknown>): PromiseLike<unknown> => ({
  then: (onFulfilled, onRejected) => run().then(onFulfilled, onRejected),
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the `before` hook', () => {
  it('continues at once if it is synchronous', () => {
    assert.deepEqual(
      before(() => undefined),
      ['proceed', 'returned'],
    );
  });

  it('continues when its promise is fulfilled', async () => {
    const calls = before(() => Promise.resolve());
    assert.deepEqual(calls, ['returned']);
    await settled();
    assert.deepEqual(calls, ['returned', 'proceed']);
  });

  it('continues when a query that it returns is done', async () => {
    const calls = before(() => lazy(() => Promise.resolve()));
    assert.deepEqual(calls, ['returned']);
    await settled();
    assert.deepEqual(calls, ['returned', 'proceed']);
    const order: string[] = [];
    const held = lazy(() => {
      order.push('query');
      return Promise.resolve();
    });
    await continueAfter(held, () => order.push('handler'));
    assert.deepEqual(order, ['query', 'handler']);
  });

  it('makes the request fail once if it throws or rejects', async () => {
    const thrown = before(() => {
      throw new Error('no');
    });
    assert.deepEqual(thrown, ['fail Error: no', 'returned']);
    const rejected = before(() => Promise.reject(new Error('no')));
    await settled();
    assert.deepEqual(rejected, ['returned', 'fail Error: no']);
  });

  it('does not receive errors of the handler', () => {
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

describe('a hook that must not affect the request', () => {
  it('is reported if it throws or rejects', async () => {
    const reported: string[] = [];
    const report = (error: unknown): number => reported.push(String(error));
    attempt(() => {
      throw new Error('thrown');
    }, report);
    attempt(() => Promise.reject(new Error('rejected')), report);
    attempt(() => lazy(() => Promise.reject(new Error('lost'))), report);
    attempt(() => 'fine', report);
    await settled();
    assert.deepEqual(reported, ['Error: thrown', 'Error: rejected', 'Error: lost']);
  });
});
