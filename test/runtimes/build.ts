/** Compiles the spec for both targets, and bundles each application with the entry of each runtime. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compile } from '../../generator/compile.js';

export const here = fileURLToPath(new URL('./', import.meta.url));
export const frameworks = ['hono', 'fetch'] as const;
export type Framework = (typeof frameworks)[number];

/** Writes the middleware of a framework to `.work/<framework>/`. */
export async function generate(framework: Framework): Promise<void> {
  const folder = join(here, '.work', framework);
  await rm(folder, { recursive: true, force: true });
  const spec = (await readFile(join(here, 'mwgen.yaml'), 'utf8')).replace('framework: hono', `framework: ${framework}`);
  const { targets, diagnostics } = await compile(spec, {
    file: 'mwgen.yaml',
    settings: () => ({ importExtension: '.js', prettier: {} }),
  });
  if (targets.length === 0) throw new Error(JSON.stringify(diagnostics));
  for (const { path, text, ownership } of targets.flatMap(({ files }) => files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), ownership === 'once' ? "export { done } from '../../../hooks.js';\n" : text);
  }
}

interface Bundler {
  readonly build: (options: object) => Promise<unknown>;
}

/** One file that a runtime can run. */
export async function bundle(framework: Framework, runtime: string): Promise<string> {
  const outfile = join(here, '.work', `${framework}-${runtime}.mjs`);
  const { build } = (await import(pathToFileURL(join(here, 'node_modules/esbuild/lib/main.js')).href)) as Bundler;
  await build({
    entryPoints: [join(here, 'entries', `${runtime}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    external: ['node:*'],
    target: 'es2023',
    alias: { app: join(here, `${framework}-app.ts`) },
    logLevel: 'error',
  });
  return outfile;
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
