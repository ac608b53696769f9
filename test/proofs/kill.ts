/** Ends `mwgen generate` with SIGKILL at a random moment. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { cli } from '../cli/mwgen.js';
import type { Random } from '../redaction/random.js';
import { other, type Version, type World } from './world.js';

/** Where a kill has met a run: before it wrote, while it wrote, or after the last file. */
export type Moment = 'before' | 'within' | 'after';

/** How long a run takes to write its files, about. */
const writingMs = 12;

/**
 * Starts a run for a version, kills it, and verifies what is left.
 *
 * @param latest how many milliseconds after its start it is killed at the latest; without it, the kill comes when the
 *   first file is being written, or a little later
 */
export async function killOnce(world: World, version: Version, random: Random, latest?: number): Promise<Moment> {
  world.ask(version);
  // A file that neither version has alike has to be written, whatever an earlier kill has left.
  const from = world.progress(version);
  const child = start(world);
  const ended = once(child, 'exit');
  const share = random.next();
  if (latest === undefined) await afterFirstWrite(world, ended, share * writingMs);
  else await Promise.race([sleep(share * latest), ended]);
  child.kill('SIGKILL');
  await ended;
  world.assertNothingLost();
  const { done, left, temporary } = world.progress(version);
  if (temporary > 0 || (left > 0 && done > from.done)) return 'within';
  return left === 0 ? 'after' : 'before';
}

/** How long a whole run takes, in milliseconds. */
export async function fullRun(world: World, version: Version): Promise<number> {
  await world.assertRecovers(other(version));
  world.ask(version);
  const begin = performance.now();
  await once(start(world), 'exit');
  return performance.now() - begin;
}

/** `mwgen generate` in a process of its own. */
export function start({ root }: World): ChildProcess {
  return spawn(process.execPath, [cli, 'generate'], { cwd: root, stdio: 'ignore' });
}

async function afterFirstWrite(world: World, ended: Promise<unknown>, laterMs: number): Promise<void> {
  const watcher = watch(world.path('src/middleware'));
  await Promise.race([once(watcher, 'change'), ended]);
  watcher.close();
  const until = performance.now() + laterMs;
  while (performance.now() < until) {
    // A timer would be too coarse.
  }
}
