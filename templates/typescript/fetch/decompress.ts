import { concatBytes } from './bytes.js';
import type { ByteReader } from './bytes.js';
import { nextTask } from './exchange.js';

/**
 * Decodes a gzip or deflate body, to `limit` bytes at the most: a small body can unfold into a large one. A body that is
 * cut short gives what there is of it; `undefined` stands for one in another coding, or damaged.
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
    // What came out before is worth showing: more often than damaged, a body is cut short.
  }
  return (await writing) ? { bytes: concatBytes(chunks), isCut: false } : undefined;
}

/** Whether all bytes were taken. The end is told only when what they gave is out: a body that is cut short fails there. */
async function feed(stream: WritableStream, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const writer = stream.getWriter();
  writer.closed.catch(() => undefined);
  try {
    await writer.write(bytes);
  } catch {
    return false;
  }
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
  // "deflate" has the zlib format (RFC 9110, section 8.4.1.2); some senders leave its two bytes of header out.
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0 ? 'deflate' : 'deflate-raw';
}
