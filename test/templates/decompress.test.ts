import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { decompress as decompressFetch } from '../../templates/typescript/fetch/decompress.js';
import { decompress as decompressNode } from '../../templates/typescript/node/decompress.js';

interface Decoded {
  readonly text: string;
  readonly isCut: boolean;
}

const text = 'A body that repeats itself, repeats itself, repeats itself. '.repeat(50);

const platforms = {
  node: async (bytes: Uint8Array, coding: string, limit: number): Promise<Decoded | undefined> => {
    const decoded = await decompressNode(Buffer.from(bytes), coding, limit);
    return decoded && { text: String(decoded.bytes), isCut: decoded.isCut };
  },
  fetch: async (bytes: Uint8Array, coding: string, limit: number): Promise<Decoded | undefined> => {
    const decoded = await decompressFetch(Uint8Array.from(bytes), coding, limit);
    return decoded && { text: Buffer.from(decoded.bytes).toString(), isCut: decoded.isCut };
  },
};

const codings: readonly (readonly [title: string, coding: string, encode: (text: string) => Buffer])[] = [
  ['gzip', 'gzip', gzipSync],
  ['gzip with its old name', 'x-gzip', gzipSync],
  ['deflate as in the standard', 'deflate', deflateSync],
  ['deflate without its header, as some senders omit it', 'deflate', deflateRawSync],
];

for (const [platform, decompress] of Object.entries(platforms)) {
  describe(`decompression on ${platform}`, () => {
    it('shows nothing of a body that is only the first byte of a header', async () => {
      const [byte = 0] = deflateSync('');
      for (const coding of ['deflate', 'gzip']) {
        const shown = await decompress(Buffer.from([byte]), coding, 1e6);
        assert.equal(shown?.text ?? '', '');
      }
    });

    for (const [title, coding, encode] of codings) {
      it(`decodes ${title}`, async () => {
        assert.deepEqual(await decompress(encode(text), coding, 1e6), { text, isCut: false });
        assert.deepEqual(await decompress(encode(''), coding, 1e6), { text: '', isCut: false });
      });

      it(`returns the beginning of ${title} that was truncated`, async () => {
        const encoded = encode(text);
        const shown = await decompress(encoded.subarray(0, encoded.length - 3), coding, 1e6);
        assert.ok(shown !== undefined && shown.text.length > 0 && text.startsWith(shown.text));
        assert.equal(shown.isCut, false);
      });

      it(`stops ${title} at the limit, because a small body can expand to a very large one`, async () => {
        const bomb = encode('\0'.repeat(20_000_000));
        assert.ok(bomb.length < 100_000);
        for (const limit of [1000, 100_000]) {
          assert.deepEqual(await decompress(bomb, coding, limit), { text: '\0'.repeat(limit), isCut: true });
        }
      });

      it(`accepts ${title} of exactly the limit as complete`, async () => {
        assert.deepEqual(await decompress(encode(text), coding, text.length), { text, isCut: false });
        const oneMore = await decompress(encode(text), coding, text.length - 1);
        assert.deepEqual(oneMore, { text: text.slice(0, -1), isCut: true });
      });
    }

    it('does not decode other encodings', async () => {
      assert.equal(await decompress(brotliCompressSync(text), 'br', 1e6), undefined);
      assert.equal(await decompress(gzipSync(text), 'gzip, gzip', 1e6), undefined);
      assert.equal(await decompress(Buffer.from(text), '', 1e6), undefined);
    });

    it('returns nothing if the beginning is invalid', async () => {
      assert.equal(await decompress(Buffer.from('this is no gzip'), 'gzip', 1e6), undefined);
      assert.equal(await decompress(Buffer.from([0xff, 0xff, 0xff, 0xff]), 'deflate', 1e6), undefined);
    });

    it('returns nothing if nothing can be decoded yet', async () => {
      for (const length of [1, 5, 11])
        assert.equal(await decompress(gzipSync(text).subarray(0, length), 'gzip', 1e6), undefined);
      assert.equal(await decompress(deflateSync(text).subarray(0, 2), 'deflate', 1e6), undefined);
    });

    it('returns the beginning of an invalid body', async () => {
      const first = gzipSync(text.repeat(100), { level: 0 });
      first.fill(0xff, first.length - 2000);
      const shown = await decompress(first, 'gzip', 1e6);
      assert.ok(shown !== undefined && shown.text.length > 0);
    });

    it('decodes many gzip members, and no nested codings', async () => {
      const empty = gzipSync('');
      const body = Buffer.concat(Array.from({ length: 25_000 }, () => empty));
      assert.deepEqual(await decompress(body, 'gzip', 1e6), { text: '', isCut: false });
      assert.equal(await decompress(empty, Array.from({ length: 100_000 }, () => 'gzip').join(', '), 1e6), undefined);
    });

    it('terminates for any bytes', async () => {
      for (let seed = 1; seed <= 40; seed += 1) {
        const bytes = gzipSync(text);
        const at = (seed * 7) % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ seed;
        await decompress(bytes, 'gzip', 1e6);
      }
    });
  });
}

describe('decompression on Workers', () => {
  it('returns all of a truncated body, although closing the stream discards what has not been read', async (test) => {
    /** Decodes at once, and fails when it is closed, because the body is truncated. */
    class Truncated extends TransformStream<Uint8Array, Uint8Array> {
      constructor() {
        super(
          {
            transform: (_, controller) => {
              for (let count = 0; count < 100; count += 1) controller.enqueue(new TextEncoder().encode('piece '));
            },
            flush: () => {
              throw new TypeError('truncated');
            },
          },
          { highWaterMark: 1 },
          { highWaterMark: 1000 },
        );
      }
    }
    const { DecompressionStream } = globalThis;
    test.after(() => Object.assign(globalThis, { DecompressionStream }));
    Object.assign(globalThis, { DecompressionStream: Truncated });
    assert.deepEqual(await platforms.fetch(gzipSync(text), 'gzip', 1e6), { text: 'piece '.repeat(100), isCut: false });
  });
});
