/** Random bodies under right and wrong labels: no secret is shown, nothing that could be read is left out, and all languages and families do the same. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pythonEnvironment } from '../python/environment.js';
import { printFault, tryBodies } from './try.js';

const count = Number(process.env['MWGEN_REDACTION_CASES'] ?? 5000);
const environment = pythonEnvironment();

it(`${count} random bodies show no secret and all else`, async (test) => {
  if (environment.kind === 'missing') {
    assert.notEqual(process.env['CI'], 'true', environment.reason);
    test.diagnostic(`without Python: ${environment.reason}`);
  }
  const { faults, shown, readable } = await tryBodies(
    count,
    20_261_121,
    environment.kind === 'ready' ? environment : undefined,
  );
  assert.deepEqual(faults.slice(0, 3).map(printFault), []);
  assert.ok(readable > count / 5 && shown >= readable);
});
