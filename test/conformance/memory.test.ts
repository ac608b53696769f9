/** `npm run memory` with few connections: what captured bodies take up is within the memory limit, however they are cut. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { targets } from './harness/targets.js';
import { measureMemory } from './measure-memory.js';

const measured = targets.filter(({ name }) => ['express5', 'hono', 'fastapi'].includes(name));
/** What a process grows by in one run and not in the next. */
const noiseMiB = 24;

it('uploads in pieces of one byte stay within the memory limit', async () => {
  for (const growth of await measureMemory(measured, { connections: 60, bytes: 8192, memoryLimitMiB: 1 })) {
    assert.ok(growth.oursMiB <= growth.boundMiB + noiseMiB, JSON.stringify(growth));
  }
});
