/** Tests the package: it is packed, installed with its production dependencies into an empty project, and used. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { after, before, describe, it } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mwgen-package-')));
const installed = join(folder, 'node_modules');

describe('the package', () => {
  let packed: readonly string[] = [];

  before(() => {
    assert.ok(existsSync(join(root, 'dist', 'cli.js')), 'run `npm run build` first');
    // Without scripts, because `prepare` would build and thereby remove `dist` while other tests use it.
    const { stdout } = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
    const [report] = packReports(stdout);
    assert.ok(report !== undefined, stdout);
    packed = report.files.map(({ path }) => path);
    const manifest = { name: 'empty-project', private: true, type: 'module', dependencies: { express: '^5.0.0' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    npm([
      'install',
      '--omit=dev',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      `./${report.filename}`,
    ]);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('contains what it needs, and nothing else', (test) => {
    const strays = packed.filter(
      (path) =>
        !/^(?:dist\/.*\.(?:js|d\.ts)|dist\/help\/\w+\.txt|docs\/(?:guides\/)?[\w-]+\.md|generator\/.*\.cjs|templates\/.*\.(?:hbs|ts|py)|schema\/mwgen\.v1\.json|package\.json|(?:README|ARCHITECTURE|CONTRIBUTING)\.md|CHANGELOG\.md|LICENSE)$/.test(
          path,
        ),
    );
    assert.deepEqual(strays, []);
    for (const path of [
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'schema/mwgen.v1.json',
      'dist/cli.js',
      'dist/index.d.ts',
    ]) {
      assert.ok(packed.includes(path), `${path} is missing`);
    }
    for (const page of packed.filter((path) => path.endsWith('.md'))) {
      const links = readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)/g);
      for (const [, link = ''] of links)
        assert.ok(packed.includes(posix.join(posix.dirname(page), link)), `${page} links to ${link}`);
    }
    test.diagnostic(`mwgen itself: ${kilobytes(sizeOf(join(installed, 'mwgen')))}, ${String(packed.length)} files`);
    const express = new Set(npm(['ls', 'express', '--all', '--parseable']).stdout.trim().split('\n'));
    const all = npm(['ls', 'mwgen', '--all', '--parseable']).stdout.trim().split('\n');
    assert.ok(all.length > 0 && express.size > 0);
    const { dependencies } = readJson(join(installed, 'mwgen', 'package.json')) as { dependencies: object };
    const needed = closure('mwgen');
    const size = Array.from(needed, (name) => sizeOf(join(installed, name))).reduce((sum, one) => sum + one, 0);
    test.diagnostic(
      `with all it needs: ${kilobytes(size)}, ${String(needed.size - 1)} packages besides, ${String(Object.keys(dependencies).length)} of them direct`,
    );
    assert.ok(needed.size < 60, 'a dependency has brought many more');
  });

  it('sets a project up: npx mwgen init, generate, check', () => {
    const init = mwgen('init', '--yes', '--framework', 'express', '--output', 'src/middleware');
    assert.equal(init.status, 0, init.stderr);
    assert.match(init.stdout, /registerMiddleware\(app\);/);
    assert.match(
      readFileSync(join(folder, 'mwgen.yaml'), 'utf8'),
      /^# yaml-language-server: \$schema=\.\/node_modules\/mwgen\/schema\/mwgen\.v1\.json$/m,
    );
    assert.ok(
      existsSync(join(folder, 'src', 'middleware', 'index.js')),
      'a project without TypeScript gets JavaScript',
    );
    assert.equal(mwgen('generate').status, 0);
    assert.equal(mwgen('check').status, 0);
    writeFileSync(
      join(folder, 'mwgen.yaml'),
      readFileSync(join(folder, 'mwgen.yaml'), 'utf8').replace('timing: true', 'timing: { unit: ms }'),
    );
    const stale = mwgen('check');
    assert.equal(stale.status, 1, stale.stderr);
    assert.match(stale.stdout, /^-.*toFixed\(6\)/m);
  });

  it('prints its schema, and its version', () => {
    assert.equal(mwgen('schema').stdout, readFileSync(join(root, 'schema', 'mwgen.v1.json'), 'utf8'));
    assert.equal(
      mwgen('--version').stdout.trim(),
      (readJson(join(root, 'package.json')) as { version: string }).version,
    );
  });

  it('works as a library with types', () => {
    const source = `import { check, compile, generate, loadSpec, type RunResult } from 'mwgen';
const made: RunResult = await generate({ cwd: import.meta.dirname });
const checked: RunResult = await check({ cwd: import.meta.dirname });
const { plan } = await loadSpec({ cwd: import.meta.dirname });
const { targets } = await compile('version: 1', { file: 'x.yaml', settings: () => ({ importExtension: '.js', prettier: {} }) });
console.log(made.outcome, checked.outcome, plan?.middleware.map(({ name }) => name).join(), targets.length);
`;
    writeFileSync(join(folder, 'use.ts'), source);
    const flags = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--skipLibCheck',
      '--types',
      'node',
    ];
    const typeRoots = ['--typeRoots', join(root, 'node_modules', '@types')];
    const tsc = spawnSync(
      process.execPath,
      [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), ...flags, ...typeRoots, 'use.ts'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    assert.equal(tsc.stdout, '');
    writeFileSync(join(folder, 'use.mjs'), source.replaceAll(': RunResult', '').replace(', type RunResult', ''));
    const { stdout, stderr } = spawnSync(process.execPath, ['use.mjs'], { cwd: folder, encoding: 'utf8' });
    assert.equal(stdout.trim(), 'fine fine observability 0', stderr);
  });
});

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Older versions of npm print a list, newer ones an object with package names as keys. */
function packReports(output: string): PackReport[] {
  return Object.values(JSON.parse(output) as Readonly<Record<string, PackReport>>);
}

function npm(words: readonly string[], cwd = folder): { readonly stdout: string } {
  const { status, stdout, stderr } = spawnSync('npm', words, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  assert.equal(status, 0, `npm ${words.join(' ')}\n${stderr}\n${stdout}`);
  return { stdout };
}

/** Runs the installed program with npx, as users do. */
function mwgen(...words: readonly string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync('npx', ['--no-install', 'mwgen', ...words], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
}

/**
 * A package and all its dependencies, by name. npm installs all of them at the top level, because there is only one
 * version of each.
 */
function closure(name: string): Set<string> {
  const found = new Set([name]);
  for (const one of found) {
    const { dependencies = {} } = readJson(join(installed, one, 'package.json')) as { dependencies?: object };
    for (const next of Object.keys(dependencies)) if (existsSync(join(installed, next))) found.add(next);
  }
  return found;
}

function sizeOf(place: string): number {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function kilobytes(bytes: number): string {
  return bytes < 1e6 ? `${String(Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
