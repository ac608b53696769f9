/** Checks the generated code with the platform types of each runtime, which differ. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { it } from 'node:test';
import { frameworks, here } from '../generate.js';
import { binary } from '../install.js';

const root = join(here, '..', '..');
const folders = frameworks.map((framework) => join(here, '.work', `${framework}-everything`, 'middleware'));

/** Compiler options for applications of each runtime, by name. */
const programs: Readonly<Record<string, object>> = {
  Bun: { lib: ['ESNext'], types: ['bun'] },
  Workers: { lib: ['ESNext'], types: [join(here, 'node_modules/@cloudflare/workers-types')] },
  'the web': { lib: ['ESNext', 'DOM', 'DOM.Iterable'], types: [] },
  'Node and the web': { lib: ['ESNext', 'DOM', 'DOM.Iterable'], types: ['node'] },
};

export function types(): void {
  for (const [name, options] of Object.entries(programs)) {
    it(`type-checks with the types of ${name}`, async () => {
      const compilerOptions = {
        ...{ target: 'ES2023', module: 'Preserve', moduleResolution: 'Bundler', noEmit: true, strict: true },
        ...{ noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, verbatimModuleSyntax: true },
        ...{ skipLibCheck: true, typeRoots: [join(here, 'node_modules/@types'), join(root, 'node_modules/@types')] },
        ...options,
      };
      const config = join(here, '.work', `tsconfig.${name.replaceAll(' ', '-')}.json`);
      const files = folders.flatMap((folder) => sources(folder));
      await writeFile(config, JSON.stringify({ compilerOptions, files }));
      const compiler = join(root, 'node_modules/typescript-7');
      const { bin } = JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8')) as { bin: { tsc: string } };
      const { status, stdout } = spawnSync(
        process.execPath,
        [join(compiler, bin.tsc), '-p', config, '--pretty', 'false'],
        { encoding: 'utf8' },
      );
      assert.equal(status, 0, stdout);
    });
  }

  it('type-checks with the types of Deno', () => {
    // Deno requires file extensions as they are, and would look for Hono in its own way.
    const [, folder = ''] = folders;
    const { status, stderr } = spawnSync(
      binary('deno'),
      ['check', '--no-config', '--unstable-sloppy-imports', relative(here, join(folder, 'index.ts'))],
      { cwd: here, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    );
    assert.equal(status, 0, stderr);
  });
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}
