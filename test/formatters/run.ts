/**
 * `npm run formatters [-- WORD…]`: lets formatters, and linters that repair code, work on complete outputs. Afterwards `check` must
 * find nothing, and `generate` must leave every file as it is. A tool that is not installed is skipped, and named.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, generate } from '../../generator/index.js';
import { sha256 } from '../../generator/languages/hash.js';
import { pythonEnvironment } from '../python/environment.js';

const repository = join(import.meta.dirname, '..', '..');
const tool = (name: string): string => join(repository, 'node_modules', '.bin', name);
const deno = join(repository, 'test', 'runtimes', 'node_modules', '.bin', 'deno');
const python = pythonEnvironment();
const ruff = python.kind === 'ready' ? join(python.python, '..', 'ruff') : 'ruff';

interface Case {
  readonly name: string;
  readonly kind: 'typescript' | 'python';
  readonly calls: readonly (readonly string[])[];
  /** A configuration of the tool. */
  readonly files?: Readonly<Record<string, string>>;
  /** For linters that repair what they find, which may be nothing. */
  readonly mayChangeNothing?: true;
}

/** As typescript-eslint recommends, and with rules whose repairs change code. */
const eslintConfig = `
import tseslint from ${JSON.stringify(join(repository, 'node_modules/typescript-eslint/dist/index.js'))};

export default tseslint.config(
  tseslint.configs.recommendedTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      curly: ['error', 'all'],
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'arrow-body-style': 'error',
      'sort-imports': 'error',
    },
  },
);
`;

/** A plugin that sorts imports and the names in them from behind, as no project does but every sorting plugin might. */
const sortingPlugin = `
import { parsers as own } from ${JSON.stringify(join(repository, 'node_modules/prettier/plugins/typescript.mjs'))};

const byName = (left, right) => (left.text < right.text ? 1 : -1);

function sorted(code) {
  const pattern = /^import [^;]*;\\n/gm;
  const imports = Array.from(code.matchAll(pattern), ([text]) => ({ text })).sort(byName);
  let next = 0;
  return code.replace(pattern, () => imports[next++].text);
}

export const parsers = { typescript: { ...own.typescript, preprocess: (code) => sorted(code) } };
`;

const biome = { 'biome.json': '{ "formatter": { "indentStyle": "tab", "lineWidth": 70 } }' };
const all: readonly Case[] = [
  { name: 'biome format', kind: 'typescript', calls: [[tool('biome'), 'format', '--write', 'src']], files: biome },
  {
    name: 'biome check',
    kind: 'typescript',
    calls: [[tool('biome'), 'check', '--write', '--unsafe', 'src']],
    files: biome,
  },
  { name: 'deno fmt', kind: 'typescript', calls: [[deno, 'fmt', 'src']] },
  {
    name: 'deno fmt, other style',
    kind: 'typescript',
    calls: [[deno, 'fmt', '--use-tabs', '--line-width', '60', '--single-quote', '--no-semicolons', 'src']],
  },
  {
    name: 'prettier, not the style of the project',
    kind: 'typescript',
    calls: [
      [tool('prettier'), '--write', '--experimental-operator-position', 'start', '--experimental-ternaries', 'src'],
      [tool('prettier'), '--write', '--no-semi', '--object-wrap', 'collapse', '--print-width', '60', 'src'],
    ],
  },
  {
    name: 'eslint --fix, recommended and stylistic',
    kind: 'typescript',
    calls: [[process.execPath, join(repository, 'node_modules/eslint/bin/eslint.js'), '--fix', 'src']],
    files: { 'eslint.config.mjs': eslintConfig },
    mayChangeNothing: true,
  },
  {
    name: 'prettier with a plugin that sorts imports, which mwgen does not see',
    kind: 'typescript',
    calls: [[tool('prettier'), '--write', '--config', 'plugin.json', 'src']],
    files: { 'plugin.mjs': sortingPlugin, 'plugin.json': '{ "plugins": ["./plugin.mjs"] }' },
  },
  {
    name: 'prettier with a plugin that sorts imports, in the settings of the project',
    kind: 'typescript',
    calls: [[tool('prettier'), '--write', 'src']],
    files: { 'plugin.mjs': sortingPlugin, '.prettierrc': '{ "plugins": ["./plugin.mjs"] }' },
  },
  {
    name: 'ruff format and ruff check --fix',
    kind: 'python',
    calls: [
      [ruff, 'format', '--isolated', '--line-length', '70', 'api'],
      [ruff, 'check', '--isolated', '--fix', '--exit-zero', '--target-version', 'py313', '--select', 'ALL', 'api'],
    ],
  },
  {
    name: 'black and isort',
    kind: 'python',
    calls: [
      ['isort', '--profile', 'black', '--force-single-line', 'api'],
      ['black', '--quiet', '--line-length', '70', '--skip-magic-trailing-comma', 'api'],
    ],
  },
];

