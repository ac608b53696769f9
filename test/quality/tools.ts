/** Runs each tool over the work folder and collects its findings. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workFolder } from './outputs.js';

const root = join(import.meta.dirname, '..', '..');
const modules = join(root, 'node_modules');

/** The compiler options. Declarations are enabled because `isolatedDeclarations` requires them. */
const flags = {
  target: 'ES2022',
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  lib: ['ES2022'],
  types: ['node'],
  noEmit: true,
  declaration: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  isolatedDeclarations: true,
  erasableSyntaxOnly: true,
  skipLibCheck: false,
};

export type TypeScript = 'typescript-5.9' | 'typescript' | 'typescript-7';

export interface Program {
  readonly name: string;
  readonly typescript: TypeScript;
  /** A folder of the work folder. */
  readonly folder: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Files in the folder. Default: all. */
  readonly files?: readonly string[];
}

/** Type-checks all outputs in a folder as one program. Returns one line per finding, beginning with case and file. */
export async function typeCheck({ name, typescript, folder, options = {}, files }: Program): Promise<string[]> {
  const project = `tsconfig.${name}.json`;
  const compilerOptions = { ...flags, rootDir: folder, ...options };
  writeFileSync(
    join(workFolder, project),
    JSON.stringify({ compilerOptions, include: files ?? [`${folder}/**/*.ts`] }, null, 2),
  );
  const tsc = join(modules, typescript, binary(typescript, 'tsc'));
  const { code, output } = await runTool([tsc, '--project', project, '--pretty', 'false']);
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const own = lines.filter((line) => !othersFault.test(line));
  const isClean = own.length === 0 && lines.length > 0;
  return findings(own.join('\n'), isClean ? 0 : code);
}

/** An error in Koa's type declarations, which refer to types that a newer version of another package no longer has. */
const othersFault = /@types\/koa\/index\.d\.ts.*content-disposition/;

/** Runs typescript-eslint with its strictest type-checked configurations. `files` are relative to the work folder. */
export async function lintTypes(files: readonly string[]): Promise<string[]> {
  const config = `import tseslint from 'typescript-eslint';
export default tseslint.config({
  files: ${JSON.stringify(files)},
  extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
  languageOptions: { parserOptions: { project: ['tsconfig.lint.json'], tsconfigRootDir: import.meta.dirname } },
  linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
});
`;
  writeFileSync(join(workFolder, 'eslint.config.mjs'), config);
  const lint = { compilerOptions: { ...flags, rootDir: 'esm' }, include: files };
  writeFileSync(join(workFolder, 'tsconfig.lint.json'), JSON.stringify(lint, null, 2));
  const eslint = join(modules, 'eslint', binary('eslint', 'eslint'));
  const { code, output } = await runTool([eslint, '--max-warnings=0', '--format=json', 'esm']);
  if (!output.startsWith('[')) return [`eslint failed: ${output}`];
  const results = JSON.parse(output) as readonly {
    readonly filePath: string;
    readonly messages: readonly { readonly line?: number; readonly ruleId: string | null; readonly message: string }[];
  }[];
  // Prevents a configuration that matches no files from looking like code without findings.
  if (results.length < files.length)
    return [`eslint looked at ${String(results.length)} of ${String(files.length)} files`];
  const found = results.flatMap(({ filePath, messages }) =>
    messages.map(({ line = 0, ruleId, message }) => `${filePath}:${String(line)} ${ruleId ?? 'fatal'}: ${message}`),
  );
  return findings(found.join('\n'), found.length > 0 ? 1 : code);
}

/** Runs Biome with its recommended rules. */
export async function lintBiome(files: readonly string[]): Promise<string[]> {
  const config = { root: true, linter: { rules: { preset: 'recommended' } }, files: { includes: files } };
  writeFileSync(join(workFolder, 'biome.json'), JSON.stringify(config, null, 2));
  const biome = join(modules, '@biomejs/biome', binary('@biomejs/biome', 'biome'));
  const { code, output } = await runTool([
    biome,
    ...['lint', '--error-on-warnings', '--diagnostic-level=info', '--max-diagnostics=none', '--reporter=github', '.'],
  ]);
  const found = output.split('\n').filter((line) => line.startsWith('::'));
  return found.length > 0 ? findings(found.join('\n'), code) : findings(code === 0 ? '' : output, code);
}

/** Runs Prettier with the settings of each case. */
export async function checkLayout(files: readonly string[]): Promise<string[]> {
  const prettier = join(modules, 'prettier', binary('prettier', 'prettier'));
  const { code, output } = await runTool([prettier, '--list-different', ...files]);
  return findings(output, code);
}

function findings(output: string, code: number, all = output): string[] {
  const lines = output
    .replaceAll(`${workFolder}/`, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.length === 0 && code !== 0 ? [`exit code ${String(code)}: ${all}`] : lines;
}

function binary(name: string, command: string): string {
  const { bin } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as {
    readonly bin: string | Readonly<Record<string, string>>;
  };
  const path = typeof bin === 'string' ? bin : bin[command];
  if (path === undefined) throw new Error(`${name} has no command ${command}.`);
  return path;
}

function runTool(words: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, words, { cwd: workFolder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}
