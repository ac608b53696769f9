import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { context } from '@opentelemetry/api';
import type { CaptureRecord } from '../../templates/typescript/shared/record.js';
import { RecordQueue } from '../../templates/typescript/shared/records.js';

const record: CaptureRecord = {
  middleware: 'audit',
  time: '2026-01-31T12:00:00.000Z',
  method: 'GET',
  path: '/',
  status: 200,
  outcome: 'completed',
  timeToHeadMs: 1,
  durationMs: 2,
};
const make = (): Promise<CaptureRecord> => Promise.resolve(record);

function reports(): { readonly messages: string[]; readonly report: (error: unknown) => void } {
  const messages: string[] = [];
  return { messages, report: (error) => messages.push(error instanceof Error ? error.message : String(error)) };
}

describe('records', () => {
  it('are passed to the sink with the context of the request', async () => {
    const seen: unknown[] = [];
    const { messages, report } = reports();
    const queue = new RecordQueue(report, (...given) => seen.push(...given));
    const active = context.active();
    await queue.send(make, active);
    assert.deepEqual(seen, [record, active]);
    assert.deepEqual(messages, []);
  });

  it('do not affect requests: errors of creating and sending them are reported', async () => {
    const { messages, report } = reports();
    const throwing = new RecordQueue(report, () => {
      throw new Error('sink throws');
    });
    const rejecting = new RecordQueue(report, () => Promise.reject(new Error('sink rejects')));
    await throwing.send(make, context.active());
    await rejecting.send(make, context.active());
    await rejecting.send(() => Promise.reject(new Error('no record')), context.active());
    assert.deepEqual(messages, ['sink throws', 'sink rejects', 'no record']);
    assert.equal(throwing.accepts(), true);
  });

  it('are dropped while a thousand are pending: this is reported once, and afterwards with their number', async () => {
    const { messages, report } = reports();
    let release: (value?: unknown) => void = () => undefined;
    const slow = new Promise((resolve) => {
      release = resolve;
    });
    const queue = new RecordQueue(report, () => slow);
    const sent: Promise<void>[] = [];
    while (queue.accepts()) {
      sent.push(queue.send(make, context.active()));
      assert.ok(sent.length <= 1000, 'there is an end to it');
    }
    assert.equal(sent.length, 1000);
    assert.equal(queue.accepts(), false);
    assert.equal(queue.accepts(), false);
    assert.deepEqual(messages, ['1000 capture records are in flight: new ones are dropped until the sink catches up.']);
    release();
    await Promise.all(sent);
    assert.deepEqual(messages.slice(1), ['3 capture records were dropped: the sink was too slow.']);
    assert.equal(queue.accepts(), true);
  });
});
