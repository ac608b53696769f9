import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { JsonPaths, type Place } from '../../templates/typescript/shared/json-paths.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('places of hostile documents do not fill the memory', () => {
  // Each key that was passed is remembered further down: these are 2 ** 15 places.
  const keys = Array.from({ length: 15 }, (_, index) => `k${String(index)}`);
  const paths = new JsonPaths(keys.map((key) => [['**'], key, ['**'], 'end']));
  let hidden = 0;
  const descend = (place: Place, from: number): void => {
    hidden += paths.descend(place, 'end').isHidden ? 1 : 0;
    for (let at = from; at < keys.length; at += 1) descend(paths.descend(place, keys[at] ?? ''), at + 1);
  };
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  descend(paths.start, 0);
  collectGarbage();
  assert.equal(hidden, 2 ** 15 - 1);
  const grownMiB = (process.memoryUsage().heapUsed - before) / 1024 / 1024;
  assert.ok(grownMiB < 4, `${grownMiB.toFixed(1)} MiB`);
});
