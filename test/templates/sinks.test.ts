import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { afterEach, describe, it, mock } from 'node:test';
import { logSink as fetchSink } from '../../templates/typescript/fetch/sinks.js';
import { logSink as nodeSink } from '../../templates/typescript/node/sinks.js';
import type { CaptureRecord } from '../../templates/typescript/shared/record.js';

const record: CaptureRecord = {
  middleware: 'audit',
  time: '',
  method: 'GET',
  path: '/',
  status: 200,
  outcome: 'completed',
  timeToHeadMs: 1,
  durationMs: 2,
};

type Write = (text: string, callback: (error?: Error) => void) => boolean;

const real = Object.getOwnPropertyDescriptor(process, 'stdout') ?? {};

function replaceOutput(stdout: object | undefined): void {
  Object.defineProperty(process, 'stdout', { value: stdout, configurable: true });
}

/** Replaces standard output, which the test runner itself writes to. */
function outputThat(write: Write): EventEmitter {
  const output = Object.assign(new EventEmitter(), { write });
  replaceOutput(output);
  return output;
}

afterEach(() => {
  Object.defineProperty(process, 'stdout', real);
  mock.restoreAll();
});

for (const [platform, logSink] of [
  ['Node', nodeSink],
  ['the Fetch API', fetchSink],
] as const) {
  describe(`the log sink on ${platform}`, () => {
    it('resolves when the line has been written', async () => {
      const written: string[] = [];
      let finish: (() => void) | undefined;
      const output = outputThat((text, callback) => {
        written.push(text);
        finish = callback;
        return true;
      });
      let isDone = false;
      const done = logSink(record).then(() => (isDone = true));
      await Promise.resolve();
      assert.equal(isDone, false);
      finish?.();
      await done;
      assert.equal(written.length, 1);
      assert.equal(written[0]?.at(-1), '\n');
      assert.deepEqual(JSON.parse(written[0]), record);
      assert.equal(output.listenerCount('error'), 0);
    });

    it('rejects if standard output fails, and the process survives the event that follows', async () => {
      const error = new Error('a closed pipe');
      const output = outputThat((_text, callback) => {
        callback(error);
        return false;
      });
      await assert.rejects(logSink(record), error);
      await assert.rejects(logSink(record), error);
      assert.equal(output.listenerCount('error'), 1);
      output.emit('error', error);
      assert.equal(output.listenerCount('error'), 0);
    });

    it('leaves the event to the application if it listens for it', async () => {
      const error = new Error('a closed pipe');
      const heard = mock.fn();
      const output = outputThat((_text, callback) => {
        callback(error);
        return false;
      });
      output.on('error', heard);
      await assert.rejects(logSink(record), error);
      assert.equal(output.listenerCount('error'), 1);
      output.emit('error', error);
      assert.equal(heard.mock.callCount(), 1);
    });
  });
}

it('without a standard output like that of Node, the log sink uses the console', async () => {
  for (const stdout of [undefined, { write: () => assert.fail() }]) {
    const log = mock.method(console, 'log', () => undefined);
    replaceOutput(stdout);
    await fetchSink(record);
    assert.deepEqual(
      log.mock.calls.map(({ arguments: [line] }) => JSON.parse(String(line)) as unknown),
      [record],
    );
    log.mock.restore();
  }
});
