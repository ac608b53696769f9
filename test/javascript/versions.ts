/**
 * `npm run javascript:versions`: plays the sample of the cases in plain JavaScript with servers on other versions of Node,
 * which npm installs into folders of their own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

for (const version of ['18', '22', '24', '26']) {
  const folder = join(root, '.work', 'node', version);
  const program = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--silent', `node@${version}`]);
  }
  console.log(`Node ${version}`);
  // NestJS 12 needs Node 20.
  const pattern = `${version === '18' ? '(?<!nestjs-express)' : ''}-(?:commonjs|esm)$`;
  run(
    process.execPath,
    ['--import', 'tsx', '--test', `--test-name-pattern=${pattern}`, 'test/conformance/samples.test.ts'],
    {
      MWGEN_CONFORMANCE_NODE: program,
      // Node 18 has the Web Crypto API, which Hono and Fetch handlers use, behind a flag.
      ...(version === '18' ? { NODE_OPTIONS: '--experimental-global-webcrypto' } : {}),
    },
  );
}

function run(program: string, given: readonly string[], environment: Readonly<Record<string, string>> = {}): void {
  const { status } = spawnSync(program, given, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...environment },
  });
  if (status !== 0) process.exitCode = 1;
}
