/** Tests what editors show in a spec, with the YAML language server and the line that `init` writes for it. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { publishedSchema } from '../../generator/workspace/published-schema.js';
import { targets } from '../../generator/targets/index.js';
import { writeStarter } from '../../generator/workspace/starter-spec.js';
import { project, type Project } from '../workspace/project.js';
import { repository } from '../cli/mwgen.js';
import { LanguageServer, type Position } from './language-server.js';

let server: LanguageServer;
before(async () => {
  server = await LanguageServer.start();
});
after(() => {
  server.stop();
});

/** The position of a text, or of the place behind it. */
function find(text: string, word: string, offset = 0): Position {
  const index = text.indexOf(word) + offset;
  assert.notEqual(text.indexOf(word), -1, word);
  const lines = text.slice(0, index).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** A project in which mwgen is installed, at a path in `node_modules` to which `node_modules/mwgen` may be a link. */
function installed(context: TestContext, files: Readonly<Record<string, string>>, place: string): Project {
  const made = project(context, files);
  mkdirSync(dirname(made.path(place)), { recursive: true });
  symlinkSync(repository, made.path(place));
  if (place !== 'node_modules/mwgen') symlinkSync(made.path(place), made.path('node_modules/mwgen'));
  return made;
}

const spec = `version: 1
targets:
  - framework: expres
    output: src/middleware
  - framework:${' '}
middleware:
  api:
    capture:
      response: { maxBytes: 16KiB, overflow: truncate }
    ${''}
`;

test('frameworks and keys are completed, descriptions are shown, and mistakes are marked', async (context) => {
  const made = installed(context, {}, 'node_modules/mwgen');
  const text = `# yaml-language-server: $schema=./node_modules/mwgen/schema/mwgen.v1.json\n${spec}`;
  const path = made.write('mwgen.yaml', text);
  const marked = await server.open(path, text);
  const wrong = marked.find(({ range }) => range.start.line === find(text, 'expres').line);
  assert.match(wrong?.message ?? '', /Value is not accepted\. Valid values: "express", "fastify"/);

  const frameworks = await server.completions(path, find(text, 'framework: \n', 'framework: '.length));
  assert.deepEqual(frameworks.toSorted(), targets.map(({ name }) => name).toSorted());
  const keys = await server.completions(path, find(text, '    \n', 4));
  for (const key of ['timing', 'requestId', 'headers', 'hooks', 'include', 'exclude'])
    assert.ok(keys.includes(key), `${key} is not among ${keys.join()}`);
  assert.ok(!keys.includes('capture'), 'it is there already');

  const { kind, value } = await server.hover(path, find(text, 'overflow', 2));
  assert.equal(kind, 'markdown');
  assert.match(value, /`truncate`/);
});

test('the line that init writes is found in projects of npm, Deno and Python', async (context) => {
  const projects = {
    npm: installed(context, { 'package.json': '{ "type": "module" }' }, 'node_modules/mwgen'),
    'Deno, with a node_modules folder': installed(
      context,
      { 'deno.json': '{ "nodeModulesDir": "auto" }' },
      'node_modules/.deno/mwgen@0.1.0/node_modules/mwgen',
    ),
    Python: installed(context, { 'pyproject.toml': '[project]\nname = "app"\n' }, 'node_modules/mwgen'),
  };
  for (const [name, made] of Object.entries(projects)) {
    for (const folder of ['.', 'services/api']) {
      mkdirSync(made.path(folder), { recursive: true });
      const path = made.path(`${folder}/mwgen.yaml`);
      assert.deepEqual(writeStarter(made.root, path, [{ framework: 'fetch', output: 'src' }]), []);
      const text = made.read(`${folder}/mwgen.yaml`);
      assert.deepEqual(await server.open(path, text), [], name);
      const wrong = path.replace('mwgen.yaml', 'wrong.yaml');
      const found = await server.open(wrong, text.replace('framework: fetch', 'framework: fetsch'));
      assert.match(found[0]?.message ?? '', /Value is not accepted/, name);
    }
  }
});

test('where mwgen is not installed, a copy of the schema does the same', async (context) => {
  const made = project(context, { 'mwgen.schema.json': publishedSchema() });
  const text = `# yaml-language-server: $schema=./mwgen.schema.json\n${spec}`;
  const found = await server.open(made.path('mwgen.yaml'), text);
  assert.ok(found.some(({ message }) => message.startsWith('Value is not accepted')));
});
