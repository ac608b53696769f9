/** Tests merges, branches, renames, and specs that share a folder: nothing is lost, and nothing false is said. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import test from 'node:test';
import { check } from '../../generator/commands/check.js';
import { generate } from '../../generator/commands/generate.js';
import type { RunResult } from '../../generator/commands/run-types.js';
import { compiler, fakeSpec, project, type FakeSpec, type Project } from './project.js';

const first: FakeSpec = { files: { 'index.ts': 'export const list = ["a"];\nexport const size = 1;\n' } };
const second: FakeSpec = { files: { 'index.ts': 'export const list = ["b"];\nexport const size = 1;\n' } };
const index = 'src/middleware/index.ts';

async function generated(context: test.TestContext, spec: FakeSpec, name = 'mwgen.json'): Promise<Project> {
  const made = project(context, { [name]: fakeSpec(spec) });
  assert.equal((await generate({ cwd: made.root, specs: [name] }, compiler)).outcome, 'fine');
  return made;
}

/** A text with the conflicts that Git writes, line by line. */
function conflicted(ours: string, theirs: string): string {
  const left = ours.trimEnd().split('\n');
  const right = theirs.trimEnd().split('\n');
  while (left.length < right.length) left.push('');
  while (right.length < left.length) right.push('');
  return `${left
    .flatMap((line, at) =>
      line === right[at]
        ? [line]
        : ['<<<<<<< HEAD', line, '||||||| 1234567', 'old', '=======', right[at] ?? '', '>>>>>>> b'],
    )
    .join('\n')}\n`;
}

const codesOf = ({ diagnostics }: RunResult): string[] => diagnostics.map(({ code }) => code);

test('a merge conflict between two generated versions is named, and resolved by generating', async (context) => {
  const made = await generated(context, first);
  const ours = made.read(index);
  const other = await generated(context, second);
  made.write(index, conflicted(ours, other.read(index)).replaceAll('\n', '\r\n'));
  const checked = await check({ cwd: made.root }, compiler);
  assert.deepEqual(
    checked.specs[0]?.files.map(({ state, reasons }) => [state, reasons]),
    [['stale', [{ kind: 'conflict' }]]],
  );
  assert.equal((await generate({ cwd: made.root }, compiler)).outcome, 'fine');
  assert.equal(made.read(index), ours);
});

test('a merge conflict with a hand edit is named, and the edit is kept', async (context) => {
  const made = await generated(context, first);
  const edited = made.read(index).replace('size = 1', 'size = 2');
  const both = conflicted(edited, made.read(index).replace('size = 1', 'size = 3'));
  for (const text of [both, `<<<<<<< HEAD\nexport const mine = 1;\n=======\n${made.read(index)}>>>>>>> b\n`]) {
    made.write(index, text);
    const result = await generate({ cwd: made.root }, compiler);
    assert.deepEqual([result.outcome, codesOf(result)], ['refused', ['file-conflict']]);
    assert.equal(made.read(index), text);
    assert.equal((await check({ cwd: made.root }, compiler)).outcome, 'different');
  }
  assert.equal((await generate({ cwd: made.root, force: true }, compiler)).outcome, 'fine');
});

test('an edit on one side is kept, whichever it is and whether or not the file was generated again', async (context) => {
  const made = await generated(context, first);
  const ours = made.read(index);
  const other = (await generated(context, second)).read(index);
  const edits = [ours.replace('size = 1', 'size = 2'), other.replace('size = 1', 'size = 2'), `${other}mine();\n`];
  for (const edited of edits) {
    for (const text of [conflicted(ours, edited), conflicted(edited, ours)]) {
      made.write(index, text);
      const result = await generate({ cwd: made.root }, compiler);
      assert.deepEqual([result.outcome, codesOf(result)], ['refused', ['file-conflict']], text);
      assert.equal(made.read(index), text);
    }
  }
});

const hooked = (name: string): FakeSpec => ({
  files: {
    'index.ts': `export * from './${name}EXTENSION';\n`,
    [`${name}.ts`]: `import './${name}.hooksEXTENSION';\n`,
  },
  once: { [`${name}.hooks.ts`]: { text: 'export const before = () => {};\n', requiredExports: ['before'] } },
});

