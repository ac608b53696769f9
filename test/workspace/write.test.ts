/** Tests that files are written atomically. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { generate } from '../../generator/commands/generate.js';
import { applyChanges } from '../../generator/workspace/apply.js';
import { writeFile, writeFiles, type FileWrite } from '../../generator/workspace/write.js';
import { build, installation } from '../cli/mwgen.js';
import { compiler, fakeSpec, project, type Project } from './project.js';

const index = 'src/middleware/index.ts';
const spec = (value: number): string =>
  fakeSpec({ files: { 'index.ts': `export const value = ${value};`, 'other.ts': 'export {};' } });

async function run({ root }: Project) {
  return generate({ cwd: root }, compiler);
}

test("a file's mode is kept", async (context) => {
  const made = project(context, { 'mwgen.json': spec(1) });
  await run(made);
  chmodSync(made.path(index), 0o640);
  made.write('mwgen.json', spec(2));
  await run(made);
  assert.equal(statSync(made.path(index)).mode & 0o777, 0o640);
  assert.match(made.read(index), /= 2/);
});

test('a file that changed after it was read is kept', (context) => {
  const made = project(context, { 'a.ts': 'now' });
  assert.equal(writeFile({ path: made.path('a.ts'), before: Buffer.from('then'), after: 'new' }).kind, 'changed');
  assert.equal(writeFile({ path: made.path('a.ts'), after: 'new' }).kind, 'changed');
  assert.equal(writeFile({ path: made.path('a.ts'), before: Buffer.from('then') }).kind, 'changed');
  assert.equal(made.read('a.ts'), 'now');
  assert.equal(writeFile({ path: made.path('a.ts'), before: Buffer.from('then'), after: 'now' }).kind, 'done');
  assert.equal(writeFile({ path: made.path('a.ts'), before: Buffer.from('now'), after: 'new' }).kind, 'done');
  assert.equal(made.read('a.ts'), 'new');
  assert.deepEqual(
    readdirSync(made.root).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('a file that changed during the run stops it, and later files are not written', async (context) => {
  const made = project(context, { 'mwgen.json': spec(1) });
  await run(made);
  const place = {
    named: made.path(index),
    real: made.path(index),
    bytes: Buffer.from('then'),
    ownership: 'generated',
    ours: true,
    remembered: true,
  } as const;
  const change = { path: index, state: 'stale', action: 'update', reasons: [], after: 'new', place } as const;
  const other = { ...change, action: 'create', place: { ...place, real: made.path('a/b.ts') } } as const;
  const [failure, ...more] = await applyChanges([change, other]);
  assert.deepEqual([failure?.code, more.length, existsSync(made.path('a'))], ['file-changed-meanwhile', 0, false]);
  assert.match(made.read(index), /= 1/);
});

test('many files are written up to the first that cannot be, and nothing else is left', async (context) => {
  const made = project(context, { 'f70.ts': 'now', 'f3.ts': 'old', 'f4.ts': 'gone' });
  const writes = Array.from({ length: 100 }, (_, at): FileWrite => ({
    path: made.path(`f${at}.ts`),
    after: `new ${at}`,
  }));
  writes[3] = { path: made.path('f3.ts'), before: Buffer.from('old'), after: 'new 3' };
  writes[4] = { path: made.path('f4.ts'), before: Buffer.from('gone') };
  const told: number[] = [];
  const outcomes = await writeFiles(writes, (done) => told.push(done));
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    [...Array<string>(70).fill('done'), 'changed'],
  );
  assert.deepEqual(told, [0, 32, 64]);
  assert.equal(existsSync(made.path('f4.ts')), false);
  for (let at = 0; at < 70; at += 1) if (at !== 4) assert.equal(made.read(`f${at}.ts`), `new ${at}`);
  assert.equal(made.read('f70.ts'), 'now');
  assert.equal(readdirSync(made.root).filter((name) => name.endsWith('.ts')).length, 70);
  assert.deepEqual(
    readdirSync(made.root).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('a file that cannot be put in place leaves the files after it as they are', async (context) => {
  const made = project(context, { 'taken/x.ts': 'x' });
  const writes = ['a.ts', 'taken', 'b.ts'].map((name): FileWrite => ({ path: made.path(name), after: name }));
  const outcomes = await writeFiles(writes, () => undefined);
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['done', 'failed'],
  );
  assert.deepEqual([existsSync(made.path('a.ts')), existsSync(made.path('b.ts'))], [true, false]);
  assert.deepEqual(
    readdirSync(made.root).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('a run tells what it does', async (context) => {
  // With `CI` set, no run relies on what an earlier one has remembered.
  const { CI } = process.env;
  delete process.env['CI'];
  context.after(() => {
    if (CI !== undefined) process.env['CI'] = CI;
  });
  const made = project(context, { 'mwgen.json': spec(1) });
  const told: string[] = [];
  const tell = (doing: string): void => void told.push(doing);
  await generate({ cwd: made.root }, compiler, tell);
  assert.deepEqual(told, ['Compiling mwgen.json', 'Compiling mwgen.json for src/middleware', 'Writing files: 0 of 2']);
  await generate({ cwd: made.root }, compiler, tell);
  assert.equal(told.length, 3, 'nothing has changed');
});

test('a killed run leaves each file old or new, and the next run cleans up', async (context) => {
  const made = project(context, { 'mwgen.json': spec(0) });
  await run(made);
  build();
  const loop = `
    import { writeFile } from ${JSON.stringify(pathToFileURL(join(installation, 'dist/workspace/write.js')).href)};
    import { readFileSync } from 'node:fs';
    const path = ${JSON.stringify(made.path('src/middleware/big.ts'))};
    process.stdout.write('ready');
    for (let round = 0; ; round++) {
      let before; try { before = readFileSync(path) } catch {}
      const after = round % 3 === 2 ? {} : { after: String(round % 10).repeat(2_000_000) };
      writeFile({ path, ...(before ? { before } : {}), ...after });
    }`;
  for (let kill = 0; kill < 8; kill++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', loop], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 20 + 7 * kill));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    if (existsSync(made.path('src/middleware/big.ts')))
      assert.match(made.read('src/middleware/big.ts'), /^(\d)\1{1999999}$/);
  }
  made.write('mwgen.json', spec(1));
  await run(made);
  assert.deepEqual(
    readdirSync(made.path('src/middleware')).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('a temporary file of a running process is kept', async (context) => {
  const made = project(context, { 'mwgen.json': spec(1) });
  const name = `src/middleware/.mwgen-${process.pid}-0123456789ab.tmp`;
  made.write(name, 'in the middle of');
  await run(made);
  assert.equal(existsSync(made.path(name)), true);
});

test('parallel runs do not disturb each other', async (context) => {
  const made = project(context, { 'mwgen.json': spec(1) });
  const results = await Promise.all(Array.from({ length: 6 }, () => run(made)));
  assert.deepEqual(new Set(results.map(({ outcome }) => outcome)), new Set(['fine']));
  assert.deepEqual(readdirSync(made.path('src/middleware')), ['index.ts', 'other.ts']);
});

test('an output file that is a link inside the project stays one', async (context) => {
  const made = project(context, { 'mwgen.json': spec(1) });
  await run(made);
  made.write('elsewhere/index.ts', made.read(index));
  rmSync(made.path(index));
  symlinkSync('../../elsewhere/index.ts', made.path(index));
  made.write('mwgen.json', spec(2));
  assert.equal((await run(made)).outcome, 'fine');
  assert.match(made.read('elsewhere/index.ts'), /= 2/);
});
