/** Tests which settings are read from the configuration of an application. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import test from 'node:test';
import { parseJsonc } from '../../generator/languages/jsonc.js';
import { UnreadableFile } from '../../generator/languages/project.js';
import { importExtension } from '../../generator/languages/typescript/project/import-extension.js';
import { readTsconfig } from '../../generator/languages/typescript/project/tsconfig.js';
import { disk } from '../../generator/workspace/disk.js';
import { gatherSettings } from '../../generator/workspace/settings.js';
import { project } from './project.js';

test('the import extension follows the module settings', () => {
  const cases: readonly (readonly [Parameters<typeof importExtension>[0], boolean, string])[] = [
    [undefined, true, '.js'],
    [undefined, false, ''],
    [{ module: 'nodenext' }, true, '.js'],
    [{ module: 'nodenext' }, false, ''],
    [{ module: 'node16', moduleResolution: 'node16' }, true, '.js'],
    [{ module: 'esnext', moduleResolution: 'bundler' }, true, ''],
    [{ module: 'preserve' }, true, ''],
    [{ module: 'commonjs' }, false, ''],
    [{ module: 'commonjs', moduleResolution: 'node10' }, false, ''],
    [{ module: 'esnext', moduleResolution: 'node' }, true, '.js'],
    [{ module: 'nodenext', rewriteRelativeImportExtensions: true }, true, '.ts'],
    [{ module: 'nodenext', allowImportingTsExtensions: true }, false, '.ts'],
    [{ module: 'esnext', moduleResolution: 'bundler', allowImportingTsExtensions: true }, true, '.ts'],
  ];
  for (const [options, isModule, expected] of cases)
    assert.equal(importExtension(options, isModule), expected, JSON.stringify(options));
  // Deno requires file extensions. If there is also a tsconfig.json in the folder, that takes precedence.
  assert.equal(importExtension(undefined, false, true), '.ts');
  assert.equal(importExtension({ module: 'nodenext' }, true, true), '.js');
});

test('JSON with comments and trailing commas', () => {
  const text = '\ufeff{ // one\n "a": "// no /* comment */, ]", /* two\n */ "b": [1, 2,], "c": { "d": "\\"", }, }';
  assert.deepEqual(parseJsonc(text), { a: '// no /* comment */, ]', b: [1, 2], c: { d: '"' } });
  assert.throws(() => parseJsonc('{ "a": }'), SyntaxError);
});

test('tsconfig.json: the nearest one, through extends of paths, lists and packages', (context) => {
  const made = project(context, {
    'tsconfig.json':
      '{ "extends": ["@scope/base/strict.json", "./configs/two"], "compilerOptions": { "strict": true, } }',
    'node_modules/@scope/base/package.json': '{ "name": "@scope/base" }',
    'node_modules/@scope/base/strict.json':
      '{ "extends": "plain", "compilerOptions": { "module": "CommonJS", "moduleResolution": "Node10" } }',
    'node_modules/plain/package.json': '{ "name": "plain" }',
    'node_modules/plain/tsconfig.json': '{ "compilerOptions": { "allowImportingTsExtensions": true } }',
    'configs/two.json': '{ "compilerOptions": { "module": "NodeNext" } }',
  });
  const found = readTsconfig(disk, made.path('src/middleware'));
  assert.ok(found);
  assert.deepEqual(found.options, {
    module: 'nodenext',
    moduleResolution: 'node10',
    allowImportingTsExtensions: true,
  });
  assert.equal(found.files.length, 4);
  made.write('src/tsconfig.json', '{}');
  assert.deepEqual(readTsconfig(disk, made.path('src/middleware'))?.options, {});
});

test('tsconfig.json: rootDir is relative to the file that it is written in', (context) => {
  const made = project(context, {
    'tsconfig.json': '{ "extends": "./config/base.json" }',
    'config/base.json': '{ "compilerOptions": { "rootDir": "../lib" } }',
  });
  assert.equal(readTsconfig(disk, made.path('lib'))?.rootDir, made.path('lib'));
  // `${configDir}` is the folder of the file that extends the others.
  made.write(
    'config/base.json',
    '{ "compilerOptions": { "rootDir": "${configDir}/src", "paths": { "#/*": ["${configDir}/src/*"] } } }',
  );
  const found = readTsconfig(disk, made.path('src'));
  assert.equal(found?.rootDir, made.path('src'));
  assert.deepEqual(found.paths, { '#/*': [made.path('src/*')] });
});

test('tsconfig.json: a solution file leads to the project that includes the folder', (context) => {
  const made = project(context, {
    'tsconfig.json':
      '{ "files": [], "references": [{ "path": "./tsconfig.tools.json" }, { "path": "./tsconfig.app.json" }] }',
    'tsconfig.tools.json': '{ "include": ["scripts/**/*.ts"], "compilerOptions": { "module": "CommonJS" } }',
    'tsconfig.app.json': '{ "include": ["src"], "compilerOptions": { "module": "NodeNext" } }',
  });
  assert.deepEqual(readTsconfig(disk, made.path('src/middleware'))?.options, { module: 'nodenext' });
});

test('tsconfig.json: invalid, missing and circular ones are reported', (context) => {
  const made = project(context);
  for (const text of [
    '{ "extends": ',
    '{ "extends": "./nope" }',
    '{ "extends": "no-such-package" }',
    '{ "extends": "./tsconfig.json" }',
    '{ "extends": [1] }',
  ]) {
    made.write('tsconfig.json', text);
    assert.throws(() => readTsconfig(disk, made.root), UnreadableFile, text);
  }
});

