/**
 * Plays a sample of the cases with code in JavaScript, other ones on each target. All that is different from TypeScript is
 * how the code is printed, so `npm run conformance:javascript` plays the rest only on demand.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cases } from './cases/index.js';
import { generate, keyOf, newWorkFolder } from './harness/generate.js';
import { faultsOf } from './harness/run-case.js';
import { ServerProcess } from './harness/server-process.js';
import { applies, plainTargets } from './harness/targets.js';

const step = 60;
const work = await newWorkFolder('javascript');

for (const [index, target] of plainTargets.entries()) {
  test(`a sample of the cases on ${target.name}`, async () => {
    const own = cases.filter((one) => (one.lane ?? 'shared') === 'shared' && applies(one, target));
    const sample = own.filter((_, at) => at % step === index);
    const generated = await generate(sample, [target], work);
    const server = await ServerProcess.start(target);
    try {
      for (const one of sample) {
        const key = keyOf(target, one);
        assert.deepEqual(await faultsOf(one, key, target, server, generated.get(key)), [], one.name);
      }
    } finally {
      assert.equal(await server.stop(), 0);
      assert.deepEqual(server.crashes, []);
    }
  });
}