/** Those with one of the words on the command line in their names. */
const words = process.argv.slice(2);
const cases = all.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

const work = realpathSync(mkdtempSync(join(tmpdir(), 'mwgen-formatters-')));
let failed = false;
try {
  const projects = { typescript: await project('typescript'), python: await project('python') };
  for (const one of cases) {
    const result = await run(one, projects[one.kind]);
    if (result !== 'fine' && !result.startsWith('skipped')) failed = true;
    console.log(`${one.name}: ${result}`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

/** A project with the output of the spec that uses every feature, for all frameworks of a language. */
async function project(kind: Case['kind']): Promise<string> {
  const folder = join(work, kind);
  const fixture = readFileSync(join(repository, 'fixtures', 'everything', 'mwgen.yaml'), 'utf8');
  const outputs =
    kind === 'typescript'
      ? ['express', 'koa', 'fastify', 'node', 'hono', 'fetch'].map((name) => [name, `src/${name}`])
      : ['fastapi', 'starlette'].map((name) => [name, `api/${name}`]);
  const targets = outputs.map(([framework, output]) => `  - { framework: ${framework}, output: ${output} }\n`).join('');
  const spec = fixture.replace(/^targets:\n(?:[ \t].*\n)*/m, () => `targets:\n${targets}`);
  cpSync(join(repository, 'fixtures', 'everything', 'mwgen.yaml'), join(folder, 'mwgen.yaml'));
  writeFileSync(join(folder, 'mwgen.yaml'), spec);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const compilerOptions = { module: 'NodeNext', strict: true, types: ['node'], skipLibCheck: true };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  // Rules that know types need those of the frameworks.
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['@types', 'fastify', 'hono'])
    symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name));
  const { outcome, diagnostics } = await generate({ cwd: folder });
  if (outcome !== 'fine') throw new Error(JSON.stringify(diagnostics));
  return folder;
}

async function run({ name, calls, files = {}, mayChangeNothing }: Case, from: string): Promise<string> {
  const cwd = join(work, name.replace(/\W+/g, '-'));
  cpSync(from, cwd, { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text);
  const untouched = stateOf(cwd);
  for (const [command = '', ...words] of calls) {
    const { error, status, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8' });
    if (error !== undefined) return `skipped, because ${command.split('/').at(-1) ?? ''} is not installed`;
    // With 1, linters tell that they have found something.
    if (status === 2) return `it failed: ${stderr}`;
  }
  const formatted = stateOf(cwd);
  if (formatted === untouched && mayChangeNothing === undefined) return 'it changed nothing, so this proves nothing';
  const checked = await check({ cwd });
  const wrong = checked.specs.flatMap((spec) => spec.files.filter(({ state }) => state !== 'current'));
  if (wrong.length > 0) return `check fails: ${wrong.map(({ path, state }) => `${path} is ${state}`).join(', ')}`;
  await generate({ cwd });
  return stateOf(cwd) === formatted ? 'fine' : 'generate undoes it';
}

/** A hash of all generated files. */
function stateOf(folder: string): string {
  const texts = ['src', 'api']
    .map((name) => join(folder, name))
    .filter(existsSync)
    .flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' })
        .sort()
        .filter((path) => /\.(?:ts|py)$/.test(path))
        .map((path) => readFileSync(join(root, path), 'utf8')),
    );
  return sha256(texts.join('\0'));
}
