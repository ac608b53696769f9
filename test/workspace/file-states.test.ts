/** Tests every state of a file, and what `generate` and `check` do with it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { check } from '../../generator/commands/check.js';
import { generate } from '../../generator/commands/generate.js';
import type { RunResult } from '../../generator/commands/run-types.js';
import { compiler, fakeSpec, project, type FakeSpec, type Project } from './project.js';

const one = { files: { 'index.ts': 'export const list = ["a", "b"];\nexport const size = { small: 1 };\n' } };
const index = 'src/middleware/index.ts';

async function generated(context: test.TestContext, spec: FakeSpec = one): Promise<Project> {
  const made = project(context, { 'mwgen.json': fakeSpec(spec) });
  assert.equal((await generate({ cwd: made.root }, compiler)).outcome, 'fine');
  return made;
}

function stateOf({ specs }: RunResult, path = index): string | undefined {
  return specs[0]?.files.find((file) => file.path === path)?.state;
}

/** Runs `check` and `generate`, which must agree about a file. `check` must not write anything. */
async function judged({ root, read }: Project, path = index): Promise<{ checked: RunResult; made: RunResult }> {
  const text = existsSync(resolve(root, path)) ? read(path) : undefined;
  const checked = await check({ cwd: root }, compiler);
  assert.equal(existsSync(resolve(root, path)) ? read(path) : undefined, text);
  const dry = await generate({ cwd: root, dryRun: true }, compiler);
  assert.equal(existsSync(resolve(root, path)) ? read(path) : undefined, text);
  const made = await generate({ cwd: root }, compiler);
  assert.equal(stateOf(checked, path), stateOf(made, path));
  assert.deepEqual(dry.specs, made.specs);
  return { checked, made };
}

test('current: nothing is written, not even the same bytes', async (context) => {
  const made = await generated(context);
  utimesSync(made.path(index), 1, 1);
  rmSync(made.path('node_modules/.cache'), { recursive: true });
  const result = await judged(made);
  assert.equal(result.checked.outcome, 'fine');
  assert.equal(stateOf(result.made), 'current');
  assert.equal(statSync(made.path(index)).mtimeMs, 1000);
});

test('missing: written', async (context) => {
  const made = await generated(context);
  const text = made.read(index);
  rmSync(made.path(index));
  const { checked } = await judged(made);
  assert.equal(checked.outcome, 'different');
  assert.equal(stateOf(checked), 'missing');
  assert.equal(made.read(index), text);
});

test('stale because of the spec: updated, with the reason', async (context) => {
  const made = await generated(context);
  made.write('mwgen.json', fakeSpec({ files: { 'index.ts': 'export const list = [];' } }));
  const { checked } = await judged(made);
  assert.deepEqual(checked.specs[0]?.files[0]?.reasons, [{ kind: 'spec' }]);
  assert.match(made.read(index), /list = \[\]/);
  assert.equal((await check({ cwd: made.root }, compiler)).outcome, 'fine');
});

test('stale because of a setting: updated to the new layout, with the name of the changed file', async (context) => {
  const made = await generated(context);
  made.write('.prettierrc', '{ "singleQuote": true }');
  const { checked } = await judged(made);
  assert.equal(stateOf(checked), 'stale');
  assert.deepEqual(checked.specs[0]?.files[0]?.reasons, [{ kind: 'settings', files: ['.prettierrc'] }]);
  assert.match(made.read(index), /\['a', 'b'\]/);
});

test('stale without a cache of the last run: the reason is reported as unknown', async (context) => {
  const made = await generated(context);
  rmSync(made.path('node_modules/.cache'), { recursive: true });
  made.write('mwgen.json', fakeSpec({ files: { 'index.ts': 'export const list = [];' } }));
  const { checked } = await judged(made);
  assert.deepEqual(checked.specs[0]?.files[0]?.reasons, [{ kind: 'unknown' }]);
});

