/** Generates middleware from a spec for tests that run it. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
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
    await writeFile(join(work, path), path.endsWith('.ts') ? withExports(text) : text);
  }
  if (existsSync(join(folder, '__init__.py'))) await writeAliases(join(folder, '_internal'));
  return folder;
}

/** Writes modules with the names of those helpers that stand in other modules, which have what all modules have. */
async function writeAliases(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = ['shared', 'asgi'].flatMap((source) => readdirSync(join(templates, source)));
  for (const name of names.filter((one) => one.endsWith('.py') && !existsSync(join(folder, one))))
    await writeFile(join(folder, name), name === '__init__.py' ? '' : alias);
}

const templates = join(import.meta.dirname, '..', '..', 'templates', 'python');

const alias = `import importlib, pathlib
package = __name__.rpartition("._internal.")[0]
for file in pathlib.Path(__file__).parent.parent.rglob("*.py"):
    if "package = __name__" not in file.read_text(encoding="utf-8"):
        inner = "._internal" if file.parent.name == "_internal" else ""
        globals().update(vars(importlib.import_module(f"{package}{inner}.{file.stem}")))
`;

/** Exports all declarations, so that a test can call a helper wherever it stands. */
function withExports(text: string): string {
  return text.replace(/^(?=(?:async function|function|class|const|interface|type) )/gm, 'export ');
}

/** Imports the helpers of a source from a generated folder. Those that one module uses stand in that module. */
export async function load<Module>(folder: string, module: string): Promise<Module> {
  const own = join(folder, `${module}.ts`);
  const files = existsSync(own) ? [own] : readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const modules = files.filter((file) => file.endsWith('.ts')).map((file) => pathToFileURL(resolve(folder, file)).href);
  return Object.assign({}, ...(await Promise.all(modules.map((href) => import(href))))) as Module;
}
