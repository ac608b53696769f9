/** What can disturb a run besides SIGKILL. Each function leaves the world in order, and throws if anything is wrong. */
import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, mwgen } from '../cli/mwgen.js';
import { start } from './kill.js';
import { movedOutput, type Version, type World } from './world.js';

/** Returns what was tried, or why it could not be. */
export type Disturbance = (world: World, version: Version) => Promise<string>;

const isRoot = process.getuid?.() === 0;
const nobody = 65534;

/** `mwgen generate` in a process that shares the cache of this one. */
function generateIn({ root }: World, user: { readonly uid?: number } = {}): SpawnSyncReturns<string> {
  return mwgen(['generate'], { cwd: root, env: { XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] }, ...user });
}

/** Two runs at once. Each may find that the other one has written a file, but the result is right. */
const twoRuns: Disturbance = async (world, version) => {
  world.ask(version);
  const codes = await Promise.all([start(world), start(world)].map(async (child) => (await once(child, 'exit'))[0]));
  assert.ok(codes.includes(0) && codes.every((code) => code === 0 || code === 3), String(codes));
  world.assertNothingLost();
  return `exit codes ${codes.join(' and ')}`;
};

/** A folder that cannot be written, in the middle of a run. */
const readOnlyFolder: Disturbance = async (world, version) => {
  world.ask(version);
  const folder = world.path(movedOutput(version));
  mkdirSync(folder, { recursive: true });
  // Root may write everywhere. The other user owns the rest.
  const user = isRoot ? { uid: nobody } : {};
  if (isRoot) chownSync(world.path('src/middleware'), nobody, nobody);
  chmodSync(folder, 0o555);
  const { status, stderr } = generateIn(world, user);
  chmodSync(folder, 0o755);
  assert.equal(status, 3, stderr);
  assert.match(stderr, /other\/\S+ could not be written: permission denied/);
  world.assertNothingLost();
  return Promise.resolve(isRoot ? 'as another user' : 'as this user');
};

/** A disk that is full after the first files: a small file system in memory, if this user may mount one. */
const fullDisk: Disturbance = async (world, version) => {
  world.ask(version);
  const place = world.path(movedOutput(version));
  mkdirSync(place, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'none', place]);
  if (mounted.status !== 0) return 'not tried, because no file system can be mounted';
  try {
    const { status, stderr } = generateIn(world);
    assert.equal(status, 3, stderr);
    assert.match(stderr, /other\/\S+ could not be written: the disk is full/);
    const left = readdirSync(place).filter((name) => name.endsWith('.tmp'));
    assert.deepEqual(left, []);
  } finally {
    spawnSync('umount', [place]);
  }
  world.assertNothingLost();
  return Promise.resolve('a file system of 8 KiB');
};

/** A limit on the size of files, which every user can set. */
const limitedFiles: Disturbance = async (world, version) => {
  world.ask(version);
  const command = `ulimit -f 2; exec '${process.execPath}' '${cli}' generate`;
  const { status, stderr } = spawnSync('bash', ['-c', command], { cwd: world.root, encoding: 'utf8' });
  assert.equal(status, 3, stderr);
  assert.match(stderr, /could not be written: it would be larger than the system allows/);
  world.assertNothingLost();
  return Promise.resolve('files of at most 2 KiB');
};

/** A folder of the output that is a symbolic link out of the project. */
const linkOutside: Disturbance = async (world, version) => {
  world.ask(version);
  const outside = mkdtempSync(join(tmpdir(), 'mwgen-outside-'));
  const link = world.path('src/middleware');
  renameSync(link, world.path('kept'));
  symlinkSync(outside, link);
  const { status, stderr } = generateIn(world);
  const written = readdirSync(outside);
  rmSync(link);
  rmSync(outside, { recursive: true });
  renameSync(world.path('kept'), link);
  assert.equal(status, 3, stderr);
  assert.match(stderr, /outside the project/);
  assert.deepEqual(written, []);
  assert.deepEqual(world.progress(version).done, 0);
  return Promise.resolve('refused');
};

/** Files of the user whose names differ from ours only in case. Where that is one file, ours must not replace it. */
const namesInOtherCase: Disturbance = async (world, version) => {
  world.ask(version);
  const mine = { [world.module('Api')]: 'mine\n', [`${movedOutput(version)}/INDEX.ts`]: 'mine, too\n' };
  for (const [path, text] of Object.entries(mine)) world.write(path, text);
  const isOneFile = existsSync(world.path('SRC'));
  const { status, stderr } = generateIn(world);
  assert.equal(status, isOneFile ? 3 : 0, stderr);
  for (const [path, text] of Object.entries(mine)) {
    assert.equal(world.read(path), text);
    rmSync(world.path(path));
  }
  world.assertNothingLost();
  return Promise.resolve(isOneFile ? 'one file: refused' : 'two files: both kept');
};

/** A generated file that was edited by hand. */
const handEdit: Disturbance = async (world, version) => {
  world.ask(version);
  const path = world.module('api');
  const text = world.read(path);
  const edited = text.replaceAll('request', 'by_hand');
  world.write(path, edited);
  const { status } = generateIn(world);
  assert.equal(world.read(path), edited);
  world.write(path, text);
  assert.equal(status, 3);
  assert.deepEqual(world.progress(version).done, 0);
  return Promise.resolve('refused');
};

export const disturbances: Readonly<Record<string, Disturbance>> = {
  'two runs at once': twoRuns,
  'a read-only folder': readOnlyFolder,
  'a full disk': fullDisk,
  'a limit on the size of files': limitedFiles,
  'a symbolic link out of the project': linkOutside,
  'names in another case': namesInOtherCase,
  'a file that was edited by hand': handEdit,
};
