/**
 * `npm run test:python-versions`: runs the in-process ASGI tests with all installed Python versions from 3.10 on.
 * Each has a separate environment with the latest supported packages, so the first run takes minutes.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { generateCases } from './generate.js';

const root = join(import.meta.dirname, '..', '..');
const packages = [
  ...['fastapi', 'starlette', 'httpx', 'pytest', 'itsdangerous', 'opentelemetry-sdk', 'python-multipart'],
];
const pyenv = join(homedir(), '.pyenv', 'versions');
const installed = existsSync(pyenv) ? readdirSync(pyenv).map((name) => join(pyenv, name, 'bin', 'python')) : [];
const found = new Map<string, string>();
for (const command of [
  ...['3.10', '3.11', '3.12', '3.13', '3.14'].map((version) => `python${version}`),
  ...installed,
]) {
  const { stdout, status } = spawnSync(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  const version = status === 0 ? stdout.trim() : '';
  if (/^3\.1\d$/.test(version) && !found.has(version)) found.set(version, command);
}

const work = await generateCases();
for (const [version, command] of found) {
  const folder = join(root, '.venv-versions', version);
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const tests = ['test_asgi.py', 'test_texts.py'];
  const steps = [
    ...(existsSync(python)
      ? []
      : [
          [command, '-m', 'venv', folder],
          [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages],
        ]),
    [python, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--no-header', '--disable-warnings', ...tests],
  ];
  for (const [program = '', ...args] of steps) {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: work, encoding: 'utf8' });
    if (status !== 0) {
      console.log(`Python ${version}: ${args.join(' ')}\n${stdout}${stderr}`);
      process.exitCode = 1;
      break;
    }
    if (args[1] === 'pytest') console.log(`Python ${version}: ${stdout.trim().split('\n').at(-1) ?? ''}`);
  }
}
if (found.size === 0) {
  console.log('No Python from 3.10 on was found.');
  process.exitCode = 1;
}
