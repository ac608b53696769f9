/**
 * `npm run nestjs:versions`: runs the tests of this folder with the older major versions of NestJS, and with each
 * one's own versions of Express and Fastify. They are installed in folders of their own.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const packages = ['common', 'core', 'platform-express', 'platform-fastify'];

for (const version of ['10', '11']) {
  // Inside this repository, so that all other packages are found there.
  const folder = join(root, '.work', 'nestjs', version);
  mkdirSync(folder, { recursive: true });
  for (const path of ['package.json', 'tsconfig.json', 'generator', 'templates', ...testFiles()])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  const wanted = [...packages.map((name) => `@nestjs/${name}@${version}`), 'rxjs@7', 'reflect-metadata@0.2'];
  if (!existsSync(join(folder, 'installed', 'node_modules'))) {
    mkdirSync(join(folder, 'installed'), { recursive: true });
    run('npm', ['install', '--prefix', 'installed', '--no-audit', '--no-fund', '--silent', ...wanted], folder);
    cpSync(join(folder, 'installed', 'node_modules'), join(folder, 'node_modules'), { recursive: true });
  }
  console.log(`NestJS ${version}`);
  run(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=dot', 'test/nest/nest.test.ts'], folder);
}

function testFiles(): string[] {
  const own = ['nest.test.ts', 'controller.ts'].map((name) => `test/nest/${name}`);
  return [...own, 'test/fetch/generate.ts', 'test/conformance/apps/nestjs/create.ts'];
}

function run(program: string, given: readonly string[], cwd: string): void {
  const { status } = spawnSync(program, given, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exitCode = 1;
}
