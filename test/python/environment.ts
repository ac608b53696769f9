/**
 * The virtual environment for tests that run Python. It is created on the first run from a list of exact versions,
 * and again when the list or the Python version changes. Test files that run in parallel create it only once.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, '.venv');
const lock = `${folder}.lock`;
const requirements = join(import.meta.dirname, 'requirements.txt');
const isWindows = process.platform === 'win32';

export type Environment =
  | { readonly kind: 'ready'; /** Of the virtual environment. */ readonly python: string; readonly version: string }
  | { readonly kind: 'missing'; readonly reason: string };

/** Finds or creates the environment. This takes a minute the first time. */
export function pythonEnvironment(): Environment {
  const found = findPython();
  if (found === undefined) {
    return { kind: 'missing', reason: 'there is no Python 3.10 or newer: set PYTHON to one, or put it into the PATH' };
  }
  const python = join(folder, isWindows ? 'Scripts/python.exe' : 'bin/python');
  const wanted = `${found.version} ${createHash('sha256').update(readFileSync(requirements)).digest('hex')}`;
  const stamp = join(folder, 'mwgen-stamp');
  const ready: Environment = { kind: 'ready', python, version: found.version };
  const isReady = (): boolean => existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isReady()) return ready;
  return alone(() => {
    const problem = isReady() ? undefined : make(found.command, python);
    if (problem !== undefined) return { kind: 'missing', reason: problem };
    writeFileSync(stamp, wanted);
    return ready;
  });
}

/** Creates the folder. Returns the error, if there is one. */
function make(command: string, python: string): string | undefined {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [tool, ...args] of [
    [command, '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
  ] as const) {
    const { status, stderr, error } = spawnSync(tool, args, { encoding: 'utf8' });
    if (status !== 0) return `\`${args.join(' ')}\` failed: ${error?.message ?? stderr}`;
  }
  return undefined;
}

/** Performs work that only one process may do at a time. Others wait, unless the process in progress was killed. */
function alone<T>(work: () => T): T {
  while (!take()) {
    const holder = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0);
    if (holder !== 0 && !isRunning(holder)) rmSync(lock, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Runs a tool of the environment. */
export function runPython(
  environment: Environment & { kind: 'ready' },
  args: readonly string[],
  cwd: string,
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(environment.python, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return { status, output: stdout + stderr };
}

/** Finds a Python that mwgen supports: the one that `PYTHON` names, or one in the path. */
export function findPython(): { readonly command: string; readonly version: string } | undefined {
  const asked = process.env['PYTHON'];
  const candidates =
    asked === undefined ? ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10'] : [asked];
  for (const command of candidates) {
    const { stdout, status } = spawnSync(command, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])'], {
      encoding: 'utf8',
    });
    if (status !== 0) continue;
    const [, major, minor] = /^(\d+)\.(\d+)\./.exec(stdout) ?? [];
    if (Number(major) === 3 && Number(minor) >= 10) return { command, version: stdout.trim() };
  }
  return undefined;
}
