/** Checks generated JavaScript with type checkers and linters: all features on all targets, in both kinds of modules. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { compile } from '../../generator/index.js';
import { fixtureSpec } from '../goldens/produce.js';

const root = join(import.meta.dirname, '..', '..');
const modules = join(root, 'node_modules');
const work = join(root, '.work', 'javascript');
const kinds = { esm: 'module', commonjs: 'commonjs' } as const;

rmSync(work, { recursive: true, force: true });
const files: string[] = [];
for (const [kind, type] of Object.entries(kinds)) {
  write(join(kind, 'package.json'), `{ "type": "${type}" }\n`);
  const settings = {
    form: 'javascript',
    plainModules: { isCommonJs: type === 'commonjs', extension: '.js' },
    prettier: { singleQuote: true },
  } as const;
  const text = readFileSync(fixtureSpec('everything'), 'utf8');
  const { targets } = await compile(text, { file: 'mwgen.yaml', settings: () => settings });
  for (const { path, text: code } of targets.flatMap((target) => target.files)) {
    write(join(kind, path), code);
    files.push(join(kind, path));
  }
}
// As in a project, so that settings of this repository do not apply.
write('.editorconfig', 'root = true\n');
write('.prettierrc.json', '{ "singleQuote": true }\n');

describe(`JavaScript, ${String(files.length)} files`, () => {
  it('has files of both kinds, and declarations', () => {
    for (const name of ['esm/out/index.js', 'commonjs/out/index.d.ts', 'esm/out/observability.d.ts'])
      assert.ok(files.includes(name), name);
  });

  // One version in each run of all tests; `MWGEN_TYPESCRIPT=typescript-5.9` names another one.
  it('passes `tsc --checkJs --strict`', () => {
    const compilerOptions = {
      ...{ target: 'ES2022', module: 'NodeNext', lib: ['ES2022'], types: ['node'] },
      ...{ allowJs: true, checkJs: true, strict: true, noEmit: true },
    };
    write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    const tsc = join(modules, process.env['MWGEN_TYPESCRIPT'] ?? 'typescript-7', 'bin', 'tsc');
    const { output } = run([tsc, '-p', '.', '--pretty', 'false']);
    // Koa's own declarations refer to types that another package no longer has.
    const own = output.split('\n').filter((line) => line !== '' && !/^\S*node_modules\//.test(line));
    assert.deepEqual(own, []);
  });

  it("passes ESLint's recommended rules", () => {
    // The package with the recommended configuration is not a dependency of ESLint.
    write(
      'eslint.config.mjs',
      `import { builtinRules } from '${join(modules, 'eslint/lib/unsupported-api.js')}';
const recommended = [...builtinRules].filter(([, { meta }]) => meta.docs.recommended).map(([name]) => [name, 'error']);
const globals = Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']));
export default [
  { rules: Object.fromEntries(recommended), languageOptions: { globals } },
  { files: ['commonjs/**'], languageOptions: { sourceType: 'commonjs' } },
];
`,
    );
    const { output, status } = run([join(modules, 'eslint/bin/eslint.js'), '--max-warnings=0', 'esm', 'commonjs']);
    assert.equal(status, 0, output);
  });

  it("passes Biome's recommended rules", () => {
    write('biome.json', JSON.stringify({ root: true, linter: { rules: { preset: 'recommended' } } }));
    const biome = join(modules, '@biomejs/biome/bin/biome');
    const { output, status } = run([
      ...[biome, 'lint', '--error-on-warnings', '--diagnostic-level=info', 'esm', 'commonjs'],
    ]);
    assert.equal(status, 0, output);
  });

  it("is formatted like the application's Prettier does", () => {
    const { output, status } = run([
      join(modules, 'prettier/bin/prettier.cjs'),
      '--list-different',
      '**/*.js',
      '**/*.d.ts',
    ]);
    assert.equal(status, 0, output);
  });

  it('is loaded by Node as it is', () => {
    const mounts = ['out', 'out-koa', 'out-node'];
    const names = (text: string): string => `console.log(Object.keys(${text}).join(' '));`;
    const required = mounts.map((name) => names(`require('./commonjs/${name}/index.js')`)).join('');
    const imported = [...mounts, 'out-hono', 'out-fetch']
      .map((name) => names(`await import('./esm/${name}/index.js')`))
      .join('');
    assert.match(run(['-e', required]).output, /^(?:observability (?:registerMiddleware|withMiddleware)\n){3}$/);
    assert.match(
      run(['--input-type=module', '-e', imported]).output,
      /^(?:observability (?:requestIdOf )?(?:registerMiddleware|withMiddleware)\n|.*\n){5}$/,
    );
  });
});

function run(words: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: work, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  writeFileSync(join(work, path), text);
}
