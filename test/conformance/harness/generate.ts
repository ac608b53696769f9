/** Turns the specs of all cases into folders of generated code under `.work/`, one folder a case and target. */
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Case } from './case.js';
import { isObject } from './expect.js';
import type { Target } from './targets.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const workRoot = fileURLToPath(new URL('../.work/', import.meta.url));

/** Where a case's generated code is, or why there is none. */
export type Generated = { readonly folder: string } | { readonly problem: string };
type Compile = (text: string, context: { file: string; settings: (framework: string) => unknown }) => unknown;

/** A work folder of one run. Runs side by side do not meet. */
export async function newWorkFolder(name: string): Promise<string> {
  const folder = join(workRoot, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  return folder;
}

export async function generate(cases: readonly Case[], targets: readonly Target[], work: string): Promise<Map<string, Generated>> {
  const result = new Map<string, Generated>();
  const compile = await loadCompiler();
  for (const target of targets) await aliasPackage(join(work, target.name), target);
  const frameworks = new Set(targets.map((target) => target.framework));
  for (const framework of frameworks) {
    const users = targets.filter((target) => target.framework === framework);
    for (const one of cases) {
      if (one.spec === undefined) continue;
      const output = compile === undefined ? { problem: 'there is no compiler yet' } : await compiled(compile, one, framework);
      for (const target of users) {
        if ('problem' in output) {
          result.set(keyOf(target, one), output);
          continue;
        }
        const folder = join(work, target.name, slug(one.name));
        for (const [path, text] of output.files) {
          await mkdir(dirname(join(folder, path)), { recursive: true });
          await writeFile(join(folder, path), text);
        }
        result.set(keyOf(target, one), { folder: join(folder, 'middleware') });
      }
    }
  }
  return result;
}

export function keyOf(target: Target, one: Case): string {
  return `${target.name}/${one.name}`;
}

/** A spec file around what a case has under `middleware:`. */
export function specText(framework: string, middleware: string): string {
  const lines = middleware.replace(/^\n/, '').replace(/\s+$/, '').split('\n');
  const margin = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length));
  const body = lines.map((line) => (line.trim() === '' ? '' : `  ${line.slice(margin)}`)).join('\n');
  return `version: 1\ntargets:\n  - framework: ${framework}\n    output: middleware\nmiddleware:\n${body}\n`;
}

async function loadCompiler(): Promise<Compile | undefined> {
  const module: unknown = await import(pathToFileURL(join(root, 'generator/compile.ts')).href);
  return isObject(module) && typeof module['compile'] === 'function' ? (module['compile'] as Compile) : undefined;
}

async function compiled(compile: Compile, one: Case, framework: string): Promise<{ files: Map<string, string> } | { problem: string }> {
  const text = specText(framework, one.spec ?? '');
  const settings = { importExtension: '.js', prettier: { singleQuote: true } };
  let result: unknown;
  try {
    result = await compile(text, { file: 'mwgen.yaml', settings: () => settings });
  } catch (error) {
    return { problem: `the compiler threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${text}` };
  }
  if (!isObject(result)) return { problem: 'the compiler gave nothing back' };
  const errors = listOf(result['diagnostics']).filter((item) => item['severity'] === 'error');
  const files = listOf(result['targets']).flatMap((target) => listOf(target['files']));
  if (errors.length > 0 || files.length === 0) {
    return { problem: `the spec does not compile: ${JSON.stringify(errors.map((error) => error['message']))}\n${text}` };
  }
  const hooks = one.hooks?.[framework] ?? {};
  const texts = new Map<string, string>();
  for (const file of files) {
    const path = String(file['path']);
    const at = path.startsWith('middleware/') ? path : `middleware/${path}`;
    const own = Object.entries(hooks).find(([name]) => at === `middleware/${name}.hooks.ts`);
    texts.set(at, own === undefined ? String(file['text']) : own[1]);
  }
  return { files: texts };
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Makes a package found under another name for all code below a folder. */
async function aliasPackage(folder: string, target: Target): Promise<void> {
  const modules = join(folder, 'node_modules');
  await mkdir(modules, { recursive: true });
  if (target.alias === undefined || (await readdir(modules)).includes(target.alias.name)) return;
  await symlink(join(root, 'node_modules', target.alias.installedAs), join(modules, target.alias.name), 'dir');
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
