import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { SpillFile } from '../../templates/typescript/disk/spill.js';
import { SpillStore } from '../../templates/typescript/disk/store.js';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'store-'));
  folders.push(directory);
  return directory;
}

const root = join(import.meta.dirname, '..', '..');

/** Runs a process that has spilled a body; it prints the path. */
async function spillElsewhere(
  directory: string,
  ending: 'exit' | 'stay',
): Promise<{ path: string; kill: () => Promise<void> }> {
  const code = `
    const { SpillStore } = await import('./templates/typescript/disk/store.ts');
    const { SpillFile } = await import('./templates/typescript/disk/spill.ts');
    const file = new SpillFile(new SpillStore({ directory: ${JSON.stringify(directory)}, maxBytes: 100, totalBytes: 100 }), 100, console.error);
    file.write(Buffer.from('body'));
    await file.close();
    console.log(file.path);
    ${ending === 'exit' ? '' : 'setInterval(() => {}, 1000);'}`;
  const args = ['--conditions', 'node', '--import', 'tsx', '--input-type=module', '--eval', code];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [printed] = (await once(child.stdout, 'data')) as [Buffer];
  if (ending === 'exit') await exited;
  return {
    path: String(printed).trim(),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function spill(store: SpillStore, text: string): Promise<SpillFile> {
  const file = new SpillFile(store, 1_000_000, assert.ifError);
  file.write(Buffer.from(text));
  await file.close();
  return file;
}

describe('the folder of spilled bodies', () => {
  it('holds no more bytes than its limit in all, and more when files are removed', async () => {
    const store = new SpillStore({ directory: await newDirectory(), maxBytes: 100, totalBytes: 10 });
    const first = await spill(store, '123456');
    const second = await spill(store, '123456');
    const third = await spill(store, '123456');
    assert.deepEqual([first.size, first.isCut], [6, false]);
    assert.deepEqual([second.size, second.isCut], [4, true]);
    assert.equal(await readFile(second.path ?? '', 'utf8'), '1234');
    assert.deepEqual([third.size, third.isCut, third.path], [0, true, undefined]);
    await wait(10);
    await rm(first.path ?? '');
    const fourth = await spill(store, '123456');
    assert.deepEqual([fourth.size, fourth.isCut], [6, false]);
    await second.discard();
    assert.equal((await spill(store, '1234')).isCut, false);
    assert.equal((await spill(store, '1')).isCut, true);
  });

  it('is removed when its process ends', async () => {
    const directory = await newDirectory();
    const { path } = await spillElsewhere(directory, 'exit');
    assert.ok(path.startsWith(directory), path);
    assert.deepEqual(await readdir(directory), []);
  });

  it('of a killed process is removed by the next one, and nothing else', async () => {
    const directory = await newDirectory();
    const [running, killed] = await Promise.all([spillElsewhere(directory, 'stay'), spillElsewhere(directory, 'stay')]);
    await killed.kill();
    assert.equal(await readFile(killed.path, 'utf8'), 'body', 'it could not remove anything itself');
    const [name = ''] = (await readdir(directory)).filter((one) => killed.path.includes(one));
    // The same name by another host, by other software, as a file and as a link to somebody else's folder.
    const others = [name.replace('bodies-', 'bodies-other'), name.replace('bodies-', 'copies-'), 'other.body'];
    for (const other of others) await mkdir(join(directory, other));
    const dead = name.slice(0, -6);
    await writeFile(join(directory, `${dead}aaaaaa`), 'a file');
    await symlink(join(directory, 'other.body'), join(directory, `${dead}bbbbbb`));
    const expected = (await readdir(directory)).filter((one) => one !== name).sort();
    new SpillStore({ directory, maxBytes: 1, totalBytes: 1 });
    for (let tries = 0; tries < 100 && (await readdir(directory)).includes(name); tries += 1) await wait(20);
    assert.deepEqual((await readdir(directory)).sort(), expected);
    assert.equal(await readFile(running.path, 'utf8'), 'body');
    await running.kill();
  });

  it('of another user is left alone', async () => {
    const directory = await newDirectory();
    const killed = await spillElsewhere(directory, 'stay');
    await killed.kill();
    const { getuid } = process;
    const user = getuid?.() ?? 0;
    let asked = 0;
    process.getuid = () => {
      asked += 1;
      return user + 1;
    };
    try {
      new SpillStore({ directory, maxBytes: 1, totalBytes: 1 });
      for (let tries = 0; tries < 100 && asked === 0; tries += 1) await wait(20);
      await wait(20);
      assert.equal(await readFile(killed.path, 'utf8'), 'body');
    } finally {
      if (getuid !== undefined) process.getuid = getuid;
    }
  });
});
