import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { BodyRecorder } from '../../templates/typescript/shared/body.js';
import type { BodyLimits } from '../../templates/typescript/shared/settings.js';
import { SpillStore } from '../../templates/typescript/disk/store.js';
import { heldBytes } from '../../templates/typescript/shared/memory.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const recorders: BodyRecorder[] = [];

function recorder(limits: Partial<BodyLimits>, report: (error: unknown) => void = assert.ifError): BodyRecorder {
  const made = new BodyRecorder({ maxBytes: 1000, memoryLimit: 1_000_000, keeps: () => true, ...limits }, report);
  recorders.push(made);
  return made;
}

afterEach(() => {
  for (const one of recorders.splice(0)) one.release();
  assert.equal(heldBytes, 0, 'all memory has been released');
});

describe('a captured body', () => {
  it('is kept up to its limit, and counted completely', () => {
    const body = recorder({ maxBytes: 5 });
    for (const piece of ['abc', 'def', 'ghi']) body.add(Buffer.from(piece), 'utf8');
    assert.equal(String(body.bytes()), 'abcde');
    assert.equal(body.size, 9);
    assert.equal(body.omitted, undefined);
  });

  it('is copied, because the application may reuse its buffer', () => {
    const body = recorder({});
    const buffer = Buffer.from('secret');
    body.add(buffer, 'utf8');
    buffer.fill('x');
    assert.equal(String(body.bytes()), 'secret');
  });

  it('does not keep large buffers of the application in memory', () => {
    const body = recorder({ maxBytes: 4 });
    body.add(Buffer.alloc(100_000, 'a'), 'utf8');
    assert.equal(heldBytes, 4);
  });

  const anyText = fc.string({ unit: 'binary' });
  const anyBytes = fc.uint8Array().map((bytes) => Buffer.from(bytes));
  const encodings = {
    utf8: anyText,
    utf16le: anyText,
    latin1: anyText,
    ascii: anyText,
    base64: anyBytes.map((bytes) => bytes.toString('base64')),
    base64url: anyBytes.map((bytes) => bytes.toString('base64url')),
    hex: anyBytes.map((bytes) => bytes.toString('hex')),
  };
  for (const [name, texts] of Object.entries(encodings)) {
    const encoding = name as keyof typeof encodings;
    it(`is kept as bytes if it is written as ${encoding}, with any limit`, () => {
      fc.assert(
        fc.property(texts, fc.nat(40), (text, maxBytes) => {
          const bytes = Buffer.from(text, encoding);
          const body = recorder({ maxBytes });
          body.add(text, encoding);
          assert.equal(body.size, bytes.length);
          assert.deepEqual(body.bytes(), bytes.subarray(0, maxBytes));
          body.release();
        }),
      );
    });
  }

  for (const [encoding, text] of [
    ['base64', `${'YWJj\r\n'.repeat(40)}====`],
    ['base64url', `   ${'YWJj \t'.repeat(40)}`],
    ['hex', '616263zz616263'],
    ['hex', '6162636'],
  ] as const) {
    it(`is complete if ${encoding} has characters that stand for no bytes: ${JSON.stringify(text.slice(0, 16))}`, () => {
      const bytes = Buffer.from(text, encoding);
      for (const maxBytes of [1, 10, bytes.length - 1, bytes.length, 1000]) {
        const body = recorder({ maxBytes });
        body.add(text, encoding);
        assert.equal(body.size, bytes.length);
        assert.deepEqual(body.bytes(), bytes.subarray(0, maxBytes));
        body.release();
      }
    });
  }

  it('takes up the memory that is counted, even in pieces of one byte', async () => {
    const [count, size, memoryLimit] = [400, 16_384, 4_000_000];
    const pieces = Array.from({ length: 256 }, (_, byte) => Buffer.alloc(8192).subarray(byte, byte + 1));
    const inUse = async (): Promise<number> => {
      // Twice, because buffers are released in the background.
      for (const _ of [1, 2]) {
        collectGarbage();
        await wait(50);
      }
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = await inUse();
    const bodies = Array.from({ length: count }, () => recorder({ maxBytes: size, memoryLimit }));
    for (let at = 0; at < size; at += 1) {
      for (const body of bodies) body.add(pieces[at % 256] ?? '', 'utf8');
    }
    const kept = bodies.filter(({ omitted }) => omitted === undefined).length;
    assert.ok(kept > 100, 'as many as there is room for');
    const growth = (await inUse()) - before;
    assert.ok(growth < memoryLimit * 1.1 + count * 1024, `${String(growth)} bytes`);
  });

  it('can consist of any typed arrays', () => {
    const body = recorder({});
    body.add(new Uint8Array([0x61, 0x62, 0x63]).subarray(1), 'utf8');
    assert.equal(String(body.bytes()), 'bc');
  });

  it('is dropped completely above its limit with `overflow: drop`', () => {
    const body = recorder({ maxBytes: 5, drop: true });
    body.add('abcde', 'utf8');
    assert.equal(body.omitted, undefined, 'the limit is not exceeded yet');
    body.add('f', 'utf8');
    body.add('g', 'utf8');
    assert.equal(body.omitted, 'overflow');
    assert.equal(body.size, 7);
    assert.equal(body.bytes().length, 0);
  });

  it('is omitted if the memory limit is reached', () => {
    const [first, second] = [recorder({ memoryLimit: 10 }), recorder({ memoryLimit: 10 })];
    first.add('1234567', 'utf8');
    second.add('1234', 'utf8');
    assert.equal(second.omitted, 'memory');
    assert.equal(second.size, 4);
    first.release();
    const third = recorder({ memoryLimit: 10 });
    third.add('1234', 'utf8');
    assert.equal(third.omitted, undefined);
  });

  it('stays empty if the response has no body', () => {
    const body = recorder({});
    body.add('early', 'utf8');
    body.expectNone();
    body.add('late', 'utf8');
    assert.equal(body.size, 0);
    assert.equal(body.omitted, 'empty');
    assert.equal(body.bytes().length, 0);
  });

  it('is counted even if nothing is kept', () => {
    const body = recorder({});
    body.omit('content-type');
    body.add('abc', 'utf8');
    assert.equal(body.size, 3);
    assert.equal(body.bytes().length, 0);
    assert.equal(body.omitted, 'content-type');
  });
});

describe('a body that is spilled to a file', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  /** The paths of files in the folders of this process. */
  async function filesIn(directory: string): Promise<string[]> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }

  async function spilling(
    limits: { maxBytes?: number; fileBytes?: number; totalBytes?: number; memoryLimit?: number } = {},
  ): Promise<{
    readonly body: BodyRecorder;
    readonly directory: string;
    readonly reported: unknown[];
  }> {
    const parent = await mkdtemp(join(tmpdir(), 'body-'));
    folders.push(parent);
    const directory = join(parent, 'made', 'here');
    const reported: unknown[] = [];
    const { maxBytes = 4, fileBytes = 1000, totalBytes = 1_000_000, memoryLimit = 1_000_000 } = limits;
    const spill = new SpillStore({ directory, maxBytes: fileBytes, totalBytes });
    const body = recorder({ maxBytes, memoryLimit, spill }, (error) => reported.push(error));
    body.maySpill = () => true;
    return { body, directory, reported };
  }

  it('is complete, and only readable by this user', async () => {
    const { body, directory } = await spilling();
    for (const piece of ['abc', 'defgh', 'i']) body.add(piece, 'utf8');
    await body.file?.close();
    assert.deepEqual(await filesIn(directory), [body.file?.path]);
    assert.equal(await readFile(body.file?.path ?? '', 'utf8'), 'abcdefghi');
    assert.equal(body.file?.size, 9);
    assert.equal(body.file.isCut, false);
    assert.equal((await stat(body.file.path ?? '')).mode & 0o777, 0o600);
    assert.equal((await stat(directory)).mode & 0o777, 0o700);
  });

  it('is closed when its record is created', { skip: process.platform !== 'linux' }, async () => {
    const { body } = await spilling();
    body.add('abcdef', 'utf8');
    await body.file?.close();
    const open = (await readdir('/proc/self/fd')).map((name) => readlink(`/proc/self/fd/${name}`).catch(() => ''));
    assert.equal((await Promise.all(open)).includes(body.file?.path ?? ''), false);
  });

  it('needs no file below its limit', async () => {
    const { body, directory } = await spilling();
    body.add('abcd', 'utf8');
    assert.equal(body.file, undefined);
    await assert.rejects(readdir(directory));
  });

  it('is truncated at the limit for files', async () => {
    const { body } = await spilling({ fileBytes: 6 });
    for (const piece of ['abc', 'defgh', 'i']) body.add(piece, 'utf8');
    await body.file?.close();
    assert.equal(await readFile(body.file?.path ?? '', 'utf8'), 'abcdef');
    assert.equal(body.file?.isCut, true);
    assert.equal(body.size, 9);
  });

  it('is truncated if the disk is slow and the memory limit is reached', async () => {
    const { body } = await spilling({ memoryLimit: 12 });
    body.add('abcd', 'utf8');
    body.add('ef', 'utf8');
    body.add('more than there is room for', 'utf8');
    await body.file?.close();
    assert.equal(body.file?.isCut, true);
    assert.equal(await readFile(body.file.path ?? '', 'utf8'), 'abcdef');
  });

  it('needs little more memory than its bytes while it waits for a slow disk, however it is cut', async () => {
    const size = 1_000_000;
    const { body } = await spilling({ fileBytes: size, memoryLimit: 1_100_000 });
    const content = Buffer.from(Array.from({ length: size }, (_, index) => index % 251));
    // Nothing is written before the event loop turns.
    for (let at = 0; at < size; at += 100) body.add(content.subarray(at, at + 100), 'utf8');
    await body.file?.close();
    assert.equal(body.file?.isCut, false);
    assert.deepEqual(await readFile(body.file.path ?? ''), content);
  });

  it('is not written if it might contain a secret', async () => {
    const { body } = await spilling();
    body.maySpill = (bytes) => String(bytes) !== 'abcd';
    body.add('abcdef', 'utf8');
    assert.equal(body.omitted, 'unredactable');
    assert.equal(body.file, undefined);
  });

  it('reports a failing disk once, and continues without a file', async () => {
    const { body, directory, reported } = await spilling();
    const blocked = join(directory, '..');
    await rm(blocked, { recursive: true, force: true });
    await writeFile(blocked, 'a file where the folder should be');
    for (const piece of ['abcdef', 'ghi']) body.add(piece, 'utf8');
    await body.file?.close();
    body.add('jkl', 'utf8');
    await body.file?.close();
    assert.equal(reported.length, 1);
    assert.match(String(reported[0]), /ENOTDIR|EEXIST/);
    assert.equal(body.file?.path, undefined);
    assert.equal(body.file?.isCut, true);
    assert.equal(body.size, 12);
  });

  it('is removed if there is no record', async () => {
    const { body, directory } = await spilling();
    body.add('abcdef', 'utf8');
    await body.file?.discard();
    body.add('after', 'utf8');
    await body.file?.close();
    assert.deepEqual(await filesIn(directory), []);
  });
});
