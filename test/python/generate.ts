/** Generates the code for the test cases and writes it to a work folder, together with the cases. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compile } from '../../generator/index.js';

const here = import.meta.dirname;

/** Creates the folder and returns its path. */
export async function generateCases(): Promise<string> {
  const work = join(here, '.work');
  rmSync(work, { recursive: true, force: true });
  cpSync(join(here, 'cases'), work, { recursive: true });
  for (const name of readdirSync(join(here, 'specs')).sort()) {
    const text = readFileSync(join(here, 'specs', name), 'utf8');
    const settings = { importExtension: '.js', prettier: {}, ruff: {} } as const;
    const { targets, diagnostics } = await compile(text, { file: name, settings: () => settings });
    if (targets.length === 0) throw new Error(`${name}: ${diagnostics.map(({ message }) => message).join('; ')}`);
    for (const { path, text: code } of targets.flatMap(({ files }) => files)) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), code);
    }
  }
  cpSync(join(work, 'outer_hooks.py'), join(work, 'with_hooks', 'outer_hooks.py'));
  rmSync(join(work, 'outer_hooks.py'));
  return work;
}
