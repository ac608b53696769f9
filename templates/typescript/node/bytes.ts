/** The number of bytes of a chunk. */
export function byteCount(chunk: string | Uint8Array, encoding: BufferEncoding): number {
  if (typeof chunk !== 'string') {
    return chunk.byteLength;
  }
  return skipsCharacters(encoding) ? Buffer.from(chunk, encoding).length : Buffer.byteLength(chunk, encoding);
}

/** The first `length` bytes of a chunk, as a view if possible. */
export function firstBytes(chunk: string | Uint8Array, encoding: BufferEncoding, length: number): Uint8Array {
  if (typeof chunk !== 'string') {
    return chunk.subarray(0, length);
  }
  // Other encodings use at most two characters per byte.
  const text = skipsCharacters(encoding) ? chunk : chunk.slice(0, 2 * length);
  return Buffer.from(text, encoding).subarray(0, length);
}

/** Whether text in an encoding can contain characters that stand for no bytes, such as line breaks. */
function skipsCharacters(encoding: BufferEncoding): boolean {
  return /^(?:base64|base64url|hex)$/i.test(encoding);
}
