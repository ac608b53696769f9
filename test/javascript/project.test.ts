/** Which projects get JavaScript, as ES modules or CommonJS, and what their hooks files export. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { javascriptHooks } from '../../generator/languages/javascript/hooks-syntax.js';
import { gatherSettings } from '../../generator/workspace/settings.js';
import { settingsInputs } from '../../generator/workspace/settings-inputs.js';
import { project } from '../workspace/project.js';

const plain = '{ "dependencies": { "express": "4" } }';
const projects: Readonly<Record<string, readonly [files: Readonly<Record<string, string>>, form: string]>> = {
  'no package.json': [{}, 'typescript'],
  'only a package.json': [{ 'package.json': plain }, 'javascript'],
  'a tsconfig.json': [{ 'package.json': plain, 'tsconfig.json': '{}' }, 'typescript'],
  'a tsconfig.json in the output': [{ 'package.json': plain, 'src/tsconfig.json': '{}' }, 'typescript'],
  'TypeScript among the packages': [{ 'package.json': '{ "devDependencies": { "typescript": "5" } }' }, 'typescript'],
  'TypeScript in the root of a monorepo': [
    { 'package.json': '{ "devDependencies": { "typescript": "5" } }', 'src/package.json': plain },
    'typescript',
  ],
  'a package with a similar name': [
    { 'package.json': '{ "dependencies": { "typescript-eslint": "8" } }' },
    'javascript',
  ],
  'a jsconfig.json': [{ 'package.json': plain, 'jsconfig.json': '{}' }, 'javascript'],
  Deno: [{ 'package.json': plain, 'deno.json': '{}' }, 'typescript'],
};

test('the default language is that of the project', async (context) => {
  for (const [name, [files, form]] of Object.entries(projects)) {
    const made = project(context, files);
    const { settings } = await gatherSettings(made.root, { output: made.path('src/out'), language: 'typescript' });
    assert.equal(settings.form, form, name);
  }
  const made = project(context, { 'package.json': plain });
  const asked = { output: made.path('out'), language: 'typescript', form: 'typescript' };
  assert.equal((await gatherSettings(made.root, asked)).settings.form, 'typescript');
  const python = await gatherSettings(made.root, { output: made.path('out'), language: 'python' });
  assert.equal(python.settings.form, 'python');
});

test('the nearest package.json, and the file that is started, determine how files are loaded', async (context) => {
  const kinds: Readonly<Record<string, readonly [package_: string, file: string, kind: string]>> = {
    CommonJS: ['{}', 'app.js', 'commonjs .js'],
    'ES modules': ['{ "type": "module" }', 'app.js', 'esm .js'],
    'CommonJS in a package of ES modules': ['{ "type": "module", "main": "app.cjs" }', 'app.cjs', 'commonjs .cjs'],
    'ES modules in a package of CommonJS': ['{ "scripts": { "start": "node app.mjs" } }', 'app.mjs', 'esm .mjs'],
    'ES modules, with another script': [
      '{ "type": "module", "scripts": { "start": "node app.js", "tool": "node tool.cjs" } }',
      'app.js',
      'esm .js',
    ],
  };
  for (const [name, [manifest, file, kind]] of Object.entries(kinds)) {
    const made = project(context, { 'package.json': manifest, [file]: '', 'tool.cjs': '' });
    const { settings } = await gatherSettings(made.root, { output: made.path('out'), language: 'typescript' });
    const { isCommonJs, extension } = settings.plainModules ?? { isCommonJs: undefined, extension: '' };
    assert.equal(`${isCommonJs === true ? 'commonjs' : 'esm'} ${extension}`, kind, name);
  }
});

test("Prettier's options are those for JavaScript files", async (context) => {
  const made = project(context, {
    'package.json': plain,
    '.prettierrc.json': '{ "overrides": [{ "files": "*.js", "options": { "semi": false } }] }',
  });
  const { settings } = await gatherSettings(made.root, { output: made.path('out'), language: 'typescript' });
  assert.equal(settings.prettier?.['semi'], false);
});

test('adding TypeScript to the packages counts as a change of the settings, adding another package does not', (context) => {
  const made = project(context, { 'package.json': plain });
  const before = settingsInputs(made.root);
  made.write('package.json', '{ "dependencies": { "express": "4", "koa": "3" } }');
  assert.deepEqual(settingsInputs(made.root), before);
  made.write('package.json', '{ "dependencies": { "express": "4" }, "devDependencies": { "typescript": "5" } }');
  assert.notDeepEqual(settingsInputs(made.root), before);
});

test('the exports of a hooks file', () => {
  const exporting = [
    'export const before = () => {};\nexport function done() {}',
    'const before = 1, done = 2;\nexport { before, done };',
    'exports.before = () => {};\nmodule.exports.done = function () {};',
    'module.exports = { before, done: later };',
    'module.exports = {\n  before() {},\n  async done(req, res) {\n    log({ a: 1 });\n  },\n};',
    "module.exports = require('./other');",
    'module.exports = { ...others };',
  ];
  for (const text of exporting) assert.deepEqual(javascriptHooks.missing(text, ['before', 'done']), [], text);
  const lacking = ['', '// exports.before = 1;', 'module.exports = { after };'];
  for (const text of lacking) assert.deepEqual(javascriptHooks.missing(text, ['before']), ['before'], text);
});

test('the lines that a hooks file lacks', () => {
  const stub = '/** Hi. */\nconst done = () => {\n  // …\n};\n\nexports.done = done;\n';
  assert.equal(
    javascriptHooks.definition(stub, 'done'),
    '/** Hi. */\nconst done = () => {\n  // …\n};\n\nexports.done = done;',
  );
  assert.equal(
    javascriptHooks.definition('export const done = () => {\n};\n', 'done'),
    'export const done = () => {\n};',
  );
});
