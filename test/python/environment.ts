/**
 * The virtual environment of the Python tests: made on the first run, with the Python that is found, from a list of exact
 * versions; made anew when the list or the Python has changed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, '.venv');
const requirements = join(import.meta.dirname, 'requirements.txt');
const isWindows = process.platform === 'win32';

export type Environment =
  | { readonly kind: 'ready'; /** Of the virtual environment. */ readonly python: string; readonly version: string }
  | { readonly kind: 'missing'; readonly reason: string };

/** Finds or makes the environment. Takes a minute the first time. */
export function pythonEnvironment(): Environment {
  const found = findPython();
  if (found === undefined) {
    return { kind: 'missing', reason: 'there is no Python 3.10 or newer: set PYTHON to one, or put it into the PATH' };
  }
  const python = join(folder, isWindows ? 'Scripts/python.exe' : 'bin/python');
  const wanted = `${found.version} ${createHash('sha256').update(readFileSync(requirements)).digest('hex')}`;
  const stamp = join(folder, 'mwgen-stamp');
  const ready: Environment = { kind: 'ready', python, version: found.version };
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return ready;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [command, ...args] of [
    [found.command, '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
  ] as const) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0) return { kind: 'missing', reason: `\`${args.join(' ')}\` failed: ${error?.message ?? stderr}` };
  }
  writeFileSync(stamp, wanted);
  return ready;
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

function findPython(): { readonly command: string; readonly version: string } | undefined {
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
