/** Creates projects in temporary folders, with a compiler for a simple spec format that lists the files to generate. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Compile } from '../../generator/commands/run-types.js';
import type { GeneratedFile } from '../../generator/index.js';
import { canonicalTypeScript } from '../../generator/languages/typescript/canonical.js';
import { formatCode } from '../../generator/languages/typescript/format.js';
import type { Plan } from '../../generator/plan/plan.js';
import { signFile } from '../../generator/languages/header.js';

export interface Project {
  readonly root: string;
  readonly write: (path: string, text: string) => string;
  readonly read: (path: string) => string;
  readonly path: (path: string) => string;
}

/** Creates a folder with some files, which is removed after the test. Its `.git` makes it the root of the project. */
export function project(context: TestContext, files: Readonly<Record<string, string>> = {}): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mwgen-test-')));
  // Some tests run the program as another user.
  chmodSync(root, 0o755);
  context.after(() => rmSync(root, { recursive: true, force: true }));
  const path = (name: string): string => join(root, name);
  const write = (name: string, text: string): string => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
    return path(name);
  };
  for (const folder of ['.git', 'node_modules']) mkdirSync(path(folder));
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { root, write, read: (name) => readFileSync(path(name), 'utf8'), path };
}

export interface FakeSpec {
  readonly output?: string;
  /** Maps names to code. */
  readonly files: Readonly<Record<string, string>>;
  /** Maps names to stubs. */
  readonly once?: Readonly<Record<string, { readonly text: string; readonly requiredExports: readonly string[] }>>;
  readonly plan?: Plan['middleware'];
}

export function fakeSpec(spec: FakeSpec): string {
  return JSON.stringify(spec);
}

/** Generates the files that the spec lists, formatted and signed like those of the real compiler. */
export const fakeCompile: Compile = async (text, { file, settings }) => {
  const spec = JSON.parse(text) as FakeSpec;
  const output = spec.output ?? 'src/middleware';
  const found = await settings({ language: 'typescript', output });
  const extension = found.importExtension ?? '.js';
  const name = file.split('/').at(-1) ?? file;
  const files: GeneratedFile[] = [];
  for (const [path, code] of Object.entries(spec.files)) {
    const formatted = await formatCode(code.replaceAll('EXTENSION', extension), found.prettier ?? {}, {
      name: 'module.ts',
      isTyped: true,
    });
    const signed = await signFile(formatted, { spec: name, comment: '//', canonical: canonicalTypeScript });
    files.push({ path: `${output}/${path}`, text: signed, ownership: 'generated' });
  }
  for (const [path, { text: stub, requiredExports }] of Object.entries(spec.once ?? {})) {
    files.push({ path: `${output}/${path}`, text: stub, ownership: 'once', requiredExports });
  }
  const mount = {
    importLine: `import { registerMiddleware } from './middleware/index${extension}';`,
    callLine: 'registerMiddleware(app);',
    place: 'before the routes',
  };
  return {
    plan: { spec: name, middleware: spec.plan ?? [] },
    targets: [{ framework: 'fake', output, files, mount }],
    diagnostics: [],
  };
};

export const compiler = (): Promise<Compile> => Promise.resolve(fakeCompile);