test('edited: the whole run is refused, nothing is written, and force overwrites', async (context) => {
  const made = await generated(context);
  const edited = made.read(index).replace('"b"', '"mine"');
  made.write(index, edited);
  made.write('mwgen.json', fakeSpec({ files: { ...one.files, 'other.ts': 'export {};' } }));
  const { checked, made: refused } = await judged(made);
  assert.equal(checked.outcome, 'different');
  assert.equal(stateOf(checked), 'edited');
  assert.equal(refused.outcome, 'refused');
  assert.deepEqual(
    refused.diagnostics.map(({ code }) => code),
    ['file-edited'],
  );
  assert.match(refused.diagnostics[0]?.help ?? '', /hooks/);
  assert.equal(made.read(index), edited);
  assert.equal(existsSync(made.path('src/middleware/other.ts')), false);
  assert.equal((await generate({ cwd: made.root, force: true }, compiler)).outcome, 'fine');
  assert.doesNotMatch(made.read(index), /mine/);
});

test('edited: above the header, into invalid code, and with a forged hash', async (context) => {
  const made = await generated(context);
  const text = made.read(index);
  const edits = [
    `// mine\n${text}`,
    text.replace('export', '<<<<<<< HEAD\nexport'),
    text.replace(/sha256:\w/, 'sha256:0').replace('"a"', '"z"'),
  ];
  for (const edit of edits) {
    made.write(index, edit);
    assert.equal(stateOf((await judged(made)).made), 'edited', edit);
    assert.equal(made.read(index), edit);
  }
});

test('a wrong hash with correct code, as after a merge: the file is written', async (context) => {
  const made = await generated(context);
  const text = made.read(index);
  made.write(index, text.replace(/sha256:.{8}/, 'sha256:00000000'));
  assert.equal(stateOf((await judged(made)).made), 'stale');
  assert.equal(made.read(index), text);
});

test('foreign: refused and not changed', async (context) => {
  const made = project(context, { 'mwgen.json': fakeSpec(one), [index]: 'export const mine = 1;\n' });
  const { checked, made: refused } = await judged(made);
  assert.equal(checked.outcome, 'different');
  assert.equal(stateOf(refused), 'foreign');
  assert.equal(refused.outcome, 'refused');
  assert.equal(made.read(index), 'export const mine = 1;\n');
});

test('orphan: removed, also in a former output folder; other files are not touched', async (context) => {
  const made = await generated(context, { files: { ...one.files, 'other.ts': 'export {};' } });
  made.write('src/middleware/mine.ts', 'export const mine = 1;\n');
  made.write('mwgen.json', fakeSpec(one));
  assert.equal(stateOf((await judged(made, 'src/middleware/other.ts')).checked, 'src/middleware/other.ts'), 'orphan');
  assert.deepEqual(readdirSync(made.path('src/middleware')), ['index.ts', 'mine.ts']);
  made.write('mwgen.json', fakeSpec({ ...one, output: 'lib' }));
  const { made: moved } = await judged(made);
  assert.equal(stateOf(moved), 'orphan');
  assert.deepEqual(readdirSync(made.path('src/middleware')), ['mine.ts']);
  assert.deepEqual(readdirSync(made.path('lib')), ['index.ts']);
});

test('a file of another spec is not an orphan', async (context) => {
  const made = await generated(context);
  made.write('second.json', fakeSpec({ files: { 'second.ts': 'export {};' } }));
  assert.equal((await generate({ cwd: made.root, specs: ['second.json'] }, compiler)).outcome, 'fine');
  made.write('mwgen.json', fakeSpec({ files: { 'first.ts': 'export {};' } }));
  assert.equal((await generate({ cwd: made.root }, compiler)).outcome, 'fine');
  assert.deepEqual(readdirSync(made.path('src/middleware')), ['first.ts', 'second.ts']);
});

test('an edited orphan is kept and reported, and removed with force', async (context) => {
  const made = await generated(context, { files: { ...one.files, 'other.ts': 'export const a = 1;' } });
  const other = 'src/middleware/other.ts';
  made.write(other, `${made.read(other)}export const mine = 2;\n`);
  made.write('mwgen.json', fakeSpec(one));
  const { checked, made: left } = await judged(made, other);
  assert.equal(checked.outcome, 'different');
  assert.equal(left.outcome, 'fine');
  assert.deepEqual(
    left.diagnostics.map(({ code }) => code),
    ['file-left-edited'],
  );
  assert.match(made.read(other), /mine/);
  assert.deepEqual(
    (await generate({ cwd: made.root }, compiler)).diagnostics.map(({ code }) => code),
    ['file-left-edited'],
  );
  await generate({ cwd: made.root, force: true }, compiler);
  assert.equal(existsSync(made.path(other)), false);
});

