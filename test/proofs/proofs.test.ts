/** A sample of `npm run proofs`: whatever disturbs a run, nothing is lost, and the next one is right. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { build } from '../cli/mwgen.js';
import { Random } from '../redaction/random.js';
import { disturbances } from './disturbances.js';
import { killOnce } from './kill.js';
import { other, World, type Version } from './world.js';

describe('nothing is lost, and the next run is right', () => {
  let world: World;
  let version: Version = 'second';

  before(async () => {
    build();
    world = await World.make('python');
  });

  after(() => {
    world.remove();
  });

  for (const [name, disturb] of Object.entries(disturbances)) {
    it(name, async (context) => {
      context.diagnostic(await disturb(world, version));
      await world.assertRecovers(version);
      version = other(version);
    });
  }

  it('runs that are killed at random moments', async () => {
    const random = new Random(20);
    let within = 0;
    for (let kill = 0; kill < 12; kill++) {
      if ((await killOnce(world, version, random)) === 'within') within += 1;
      // Some runs have to cope with what several kills have left.
      if (kill % 4 === 3) await world.assertRecovers(version);
      version = other(version);
    }
    assert.ok(within > 0, 'no kill has met a run that was writing');
  });
});