test("Prettier's options come with .editorconfig and overrides, for a folder that is not there yet", async (context) => {
  const made = project(context, {
    '.editorconfig': 'root = true\n[*]\nindent_style = tab\n',
    '.prettierrc.json':
      '{ "singleQuote": true, "overrides": [{ "files": "src/gen/**", "options": { "semi": false } }] }',
  });
  const { settings, repeatable, diagnostics } = await gatherSettings(made.root, {
    output: made.path('src/gen'),
    language: 'typescript',
  });
  assert.deepEqual(diagnostics, []);
  assert.equal(repeatable, true);
  assert.deepEqual(
    { ...settings.prettier, parser: undefined },
    { singleQuote: true, semi: false, useTabs: true, parser: undefined },
  );
});

test('settings files that cannot be read are reported', async (context) => {
  for (const name of ['tsconfig.json', 'package.json']) {
    const made = project(context);
    symlinkSync(name, made.path(name));
    mkdirSync(made.path('base'));
    if (name === 'tsconfig.json') {
      rmSync(made.path(name));
      made.write(name, '{ "extends": "./base/loop.json" }');
      symlinkSync('loop.json', made.path('base/loop.json'));
    }
    const { diagnostics } = await gatherSettings(made.root, {
      output: made.path('src/middleware'),
      language: 'typescript',
    });
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      [name === 'package.json' ? 'settings-unreadable' : 'tsconfig-unreadable'],
    );
  }
});

test('an unusable configuration is reported with its file', async (context) => {
  const broken: Readonly<Record<string, readonly [string, RegExp]>> = {
    '.prettierrc.json': ['{ "semi": ', /Prettier configuration cannot be used/],
    '.prettierrc': ['{ "printWidth": "wide" }', /Prettier configuration cannot be used/],
    '.prettierrc.toml': ['tabWidth = 1000000000', /tabWidth must be from 0 to 64/],
    'prettier.config.mjs': ['throw new Error("oh dear")', /oh dear/],
    '.prettierrc.yaml': ['plugins: [no-such-plugin]', /no-such-plugin/],
    'tsconfig.json': ['{ "compilerOptions": ', /tsconfig\.json cannot be parsed/],
    'package.json': ['{ "name": ', /./],
  };
  for (const [name, [text, pattern]] of Object.entries(broken)) {
    const made = project(context, { [name]: text });
    const { diagnostics } = await gatherSettings(made.root, {
      output: made.path('src/middleware'),
      language: 'typescript',
    });
    assert.ok(diagnostics.length > 0, name);
    assert.match(diagnostics.map(({ message }) => message).join('\n'), pattern, name);
    assert.doesNotMatch(diagnostics.map(({ message }) => message).join('\n'), /\n\s+at /);
  }
});

test('an application for older versions than generated code is written for', async (context) => {
  const said = async (language: string, files: Readonly<Record<string, string>>): Promise<string[]> => {
    const made = project(context, files);
    const { diagnostics } = await gatherSettings(made.root, { output: made.path('src/out'), language });
    return diagnostics.map(({ code, message }) => `${code}: ${message}`);
  };
  const target = (options: object): Readonly<Record<string, string>> => ({
    'tsconfig.json': JSON.stringify({ compilerOptions: options }),
  });
  assert.deepEqual(await said('typescript', target({ target: 'es2016' })), [
    'compiler-floor: tsconfig.json compiles for ES2016, but generated code is written for ES2020 or later.',
  ]);
  for (const options of [{}, { target: 'ES2020' }, { target: 'ESNext' }, { target: 'ES5', lib: ['ES2022'] }])
    assert.deepEqual(await said('typescript', target(options)), []);
  const python = (versions: string): Promise<string[]> =>
    said('python', { 'pyproject.toml': `[project]\nrequires-python = "${versions}"\n` });
  for (const versions of ['>=3.9', '~=3.9', '<4,>=3.9', '==3.9.*'])
    assert.deepEqual(await python(versions), [
      'language-floor: pyproject.toml allows Python 3.9, but generated code needs Python 3.10 or later.',
    ]);
  for (const versions of ['>=3.10', '>=3.12,<4', '', '<4']) assert.deepEqual(await python(versions), []);
  for (const [path, text] of [
    ['pyproject.toml', 'project.requires-python = ">=3.9"\n'],
    ['pyproject.toml', 'project = { name = "x", requires-python = \'>=3.9\' }\n'],
    ['pyproject.toml', '[tool.poetry.dependencies]\npython = "^3.9"\n'],
    ['setup.cfg', '[options]\npython_requires = >=3.9\n'],
    ['setup.py', 'setup(\n    name="x",\n    python_requires=">=3.9",\n)\n'],
  ] as const)
    assert.match(
      (await said('python', { [path]: text })).join('\n'),
      new RegExp(`^language-floor: ${path} .* 3\\.9,`),
      text,
    );
  for (const text of ['[project]\nname = """\nrequires-python = ">=3.8"\n"""\n', '[tool.x]\nrequires-python = "3.8"\n'])
    assert.deepEqual(await said('python', { 'pyproject.toml': text }), [], text);
});
