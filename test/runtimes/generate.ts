/**
 * Compiles the specs for both frameworks. Run as a script, it prepares the type check of modules that import the
 * result.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compile } from '../../generator/index.js';

export const here = import.meta.dirname;
export const frameworks = ['hono', 'fetch'] as const;
export type Framework = (typeof frameworks)[number];
/** The specs in `specs/`. */
const specs = ['everything', 'spill'] as const;
export type Spec = (typeof specs)[number];

export async function generateAll(): Promise<void> {
  for (const framework of frameworks) for (const spec of specs) await generate(framework, spec);
}

/** Writes the middleware of a spec to `.work/<framework>-<spec>/`. */
async function generate(framework: Framework, spec: Spec): Promise<void> {
  const folder = join(here, '.work', `${framework}-${spec}`);
  await rm(folder, { recursive: true, force: true });
  const text = await readFile(join(here, 'specs', `${spec}.yaml`), 'utf8');
  const { targets, diagnostics } = await compile(text.replace('framework: hono', `framework: ${framework}`), {
    file: `${spec}.yaml`,
    settings: () => ({ importExtension: '.js', prettier: {} }),
  });
  if (targets.length === 0) throw new Error(JSON.stringify(diagnostics));
  for (const { path, text: code, ownership } of targets.flatMap(({ files }) => files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), ownership === 'once' ? "export { done } from '../../../hooks.js';\n" : code);
  }
}

if (process.argv[1] === import.meta.filename) await generateAll();
