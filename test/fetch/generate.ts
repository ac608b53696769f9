/** Compiles specs for Fetch frameworks and returns the exports of the output. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compile } from '../../generator/index.js';

const work = join(import.meta.dirname, '.work', String(process.pid));
let count = 0;

/** Compiles the settings of some middleware. `hooks` is the contents of the hooks files, instead of the stubs. */
export async function generate<Exports>(
  framework: 'hono' | 'fetch' | 'fastify' | 'nestjs',
  middleware: string,
  hooks = '',
): Promise<Exports> {
  const folder = join(work, String((count += 1)));
  const body = middleware
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
  const spec = `version: 1\ntargets: [{ framework: ${framework}, output: out }]\nmiddleware:\n${body}\n`;
  const { targets, diagnostics } = await compile(spec, {
    file: 'mwgen.yaml',
    settings: () => ({ importExtension: '.js', prettier: {} }),
  });
  if (targets.length === 0) throw new Error(`${spec}${JSON.stringify(diagnostics)}`);
  for (const { path, text, ownership } of targets.flatMap(({ files }) => files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), ownership === 'once' && hooks !== '' ? hooks : text);
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  return (await import(pathToFileURL(join(folder, 'out/index.ts')).href)) as Exports;
}

export async function cleanUp(): Promise<void> {
  await rm(work, { recursive: true, force: true });
}
