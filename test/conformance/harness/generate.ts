/** Generates code from the specs of all cases into folders under `.work/`. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { compile, type TargetSettings, type TemplateReader } from '../../../generator/compile.js';
import { packageTemplates } from '../../../generator/workspace/package-templates.js';
import type { Case } from './case.js';
import { outputFor } from './known-outputs.js';
import type { Target } from './targets.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const workRoot = fileURLToPath(new URL('../.work/', import.meta.url));

/** The folder of a case's generated code, or the reason why there is none. */
export type Generated = { readonly folder: string } | { readonly problem: string };

/**
 * Creates a work folder for this process. It is kept for inspection until the next run. Parallel runs use different
 * folders.
 */
export async function newWorkFolder(name: string): Promise<string> {
  await mkdir(workRoot, { recursive: true });
  for (const earlier of await readdir(workRoot)) {
    if (!isRunning(Number(earlier.split('-').at(-1))))
      await rm(join(workRoot, earlier), { recursive: true, force: true });
  }
  const folder = join(workRoot, `${name}-${process.pid}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  return folder;
}

export async function generate(
  cases: readonly Case[],
  targets: readonly Target[],
  work: string,
): Promise<Map<string, Generated>> {
  const result = new Map<string, Generated>();
  for (const target of targets) await aliasPackage(join(work, target.name), target);
  const outputs = new Map<string, Output>();
  const written = new Set<string>();
  for (const target of targets) {
    for (const one of cases) {
      if (one.spec === undefined) continue;
      // Cases with the same spec and hooks share their code. Each creates its own middleware from it.
      const source = sourceOf(one, target);
      const output = outputs.get(source) ?? (await outputFor(source, () => compileCase(one, target)));
      outputs.set(source, output);
      if ('problem' in output) {
        result.set(keyOf(target, one), output);
        continue;
      }
      const folder = join(work, target.name, createHash('sha256').update(source).digest('hex').slice(0, 12));
      if (!written.has(folder)) await writeOutput(folder, output.files);
      written.add(folder);
      result.set(keyOf(target, one), { folder: join(folder, 'middleware') });
    }
  }
  return result;
}

/** What a case is compiled from: cases with the same source share their code. */
export function sourceOf(one: Case, { framework, plain }: Subject): string {
  return JSON.stringify([framework, one.spec, one.hooks?.[framework], plain]);
}

/** What the code of a target depends on. */
type Subject = Pick<Target, 'framework' | 'plain'>;

/** The files of a case's output, or the reason why there are none. */
export type Output = { readonly files: ReadonlyMap<string, string> } | { readonly problem: string };

export async function writeOutput(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

export function keyOf(target: Target, one: Case): string {
  return `${target.name}/${one.name}`;
}

/** A complete spec with the middleware of a case. */
export function specText(framework: string, middleware: string): string {
  const lines = middleware.replace(/^\n/, '').replace(/\s+$/, '').split('\n');
  const margin = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  const body = lines.map((line) => (line.trim() === '' ? '' : `  ${line.slice(margin)}`)).join('\n');
  return `version: 1\ntargets:\n  - framework: ${framework}\n    output: middleware\nmiddleware:\n${body}\n`;
}

/** Compiles the spec of a case, with the templates of this repository or others. */
export async function compileCase(
  one: Case,
  { framework, plain }: Subject,
  templates: TemplateReader = packageTemplates,
): Promise<Output> {
  const text = specText(framework, one.spec ?? '');
  const prettier = { singleQuote: true };
  const settings: TargetSettings =
    plain === undefined
      ? { importExtension: '.js', prettier }
      : { form: 'javascript', plainModules: { isCommonJs: plain === 'commonjs', extension: '.js' }, prettier };
  let result;
  try {
    result = await compile(text, { file: 'mwgen.yaml', settings: () => settings, templates });
  } catch (error) {
    return {
      problem: `the compiler threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${text}`,
    };
  }
  const { targets, diagnostics } = result;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    return { problem: `the spec does not compile: ${errors.map(({ message }) => message).join('; ')}\n${text}` };
  const hooks = new Map(
    Object.entries(one.hooks?.[framework] ?? {}).flatMap(([name, own]) => [
      [`middleware/${name}.hooks.ts`, own],
      ...(plain === undefined ? [] : [[`middleware/${name}.hooks.js`, withoutTypes(own, plain)] as const]),
      [`middleware/${name}_hooks.py`, own],
    ]),
  );
  const files = targets.flatMap((target) =>
    target.files.map((file) => [file.path, hooks.get(file.path) ?? file.text] as const),
  );
  return { files: new Map(files) };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The hooks of a case, which are written in TypeScript. */
function withoutTypes(text: string, plain: 'esm' | 'commonjs'): string {
  const module = plain === 'esm' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS;
  return ts.transpileModule(text, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } }).outputText;
}

/** Makes a package available under another name for all code in a folder. */
export async function aliasPackage(folder: string, target: Target): Promise<void> {
  const modules = join(folder, 'node_modules');
  await mkdir(modules, { recursive: true });
  if (target.plain !== undefined) {
    const type = target.plain === 'esm' ? 'module' : 'commonjs';
    await writeFile(join(folder, 'package.json'), `${JSON.stringify({ type })}\n`);
  }
  if (target.alias === undefined || (await readdir(modules)).includes(target.alias.name)) return;
  await symlink(join(root, 'node_modules', target.alias.installedAs), join(modules, target.alias.name), 'dir');
}
