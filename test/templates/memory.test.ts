import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { until } from './loopback.js';
import { freeBytes, GrowingBytes, holdBytes } from '../../templates/typescript/shared/memory.js';

it('memory can be reserved up to the limit, and again after it has been released', () => {
  assert.equal(holdBytes(60, 100), true);
  assert.equal(holdBytes(41, 100), false, 'more than is left');
  assert.equal(holdBytes(40, 100), true, 'all that is left');
  assert.equal(holdBytes(1, 100), false);
  assert.equal(holdBytes(1, 101), true, 'each asks by its own limit');
  freeBytes(61);
  assert.equal(holdBytes(61, 100), false);
  assert.equal(holdBytes(60, 100), true, 'what was refused takes no room');
  freeBytes(100);
});

it('the capacity of a buffer is counted, and never larger than its limit', () => {
  const held = (): number => {
    let free = 0;
    for (let step = 1 << 20; step >= 1; step /= 2) {
      if (holdBytes(step, 1 << 20)) free += step;
    }
    freeBytes(free);
    return (1 << 20) - free;
  };
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 30 }), fc.nat(3000), (pieces, spare) => {
      const all = Buffer.concat(pieces);
      const bytes = new GrowingBytes({ maxBytes: all.length + spare, memoryLimit: 1 << 20 });
      let length = 0;
      for (const piece of pieces) {
        assert.equal(bytes.append(piece), true);
        length += piece.length;
        assert.equal(bytes.length, length);
        assert.ok(held() >= length && held() <= Math.min(all.length + spare, Math.max(256, 2 * length)));
      }
      assert.deepEqual(Buffer.from(bytes.content()), all);
      bytes.release();
      assert.equal(held(), 0);
    }),
  );
});

it('bytes in small pieces take up what is counted, without help of the garbage collector', () => {
  const [count, size, limit] = [800, 65_536, 400 * 65_536];
  const before = process.memoryUsage().arrayBuffers;
  const bodies = Array.from({ length: count }, () => new GrowingBytes({ maxBytes: size, memoryLimit: limit }));
  const whole = new Set(bodies);
  bodies.forEach((body, number) => body.append(Buffer.alloc(16, number)));
  for (let length = 16; length < size; length += 16) {
    bodies.forEach((body, number) => {
      if (!whole.has(body) || body.append(Buffer.from(Array<number>(16).fill(number)))) return;
      whole.delete(body);
      body.release();
    });
  }
  // The pieces themselves are small enough to come from the pool of buffers.
  assert.ok(process.memoryUsage().arrayBuffers - before < 1.1 * limit);
  assert.ok(whole.size > 350);
  bodies.forEach((body, number) => {
    if (whole.has(body)) assert.ok(body.content().every((byte) => byte === number % 256));
    body.release();
  });
  assert.equal(holdBytes(limit, limit), true);
  freeBytes(limit);
});

it('bytes that are in one block are shown without a copy', () => {
  const bytes = new GrowingBytes({ maxBytes: 100, memoryLimit: 1000 });
  bytes.append(Buffer.from('one piece'));
  assert.equal(bytes.content().buffer, bytes.content().buffer);
  bytes.release();
});

it('blocks that are not used any more are given up, one with each body', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const allocated = (): number => {
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const [count, size, limit] = [100, 65_536, 100 * 65_536];
  const bodies = Array.from({ length: count }, () => new GrowingBytes({ maxBytes: size, memoryLimit: limit }));
  for (let length = 0; length < size; length += 1024) for (const body of bodies) body.append(Buffer.alloc(1024));
  assert.ok(allocated() >= limit);
  for (const body of bodies) body.release();
  // Memory of buffers is released in the background, so other tests may still hold some: what is kept is seen, but what
  // is given up has to be waited for.
  assert.ok(allocated() > 0.8 * limit, 'others may come at once');
  for (let later = 0; later < (2 * limit) / 4096; later += 1) {
    const body = new GrowingBytes({ maxBytes: size, memoryLimit: limit });
    body.append(Buffer.from('small'));
    body.release();
  }
  await until(() => allocated() < 0.2 * limit);
});
