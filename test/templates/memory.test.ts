import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { until } from './loopback.js';
import { GrowingBytes, heldBytes } from '../../templates/typescript/shared/memory.js';

it('memory can be used up to the limit, and again after it has been released', () => {
  const take = (count: number, memoryLimit: number): GrowingBytes | undefined => {
    const bytes = new GrowingBytes({ maxBytes: 100, memoryLimit });
    return bytes.append(new Uint8Array(count)) ? bytes : undefined;
  };
  const first = take(60, 100);
  assert.equal(take(41, 100), undefined, 'more than is left');
  const second = take(40, 100);
  assert.ok(second, 'all that is left');
  assert.equal(take(1, 100), undefined);
  const third = take(1, 101);
  assert.ok(third, 'each asks by its own limit');
  first?.release();
  assert.equal(take(60, 100), undefined);
  const last = take(59, 100);
  assert.ok(last, 'what was refused takes no room');
  for (const bytes of [second, third, last]) bytes.release();
  assert.equal(heldBytes, 0);
});

it('the capacity of a buffer is counted, and never larger than its limit', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 30 }), fc.nat(3000), (pieces, spare) => {
      const all = Buffer.concat(pieces);
      const bytes = new GrowingBytes({ maxBytes: all.length + spare, memoryLimit: 1 << 20 });
      let length = 0;
      for (const piece of pieces) {
        assert.equal(bytes.append(piece), true);
        length += piece.length;
        assert.equal(bytes.length, length);
        assert.ok(heldBytes >= length && heldBytes <= Math.min(all.length + spare, Math.max(256, 2 * length)));
      }
      assert.deepEqual(Buffer.from(bytes.content()), all);
      bytes.release();
      assert.equal(heldBytes, 0);
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
  assert.equal(heldBytes, 0);
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
