import { concatBytes } from './bytes.js';
import type { ByteReader } from './bytes.js';
import { nextTask } from './exchange.js';

/**
 * Decodes a gzip or deflate body, up to `limit` bytes, because a small body can expand to a very large one. A truncated
 * body is decoded as far as possible. Returns `undefined` if the body has another encoding, or if nothing of it can be
 * decoded.
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
  let isComplete = true;
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
    isComplete = false;
  }
  await writing;
  return length === 0 && !isComplete ? undefined : { bytes: concatBytes(chunks), isCut: false };
}

async function feed(stream: WritableStream, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const writer = stream.getWriter();
  writer.closed.catch(() => undefined);
  // The reader gets the same error.
  await writer.write(bytes).catch(() => undefined);
  // Closing the stream of a truncated body is an error, and Workers then discard what has not been read. In a new task,
  // everything has been read.
  await nextTask();
  writer.close().catch(() => undefined);
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
