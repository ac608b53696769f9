/** Runs the built program in a separate process, as users do. */
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../generator/languages/hash.js';

export const repository = join(import.meta.dirname, '..', '..');
/** A copy of the program as it would be installed, so that edits during a test run do not affect some of the tests. */
export const installation = join(import.meta.dirname, '.work', 'package');
export const cli = join(installation, 'dist', 'cli.js');

export interface CallOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly program?: string;
  readonly node?: readonly string[];
  readonly uid?: number;
}

/** Runs a command. By default there is no colour, and the environment of the test run is not passed on. */
export function mwgen(
  words: readonly string[],
  { cwd, env = {}, program = cli, node = [], uid }: CallOptions,
): SpawnSyncReturns<string> {
  build();
  const { PATH, HOME } = process.env;
  return spawnSync(process.execPath, [...node, program, ...words], {
    cwd,
    encoding: 'utf8',
    env: { PATH, HOME, XDG_CACHE_HOME: join(tmpdir(), 'mwgen-test-cache'), ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
}

/**
 * Builds the program if a source file is newer than the last build. Test files run in parallel, but only one of them
 * builds.
 */
export function build(): void {
  if (isBuilt) return;
  const lock = join(tmpdir(), `mwgen-build-${sha256(repository).slice(0, 16)}`);
  while (!take(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    if (!isFresh()) {
      rmSync(installation, { recursive: true, force: true });
      for (const name of copied) cpSync(join(repository, name), join(installation, name), { recursive: true });
      const compiler = join(repository, 'node_modules/typescript/bin/tsc');
      const options = ['-p', 'tsconfig.build.json', '--outDir', join(installation, 'dist')];
      execFileSync(process.execPath, [compiler, ...options], { cwd: repository, stdio: 'inherit' });
      const help = [join(repository, 'scripts', 'write-help.js'), join(installation, 'dist')];
      execFileSync(process.execPath, help, { cwd: repository, stdio: 'inherit' });
      writeFileSync(stamp, '');
    }
    isBuilt = true;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

let isBuilt = false;
const loaders = ['typescript/ts-morph.cjs', 'smol-toml.cjs'].map((name) => `generator/languages/${name}`);
const copied = ['package.json', 'schema', 'templates', ...loaders];
const stamp = join(installation, '.built');

function isFresh(): boolean {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  return [...copied, 'generator'].every((name) => lastChange(join(repository, name)) < built);
}

function lastChange(path: string): number {
  const { mtimeMs } = statSync(path);
  const names = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  return Math.max(mtimeMs, ...names.map((name) => statSync(join(path, name)).mtimeMs));
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    // A lock that is this old was left by a run that was killed.
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 120_000)
      rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
