/**
 * `npm run proofs [-- KILLS [SEED]]`: kills `mwgen generate` at random moments and disturbs it in other ways. After each
 * of them nothing of the user's may be lost and no file may be torn, and the next run must end as if nothing had happened.
 */
import { performance } from 'node:perf_hooks';
import { build } from '../cli/mwgen.js';
import { Random } from '../redaction/random.js';
import { disturbances } from './disturbances.js';
import { fullRun, killOnce, type Moment } from './kill.js';
import { other, World, type Version } from './world.js';

/** After how many kills a line says how far this is. */
const reportEvery = 20;

const [count = '500', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
const kills = Number(count);
const begin = performance.now();
let started = 0;
const moments: Record<Moment, number> = { before: 0, within: 0, after: 0 };

console.log(`${count} kills, seed ${seed}`);
build();
await disturb();
// Most of the time is spent in runs that load a compiler, so that two projects at once take half as long.
await Promise.all([killRuns('typescript', Number(seed)), killRuns('python', Number(seed) + 1)]);
report();
console.log('Nothing was lost, no file was torn, and every next run was right.');

async function disturb(): Promise<void> {
  const world = await World.make('typescript');
  let version: Version = 'second';
  try {
    for (const [name, disturbance] of Object.entries(disturbances)) {
      const result = await disturbance(world, version);
      await world.assertRecovers(version);
      version = other(version);
      console.log(`${name}: ${result}`);
    }
  } finally {
    world.remove();
  }
}

/** Kills runs in a project of its own until there have been enough kills in all projects. */
async function killRuns(language: 'typescript' | 'python', seed: number): Promise<void> {
  const random = new Random(seed);
  const world = await World.make(language);
  let version: Version = 'second';
  try {
    const latest = await fullRun(world, version);
    version = other(version);
    for (let own = 0; started < kills; own++) {
      started += 1;
      // Half of the kills wait for the first file, because writing is a small part of a run.
      moments[await killOnce(world, version, random, own % 2 === 0 ? latest : undefined)] += 1;
      if (ended() % reportEvery === 0 && ended() < kills) report();
      await world.assertRecovers(version);
      version = other(version);
    }
  } finally {
    world.remove();
  }
}

function ended(): number {
  return moments.before + moments.within + moments.after;
}

function report(): void {
  const { before, within, after } = moments;
  const seconds = Math.round((performance.now() - begin) / 1000);
  console.log(
    `${ended()} kills in ${seconds} s: ${before} before the first file, ${within} between files, ${after} after the last one`,
  );
}
