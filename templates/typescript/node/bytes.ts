/** The first `length` bytes of what is written, for which nobody else has a use. */
export function copyBytes(chunk: string | Uint8Array, encoding: BufferEncoding, length: number): Buffer {
  if (typeof chunk !== 'string') {
    return Buffer.from(chunk.subarray(0, length));
  }
  // No encoding needs more than two characters for a byte.
  const bytes = Buffer.from(chunk.slice(0, 2 * length), encoding);
  return bytes.length === length ? bytes : Buffer.from(bytes.subarray(0, length));
}
