/** Tests the fast path for unchanged projects: it is used when nothing has changed, and never otherwise. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { sha256 } from '../../generator/languages/hash.js';
import { check } from '../../generator/commands/check.js';
import { generate } from '../../generator/commands/generate.js';
import { compiler, fakeSpec, project, type Project } from './project.js';

const files = {
  'mwgen.json': fakeSpec({
    files: { 'index.ts': 'export const list = ["a"];\nexport * from "./otherEXTENSION";\n', 'other.ts': 'export {};' },
  }),
  'package.json': '{ "name": "app", "type": "module" }',
  'tsconfig.json': '{ "extends": "./config/base.json" }',
  'config/base.json': '{ "compilerOptions": { "module": "NodeNext" } }',
  '.prettierrc': 'singleQuote: true\n',
  '.editorconfig': 'root = true\n[*]\nindent_size = 2\n',
};

// With it, no cache is trusted.
delete process.env['CI'];

/** Whether a run calls the compiler. */
async function compiles(root: string, command = generate): Promise<boolean> {
  let compiled = false;
  await command({ cwd: root }, () => {
    compiled = true;
    return compiler();
  });
  return compiled;
}

async function settled(context: test.TestContext, more: Readonly<Record<string, string>> = {}): Promise<Project> {
  const made = project(context, { ...files, ...more });
  assert.equal(await compiles(made.root), true);
  return made;
}

test('an unchanged project is not compiled again by either command', async (context) => {
  const made = await settled(context);
  assert.equal(await compiles(made.root), false);
  assert.equal(await compiles(made.root, check), false);
});

test('where CI is set, no cache is trusted', async (context) => {
  const made = await settled(context);
  process.env['CI'] = 'true';
  context.after(() => delete process.env['CI']);
  for (const command of [check, generate]) assert.equal(await compiles(made.root, command), true);
  process.env['CI'] = 'false';
  assert.equal(await compiles(made.root, check), false);
});

const edits: Readonly<Record<string, (made: Project) => void>> = {
  'white space in the spec': ({ write, read }) => write('mwgen.json', `${read('mwgen.json')} `),
  'one byte of an output file': ({ write, read }) =>
    write('src/middleware/index.ts', `${read('src/middleware/index.ts')}\n`),
  'the removal of an output file': ({ path }) => rmSync(path('src/middleware/other.ts')),
  'a new generated file': ({ write, read }) => write('src/middleware/new.ts', read('src/middleware/other.ts')),
  'a temporary file of a killed run': ({ write }) => write('src/middleware/.mwgen-1-0123456789ab.tmp', 'export'),
  'tsconfig.json': ({ write }) => write('tsconfig.json', '{}'),
  'a file that tsconfig.json extends': ({ write }) =>
    write('config/base.json', '{ "compilerOptions": { "module": "CommonJS" } }'),
  'a nearer tsconfig.json': ({ write }) => write('src/tsconfig.json', '{}'),
  "package.json's type": ({ write }) => write('package.json', '{ "name": "app" }'),
  "package.json's prettier": ({ write }) =>
    write('package.json', '{ "name": "app", "type": "module", "prettier": {} }'),
  'a nearer package.json': ({ write }) => write('src/package.json', '{}'),
  '.prettierrc': ({ write }) => write('.prettierrc', 'singleQuote: false\n'),
  'the removal of .prettierrc': ({ path }) => rmSync(path('.prettierrc')),
  'a nearer Prettier configuration': ({ write }) => write('src/.prettierrc.json', '{}'),
  'a Prettier configuration that is a program': ({ write }) => write('src/prettier.config.mjs', 'export default {}'),
  '.editorconfig': ({ write }) => write('.editorconfig', 'root = true\n[*]\nindent_size = 8\n'),
  'a nearer .editorconfig': ({ write }) => write('src/middleware/.editorconfig', '[*]\nindent_size = 8\n'),
  'an output folder that became a link': ({ path }) => {
    cpSync(path('src/middleware'), path('../mwgen-test-elsewhere'), { recursive: true });
    rmSync(path('src/middleware'), { recursive: true });
    symlinkSync(path('../mwgen-test-elsewhere'), path('src/middleware'));
  },
  'a truncated cache': ({ path }) => editCache(path, (text) => text.slice(0, -5)),
  'an edited cache': ({ path }) => editCache(path, (text) => text.replace('"conclusive":true', '"conclusive" :true')),
  'a cache that somebody else has sealed': ({ path, write, read }) => {
    write('src/middleware/index.ts', read('src/middleware/index.ts').replace('"a"', '"forged"'));
    const hash = sha256(readFileSync(path('src/middleware/index.ts')));
    editCache(path, (text) => {
      const content = text
        .slice(text.indexOf('\n') + 1)
        .replace(/(index\.ts","ownership":"generated","hash":")\w+/, `$1${hash}`);
      return `mwgen-cache 2 ${sha256(`${path('mwgen.json')}\n${content}`)}\n${content}`;
    });
  },
  'an empty cache': ({ path }) => editCache(path, () => ''),
};

