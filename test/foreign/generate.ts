/** Compiles the spec of the runs for one framework. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { compile } from '../../generator/index.js';

const fronts = join(import.meta.dirname, 'fronts');

/**
 * Writes the middleware for a framework to `folder/out`, and the files of `fronts/` that put it in front of
 * applications beside it. TypeScript becomes JavaScript, so that a suite needs no loader.
 */
export async function generateFront(framework: string, folder: string, files: readonly string[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const spec = (await readFile(join(import.meta.dirname, 'spec.yaml'), 'utf8')).replace('FRAMEWORK', framework);
  const { targets, diagnostics } = await compile(spec, {
    file: 'mwgen.yaml',
    settings: () => ({ importExtension: '.js', prettier: {} }),
  });
  if (targets.length === 0) throw new Error(JSON.stringify(diagnostics));
  await put(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const { path, text } of targets.flatMap((target) => target.files)) await put(join(folder, path), text);
  for (const file of files) await put(join(folder, file), await readFile(join(fronts, file), 'utf8'));
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (!path.endsWith('.ts')) return writeFile(path, text);
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, verbatimModuleSyntax: true };
  const { outputText } = ts.transpileModule(text, { compilerOptions: options });
  return writeFile(path.replace(/\.ts$/, '.js'), outputText);
}