test('hooks: a conflict is reported, and a renamed middleware does not get an empty file', async (context) => {
  const made = await generated(context, hooked('api'));
  const mine = 'export const before = () => {\n  check();\n};\n';
  made.write('src/middleware/api.hooks.ts', `<<<<<<< HEAD\n${mine}=======\n${mine}>>>>>>> b\n`);
  assert.deepEqual(codesOf(await check({ cwd: made.root }, compiler)), ['hooks-conflict']);
  made.write('src/middleware/api.hooks.ts', mine);
  made.write('mwgen.json', fakeSpec(hooked('web')));
  // The cache is not needed to find the rename.
  rmSync(made.path('node_modules/.cache'), { recursive: true });
  const checked = await check({ cwd: made.root }, compiler);
  assert.deepEqual([checked.outcome, codesOf(checked)], ['different', ['hooks-renamed']]);
  const result = await generate({ cwd: made.root }, compiler);
  assert.equal(result.outcome, 'refused');
  assert.match(
    result.diagnostics[0]?.help ?? '',
    /`git mv src\/middleware\/api\.hooks\.ts src\/middleware\/web\.hooks\.ts`/,
  );
  made.write('src/middleware/web.hooks.ts', mine);
  rmSync(made.path('src/middleware/api.hooks.ts'));
  assert.equal((await generate({ cwd: made.root }, compiler)).outcome, 'fine');
  assert.equal(made.read('src/middleware/web.hooks.ts'), mine);
});

test('hooks: a new middleware beside an unused hooks file is possible with force', async (context) => {
  const made = await generated(context, hooked('api'));
  made.write('mwgen.json', fakeSpec(hooked('web')));
  assert.equal((await generate({ cwd: made.root, force: true }, compiler)).outcome, 'fine');
});

test('two specs with one folder: one error, in one run and one after the other', async (context) => {
  const targets = [{ framework: 'fake', output: 'src/middleware' }];
  const spec = (name: string): string =>
    JSON.stringify({ ...first, files: { ...first.files, [`${name}.ts`]: 'export {};' }, targets });
  const made = project(context, { 'a.json': spec('a'), 'b.json': spec('b') });
  assert.equal((await generate({ cwd: made.root, specs: ['a.json'] }, compiler)).outcome, 'fine');
  const before = made.read(index);
  for (const command of [generate, check]) {
    for (const specs of [['b.json'], ['a.json', 'b.json']]) {
      const result = await command({ cwd: made.root, specs }, compiler);
      assert.deepEqual([result.outcome, codesOf(result)], ['wrong', ['output-collision']], String(specs));
      assert.match(result.diagnostics[0]?.message ?? '', /^src\/middleware is the output folder of more than one spec/);
    }
  }
  assert.equal(made.read(index), before);
  // A spec that was renamed, or that has another output now, is no obstacle.
  rmSync(made.path('a.json'));
  assert.equal((await generate({ cwd: made.root, specs: ['b.json'] }, compiler)).outcome, 'fine');
});

test('two specs with one name: files of the inner one are not orphans of the outer one', async (context) => {
  const outer = { ...first, output: 'src', targets: [{ framework: 'fake', output: 'src' }] };
  const inner = { ...second, output: '.', targets: [{ framework: 'fake', output: '.' }] };
  const made = project(context, { 'mwgen.json': JSON.stringify(outer) });
  mkdirSync(made.path('src/api'), { recursive: true });
  made.write('src/api/mwgen.json', JSON.stringify(inner));
  assert.equal((await generate({ cwd: made.path('src/api') }, compiler)).outcome, 'fine');
  const result = await generate({ cwd: made.root }, compiler);
  assert.deepEqual(
    result.specs[0]?.files.map(({ path, action }) => [path, action]),
    [['src/index.ts', 'create']],
  );
  assert.equal((await check({ cwd: made.path('src/api') }, compiler)).outcome, 'fine');
});

test('the meaning of a change is not told from the plan of another branch', async (context) => {
  const steps = {
    features: [],
    routes: { include: [], exclude: [], caseSensitive: false, strictTrailingSlash: false },
  };
  const middleware = (name: string) => ({
    ...steps,
    name,
    environment: [],
    request: [],
    head: [],
    done: [],
    demands: [],
  });
  const branch = (names: readonly string[], text: string): FakeSpec => ({
    plan: names.map(middleware),
    files: {
      'index.ts': `export const text = '${text}';\n`,
      ...Object.fromEntries(names.map((name) => [`${name}.ts`, `export const name = '${name}';\n`])),
    },
  });
  const made = await generated(context, branch(['api'], 'one'));
  // Another branch, generated by somebody else, with one more middleware; then an edit on it.
  const other = await generated(context, branch(['api', 'web'], 'one'));
  made.write('src/middleware/web.ts', other.read('src/middleware/web.ts'));
  made.write('mwgen.json', fakeSpec(branch(['api', 'web'], 'one')));
  assert.equal((await check({ cwd: made.root }, compiler)).outcome, 'fine');
  made.write('mwgen.json', fakeSpec(branch(['api', 'web', 'more'], 'two')));
  assert.deepEqual((await check({ cwd: made.root }, compiler)).specs[0]?.meaning, []);
  // After a run that has written, the difference is known.
  assert.equal((await generate({ cwd: made.root }, compiler)).outcome, 'fine');
  made.write('mwgen.json', fakeSpec(branch(['api', 'web'], 'two')));
  assert.match((await check({ cwd: made.root }, compiler)).specs[0]?.meaning.join() ?? '', /more/);
});
