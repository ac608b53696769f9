/** What is specific to Workers, where the work for a request ends with its response. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Place } from './suite.js';

export function workers({ runtime, client }: Place): void {
  if (runtime !== 'workerd') return;

  it('keeps the worker alive until a slow sink has the record', async () => {
    const { record } = await client().exchange('/json?later');
    assert.equal(record.status, 200);
  });

  it('loses the record if the worker is not kept alive', async () => {
    await client().seen();
    await client().call('/json?later&forget');
    await pause(500);
    assert.deepEqual((await client().seen()).records, []);
  });
}
