/**
 * Installs the runtimes other than Node in a separate folder (370 MB). This is done by `npm run test:runtimes`, and
 * by `npm test` if CI=true. Otherwise the tests run only if the runtimes are already installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;

/** The path of an executable of a package. */
export function binary(name: string): string {
  return join(here, 'node_modules', '.bin', name);
}

/** The reason why the runtimes cannot be used; `undefined` if they can. */
export function missingRuntimes(mayInstall = process.env['CI'] === 'true'): string | undefined {
  if (isInstalled()) return undefined;
  if (!mayInstall) return '`npm run test:runtimes` installs the runtimes (370 MB) and runs these tests';
  // `npm ci` would fail if the registry does not have the binaries of all other platforms.
  const { status, stderr, error } = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund'], {
    cwd: here,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0 && isInstalled()) return undefined;
  return `the runtimes cannot be installed in the versions of the lock file: ${error?.message ?? stderr}`;
}

/** The reason why a runtime does not start on this machine; `undefined` if it does. */
export function failureOf(name: string): string | undefined {
  const { status, stdout, stderr, error } = spawnSync(binary(name), ['--version'], { encoding: 'utf8' });
  return status === 0 ? undefined : `${name} does not start here: ${error?.message ?? (stderr || stdout)}`;
}

/** Whether the packages of the lock file are installed in these versions. */
function isInstalled(): boolean {
  const installed = join(here, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = packagesOf(join(here, 'package-lock.json'));
  const there = packagesOf(installed);
  const { dependencies = {} } = wanted[''] ?? {};
  return Object.keys(dependencies).every((name) => {
    const path = `node_modules/${name}`;
    return there[path] !== undefined && there[path].version === wanted[path]?.version;
  });
}

interface LockedPackage {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function packagesOf(lock: string): Readonly<Record<string, LockedPackage>> {
  return (JSON.parse(readFileSync(lock, 'utf8')) as { packages: Record<string, LockedPackage> }).packages;
}

if (process.argv[1] === import.meta.filename) {
  const reason = missingRuntimes(true);
  if (reason !== undefined) {
    console.error(reason);
    process.exitCode = 1;
  }
}
