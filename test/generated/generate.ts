/** Generates middleware from a spec for tests that run it. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compile } from '../../generator/index.js';
import { printDiagnostics } from '../../generator/diagnostics/code-frame.js';

const work = join(import.meta.dirname, '.work');

/** Generates into a separate folder called `name` and returns its path. The targets are added to the spec. */
export async function generate(name: string, middleware: string, framework = 'express'): Promise<string> {
  const source = `version: 1\ntargets: [{ framework: ${framework}, output: ${name} }]\nmiddleware:\n${middleware.replace(/^/gm, '  ')}\n`;
  const { targets, diagnostics } = await compile(source, {
    file: 'mwgen.yaml',
    settings: () => ({ importExtension: '.js', prettier: {} }),
  });
  if (targets.length === 0) throw new Error(printDiagnostics(diagnostics, { source }));
  const folder = join(work, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(work, 'package.json'), '{ "type": "module" }\n');
  for (const { path, text } of targets.flatMap(({ files }) => files)) {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), text);
  }
  return folder;
}

/** Imports a module of a generated folder, given without extension. */
export async function load<Module>(folder: string, module: string): Promise<Module> {
  return (await import(pathToFileURL(join(folder, `${module}.ts`)).href)) as Module;
}
