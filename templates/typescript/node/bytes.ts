/** A copy of the first `length` bytes of a chunk. */
export function copyBytes(chunk: string | Uint8Array, encoding: BufferEncoding, length: number): Buffer {
  if (typeof chunk !== 'string') {
    return Buffer.from(chunk.subarray(0, length));
  }
  // No encoding uses more than two characters per byte.
  const bytes = Buffer.from(chunk.slice(0, 2 * length), encoding);
  return bytes.length === length ? bytes : Buffer.from(bytes.subarray(0, length));
}
