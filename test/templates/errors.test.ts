import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorReporter } from '../../templates/typescript/shared/errors.js';

describe('errors that must not affect a request', () => {
  it("are passed to the application's function, if there is one", (test) => {
    const { mock } = test.mock.method(console, 'error', () => undefined);
    const taken: unknown[] = [];
    const report = errorReporter('audit', (error) => taken.push(error));
    const error = new Error('lost');
    report(error);
    assert.deepEqual(taken, [error]);
    assert.equal(mock.callCount(), 0);
  });

  it('are otherwise written to standard error at a limited rate', (test) => {
    const { mock } = test.mock.method(console, 'error', () => undefined);
    let now = 1000;
    test.mock.method(performance, 'now', () => now);
    const report = errorReporter('audit', undefined);
    const error = new Error('lost');
    for (let count = 0; count < 100; count += 1) report(error);
    now += 9999;
    report(error);
    assert.deepEqual(
      mock.calls.map(({ arguments: [...given] }) => given),
      [['audit:', error]],
    );
    now += 1;
    report(error);
    assert.deepEqual(mock.calls[1]?.arguments, ['audit (and 100 more since the last report):', error]);
    now += 10_000;
    report(error);
    assert.deepEqual(mock.calls[2]?.arguments, ['audit:', error]);
  });

  it('are limited for each middleware separately', (test) => {
    const { mock } = test.mock.method(console, 'error', () => undefined);
    for (const name of ['one', 'two']) errorReporter(name, undefined)(new Error('lost'));
    assert.equal(mock.callCount(), 2);
  });

  it("are written to standard error if the application's function fails", async (test) => {
    const { mock } = test.mock.method(console, 'error', () => undefined);
    const failure = new Error('cannot report');
    const report = errorReporter('audit', () => {
      throw failure;
    });
    report(new Error('lost'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(mock.calls[0]?.arguments, ['audit:', failure]);
  });

  it('are written to standard error if its promise is rejected', async (test) => {
    const { mock } = test.mock.method(console, 'error', () => undefined);
    const failure = new Error('cannot report');
    const report = errorReporter('audit', () => Promise.reject(failure));
    report(new Error('lost'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(mock.calls[0]?.arguments, ['audit:', failure]);
  });
});