test('a checkout with carriage returns is current, with and without a cache', async (context) => {
  const made = await generated(context);
  const text = made.read(index).replaceAll('\n', '\r\n');
  for (const forget of [false, true]) {
    made.write(index, text);
    if (forget) rmSync(made.path('node_modules/.cache'), { recursive: true });
    const { checked } = await judged(made);
    assert.equal(checked.outcome, 'fine');
    assert.equal(made.read(index), text);
  }
});

test('a file formatted by another formatter is current and kept; after a change of the spec it is formatted by mwgen again', async (context) => {
  const made = await generated(context);
  const biome = resolve('node_modules/.bin/biome');
  made.write(
    'biome.json',
    '{ "formatter": { "indentStyle": "tab", "lineWidth": 40 }, "javascript": { "formatter": { "quoteStyle": "single", "semicolons": "asNeeded" } } }',
  );
  execFileSync(biome, ['format', '--write', index], { cwd: made.root, stdio: 'pipe' });
  const reformatted = made.read(index);
  assert.match(reformatted, /'a'/);
  for (const forget of [false, false, true]) {
    if (forget) rmSync(made.path('node_modules/.cache'), { recursive: true });
    assert.equal((await judged(made)).checked.outcome, 'fine');
    assert.equal(made.read(index), reformatted);
  }
  made.write('.prettierrc', '{ "tabWidth": 8 }');
  assert.equal(
    (await judged(made)).checked.outcome,
    'fine',
    'its layout is not of our making, so it is not ours to change',
  );
  made.write(index, reformatted.replace("'a'", "'x'"));
  assert.equal(stateOf((await judged(made)).made), 'edited');
  made.write(index, reformatted);
  made.write('mwgen.json', fakeSpec({ files: { 'index.ts': 'export const other = 1;' } }));
  assert.equal(stateOf((await judged(made)).made), 'stale');
});

test('a hooks file is written once and never touched again', async (context) => {
  const stub =
    '/** Called first. */\nexport function before(): void {\n  return;\n}\n\n/** Called last. */\nexport async function done(): Promise<void> {\n  return;\n}\n';
  const spec = { ...one, once: { 'index.hooks.ts': { text: stub, requiredExports: ['before', 'done'] } } };
  const hooks = 'src/middleware/index.hooks.ts';
  const made = await generated(context, spec);
  assert.equal(made.read(hooks), stub);
  const mine = 'const before = 1;\n// export const done = 2;\nexport { before };\n';
  made.write(hooks, mine);
  const { checked, made: run } = await judged(made, hooks);
  assert.equal(made.read(hooks), mine);
  assert.equal(checked.outcome, 'fine');
  assert.deepEqual(
    run.diagnostics.map(({ code }) => code),
    ['hooks-lack'],
  );
  assert.equal(
    run.diagnostics[0]?.help,
    'Add to it:\n\n/** Called last. */\nexport async function done(): Promise<void> {\n  return;\n}',
  );
  assert.equal(
    (await generate({ cwd: made.root }, compiler)).diagnostics.length,
    1,
    'a warning is reported on every run',
  );
  made.write('mwgen.json', fakeSpec(one));
  const forced = await generate({ cwd: made.root, force: true }, compiler);
  assert.deepEqual(
    forced.diagnostics.map(({ code }) => code),
    ['hooks-unused'],
  );
  assert.equal(made.read(hooks), mine);
  assert.deepEqual((await generate({ cwd: made.root }, compiler)).diagnostics, []);
});

test('a file that belongs to two specs is an error, and neither is written', async (context) => {
  const made = project(context, { 'a.json': fakeSpec(one), 'b.json': fakeSpec(one) });
  const result = await generate({ cwd: made.root, specs: ['a.json', 'b.json'] }, compiler);
  assert.equal(result.outcome, 'wrong');
  assert.deepEqual(
    result.diagnostics.map(({ code }) => code),
    ['output-collision'],
  );
  assert.equal(existsSync(made.path('src')), false);
});

test('one refused spec stops the whole run', async (context) => {
  const made = project(context, {
    'a.json': fakeSpec({ ...one, output: 'a' }),
    'b.json': fakeSpec({ ...one, output: 'b' }),
    'b/index.ts': 'mine',
  });
  assert.equal((await generate({ cwd: made.root, specs: ['a.json', 'b.json'] }, compiler)).outcome, 'refused');
  assert.equal(existsSync(made.path('a')), false);
});
