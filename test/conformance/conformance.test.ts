/** Runs every case on every target, over real sockets. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cases } from './cases/index.js';
import type { Case } from './harness/case.js';
import { generate, keyOf, newWorkFolder, type Generated } from './harness/generate.js';
import { faultsOf } from './harness/run-case.js';
import { ServerProcess } from './harness/server-process.js';
import { applies, leftOut, targetsAsked, type Target } from './harness/targets.js';

const only = process.env['MWGEN_CONFORMANCE_CASES'];
const targets = targetsAsked();
const selected = only === undefined ? cases : cases.filter(({ name }) => name.includes(only));
const work = await newWorkFolder('conformance');
const generated = await generate(selected, targets, work);

if (leftOut !== undefined) {
  // With CI=true, a missing target is a failure instead of a skipped test.
  it('runs every target', { skip: process.env['CI'] === 'true' ? false : `left out: ${leftOut}` }, () => {
    assert.fail(leftOut);
  });
}

for (const target of targets) {
  const own = selected.filter((one) => applies(one, target));
  inOneProcess(
    `${target.name}, side by side`,
    target,
    own.filter(({ lane = 'shared' }) => lane === 'shared'),
    6,
  );
  inOneProcess(
    `${target.name}, one by one`,
    target,
    own.filter(({ lane }) => lane === 'serial'),
    1,
  );
  describe(`${target.name}, in separate processes`, { concurrency: 2 }, () => {
    for (const one of own.filter(({ lane }) => lane === 'own')) {
      it(one.name, async () => {
        const server = await ServerProcess.start(target, one.environment);
        try {
          await judge(one, target, server, generated.get(keyOf(target, one)));
        } finally {
          assert.equal(await server.stop(), 0, 'the process must end by itself');
          assert.deepEqual(server.crashes, []);
        }
      });
    }
  });
}

function inOneProcess(name: string, target: Target, group: readonly Case[], concurrency: number): void {
  if (group.length === 0) return;
  describe(name, { concurrency }, () => {
    let server: ServerProcess;
    before(async () => {
      server = await ServerProcess.start(target);
    });
    for (const one of group) it(one.name, () => judge(one, target, server, generated.get(keyOf(target, one))));
    after(async () => {
      assert.equal(await server.stop(), 0, 'the process must end by itself once nothing is open');
      assert.deepEqual(
        server.crashes.filter(({ key }) => key === undefined),
        [],
        'nothing may go wrong outside of requests',
      );
    });
  });
}

async function judge(one: Case, target: Target, server: ServerProcess, output: Generated | undefined): Promise<void> {
  const problems = await faultsOf(one, keyOf(target, one), target, server, output);
  const shown = problems.length > 12 ? [...problems.slice(0, 12), `… and ${problems.length - 12} more`] : problems;
  assert.ok(problems.length === 0, `${one.name}\n  ${shown.join('\n  ')}`);
}
