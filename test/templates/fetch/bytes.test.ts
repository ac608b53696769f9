import assert from 'node:assert/strict';
import { it } from 'node:test';
import { base64, concatBytes, strictDecoder } from '../../../templates/typescript/fetch/bytes.js';

it('bytes of any number become base64', () => {
  for (const length of [0, 1, 2, 3, 8191, 8192, 8193, 16_384, 20_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 7) % 256);
    assert.equal(base64(bytes), Buffer.from(bytes).toString('base64'), String(length));
  }
});

it('chunks are joined in their order', () => {
  const chunks = [[1, 2], [], [3]].map((numbers) => Uint8Array.from(numbers));
  assert.deepEqual(concatBytes(chunks), Uint8Array.of(1, 2, 3));
  assert.deepEqual(concatBytes([]), new Uint8Array());
});

it('a decoder refuses bytes that are no text, and keeps a byte order mark', () => {
  assert.equal(strictDecoder('utf-8').decode(Buffer.from('\ufeffü')), '\ufeffü');
  assert.equal(strictDecoder('latin1').decode(Buffer.from([0xfc])), 'ü');
  assert.throws(() => strictDecoder('utf-8').decode(Buffer.from([0xfc])));
  assert.throws(() => strictDecoder('no-such-charset'));
});
