import { concatBytes } from './bytes.js';
import type { ByteReader } from './bytes.js';
import { nextTask } from './exchange.js';

/**
 * Decodes a gzip or deflate body, up to `limit` bytes, because a small body can expand to a very large one. A truncated
 * body is decoded as far as possible. Returns `undefined` if the body has another encoding or is invalid.
 */
export async function decompress(
  bytes: Uint8Array<ArrayBuffer>,
  coding: string,
  limit: number,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly isCut: boolean } | undefined> {
  const format = compressionFormat(bytes, coding);
  if (format === undefined) {
    return undefined;
  }
  const { readable, writable } = new DecompressionStream(format);
  const writing = feed(writable, bytes);
  const reader: ByteReader<Uint8Array> = readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      chunks.push(read.value.subarray(0, limit - length));
      length += read.value.byteLength;
      if (length > limit) {
        reader.cancel().catch(() => undefined);
        return { bytes: concatBytes(chunks), isCut: true };
      }
    }
  } catch {
    if (length === 0) {
      return undefined;
    }
    // Keep what was decoded before an error: the body is more likely truncated than invalid.
  }
  return (await writing) ? { bytes: concatBytes(chunks), isCut: false } : undefined;
}

/** Returns whether all bytes were accepted. */
async function feed(stream: WritableStream, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const writer = stream.getWriter();
  writer.closed.catch(() => undefined);
  try {
    await writer.write(bytes);
  } catch {
    return false;
  }
  // Closing the stream of a truncated body is an error, and Workers then discard what has not been read. In a new task,
  // everything has been read.
  await nextTask();
  writer.close().catch(() => undefined);
  return true;
}

function compressionFormat(bytes: Uint8Array, coding: string): 'gzip' | 'deflate' | 'deflate-raw' | undefined {
  if (coding === 'gzip' || coding === 'x-gzip') {
    return 'gzip';
  }
  if (coding !== 'deflate') {
    return undefined;
  }
  // "deflate" means the zlib format (RFC 9110, section 8.4.1.2), but some senders omit its two-byte header.
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0 ? 'deflate' : 'deflate-raw';
}
