/** Checks all generated code with all tools. There must be no findings and no suppressions. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { distinctFiles } from './distinct.js';
import { writeCases, workFolder } from './outputs.js';
import { checkLayout, lintBiome, lintTypes, typeCheck, type Program } from './tools.js';

const cases = await writeCases();
const files = cases.flatMap(({ name, files: own }) =>
  own.map(({ path, text }) => ({ path: `esm/${name}/${path}`, text })),
);

/** Uses the types of Express 4 instead of those of Express 5. */
const express4 = { paths: { express: ['../../node_modules/@types/express4'] } };

/** The slower tools check the same code once, together with what it imports in one of the outputs. */
const distinct = distinctFiles(files).map(({ path }) => path);
const withExpress = distinctFiles(files.filter(({ text }) => /from ['"]express['"]/.test(text))).map(
  ({ path }) => path,
);

const programs: readonly Program[] = [
  { name: 'ts7', typescript: 'typescript-7', folder: 'esm' },
  { name: 'ts7-express4', typescript: 'typescript-7', folder: 'esm', options: express4, files: withExpress },
  { name: 'ts5.9', typescript: 'typescript-5.9', folder: 'esm', files: distinct },
  {
    name: 'newest-node',
    typescript: 'typescript-7',
    folder: 'esm',
    options: { typeRoots: ['types-newest'] },
    files: distinct,
  },
  {
    // TypeScript 6 as well.
    name: 'commonjs',
    typescript: 'typescript',
    folder: 'commonjs',
    // An application, and each distinct file, which imports others.
    files: ['commonjs/all-together/src/**/*.ts', ...distinct.map((path) => path.replace('esm/', 'commonjs/'))],
    options: {
      ...{ module: 'node20', moduleResolution: 'node16', verbatimModuleSyntax: false, esModuleInterop: true },
      ...{ noEmit: false, outDir: 'commonjs-js' },
    },
  },
  {
    name: 'extension-ts',
    typescript: 'typescript-7',
    folder: 'extensions/ts',
    options: { allowImportingTsExtensions: true },
  },
  {
    name: 'extension-none',
    typescript: 'typescript-7',
    folder: 'extensions/none',
    options: { module: 'ESNext', moduleResolution: 'Bundler' },
  },
];

describe(`the quality bar over ${String(cases.length)} specs, ${String(files.length)} files`, () => {
  for (const program of programs) {
    it(`type-checks: ${program.name}`, async () => none(await typeCheck(program)));
  }

  it('runs as CommonJS', () => {
    // A CommonJS application loads the compiled code.
    const script = `
      const { registerMiddleware } = require('./commonjs-js/all-together/src/middleware/index.js');
      const mounted = [];
      registerMiddleware({ use: (one) => mounted.push(typeof one) }, { onCapture() {} });
      console.log(mounted.join());`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
      cwd: workFolder,
      encoding: 'utf8',
      env: { ...process.env, REGION: 'here' },
    });
    assert.equal(stdout.trim(), 'function,function,function', stderr);
  });

  it("passes typescript-eslint's strictTypeChecked and stylisticTypeChecked", async () => {
    none(await lintTypes(distinct));
  });

  it("passes Biome's recommended rules", async () => none(await lintBiome(distinct)));

  it("is formatted like the application's Prettier does", async () => {
    none(await checkLayout(distinct));
  });

  it('suppresses nothing, and uses no `any`', () => {
    const suppression =
      /@ts-(?:ignore|expect-error|nocheck)|(?:eslint|biome|prettier|deno|c8|v8|istanbul|oxlint)[ -](?:disable|ignore)|:\s*any\b|<any>|\bas any\b|\bas never\b/;
    const found = files.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (suppression.test(line) ? [`${path}:${String(index + 1)} ${line.trim()}`] : [])),
    );
    none(found);
  });
});

/** Fails if there are findings, and lists the first of them. */
function none(found: readonly string[]): void {
  const shown = found.slice(0, 40).join('\n');
  assert.ok(
    found.length === 0,
    `${String(found.length)} findings\n${shown}${found.length > 40 ? '\n…' : ''}\n(in ${join('.work', 'quality')})`,
  );
}
