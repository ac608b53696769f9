/**
 * Plays a sample of the cases, other ones on each target, where nearly all is the same as on another target: code in
 * JavaScript, NestJS on its two adapters, and Koa 2. Commands such as `npm run conformance:nestjs` play the rest.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cases } from './cases/index.js';
import { generate, keyOf, newWorkFolder } from './harness/generate.js';
import { faultsOf } from './harness/run-case.js';
import { ServerProcess } from './harness/server-process.js';
import { applies, exemptionOf, sampledTargets } from './harness/targets.js';

const step = 60;
const work = await newWorkFolder('samples');

for (const [index, target] of sampledTargets.entries()) {
  test(`a sample of the cases on ${target.name}`, async () => {
    const own = cases.filter(
      (one) => (one.lane ?? 'shared') === 'shared' && applies(one, target) && exemptionOf(one, target) === undefined,
    );
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