for (const [name, edit] of Object.entries(edits)) {
  test(`noticed: ${name}`, async (context) => {
    const made = await settled(context);
    edit(made);
    context.after(() => rmSync(made.path('../mwgen-test-elsewhere'), { recursive: true, force: true }));
    assert.equal(await compiles(made.root, check), true);
  });
}

function editCache(path: Project['path'], edit: (text: string) => string): void {
  const folder = path('node_modules/.cache/mwgen');
  const [name] = readdirSync(folder);
  const text = readCache(folder, name);
  assert.notEqual(edit(text), text);
  writeFileSync(join(folder, name ?? ''), edit(text));
}

function readCache(folder: string, name = ''): string {
  return readFileSync(join(folder, name), 'utf8');
}

test('irrelevant changes do not cause a compilation', async (context) => {
  const made = await settled(context);
  made.write('package.json', '{ "name": "app", "type": "module", "dependencies": { "a": "1.0.0" } }');
  made.write('src/middleware/mine.ts', 'export const mine = 1;\n');
  made.write('README.md', '# Hello\n');
  assert.equal(await compiles(made.root), false);
});

test('a cache that was copied with its project is not trusted', async (context) => {
  const made = await settled(context);
  const copy = `${made.root}-copy`;
  context.after(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(made.root, copy, { recursive: true });
  assert.equal(await compiles(copy), true);
});

test('a Prettier configuration that is a program, is shared or has plugins is never cached', async (context) => {
  const programs: Readonly<Record<string, string>>[] = [
    { '.prettierrc.mjs': 'export default { semi: false };' },
    {
      '.prettierrc.json': '"shared"',
      'node_modules/shared/index.js': 'module.exports = { semi: false };',
      'node_modules/shared/package.json': '{}',
    },
    {
      '.prettierrc.json': '{ "plugins": ["plugin"] }',
      'node_modules/plugin/index.js': 'module.exports = {};',
      'node_modules/plugin/package.json': '{}',
    },
  ];
  for (const program of programs) {
    const made = project(context, { 'mwgen.json': files['mwgen.json'], ...program });
    assert.equal((await generate({ cwd: made.root }, compiler)).outcome, 'fine');
    assert.equal(await compiles(made.root), true);
  }
});

test('an unwritable cache: everything works without it', async (context) => {
  const made = project(context, files);
  made.write('node_modules/.cache', 'a file where the folder should be');
  assert.equal(await compiles(made.root), true);
  assert.equal((await generate({ cwd: made.root }, compiler)).outcome, 'fine');
  assert.equal((await check({ cwd: made.root }, compiler)).outcome, 'fine');
});

test('without node_modules the cache is in the user folder for caches', async (context) => {
  const made = project(context, files);
  rmSync(made.path('node_modules'), { recursive: true });
  mkdirSync(made.path('home'));
  const before = process.env['XDG_CACHE_HOME'];
  process.env['XDG_CACHE_HOME'] = made.path('home');
  context.after(() =>
    before === undefined ? delete process.env['XDG_CACHE_HOME'] : (process.env['XDG_CACHE_HOME'] = before),
  );
  assert.equal(await compiles(made.root), true);
  assert.equal(await compiles(made.root), false);
  assert.equal(readdirSync(made.path('home/mwgen')).filter((name) => name.endsWith('.json')).length, 1);
  assert.deepEqual(readdirSync(made.root).includes('node_modules'), false);
});

test('check leaves no trace, not even in the cache', async (context) => {
  const made = await settled(context);
  rmSync(made.path('node_modules/.cache'), { recursive: true });
  assert.equal((await check({ cwd: made.root }, compiler)).outcome, 'fine');
  assert.deepEqual(readdirSync(made.path('node_modules')), []);
});
