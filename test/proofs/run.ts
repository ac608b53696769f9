/**
 * `npm run proofs [-- KILLS [SEED]]`: kills `mwgen generate` at random moments and disturbs it in other ways. After each
 * of them nothing of the user's may be lost and no file may be torn, and the next run must end as if nothing had happened.
 */
import { build } from '../cli/mwgen.js';
import { Random } from '../redaction/random.js';
import { disturbances } from './disturbances.js';
import { fullRun, killOnce } from './kill.js';
import { other, World, type Version } from './world.js';

const [count = '500', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
console.log(`${count} kills, seed ${seed}`);
build();
const random = new Random(Number(seed));
const world = await World.make('typescript');
let version: Version = 'second';
try {
  for (const [name, disturb] of Object.entries(disturbances)) {
    const result = await disturb(world, version);
    await world.assertRecovers(version);
    version = other(version);
    console.log(`${name}: ${result}`);
  }
  const latest = await fullRun(world, version);
  version = other(version);
  const moments = { before: 0, within: 0, after: 0 };
  for (let kill = 0; kill < Number(count); kill++) {
    // Half of the kills wait for the first file, because writing is a small part of a run.
    moments[await killOnce(world, version, random, kill % 2 === 0 ? latest : undefined)] += 1;
    await world.assertRecovers(version);
    version = other(version);
  }
  const { before, within, after } = moments;
  console.log(`${count} kills: ${before} before the first file, ${within} between files, ${after} after the last one`);
  console.log('Nothing was lost, no file was torn, and every next run was right.');
} finally {
  world.remove();
}
