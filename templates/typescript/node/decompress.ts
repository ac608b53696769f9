import type { Transform } from 'node:stream';
import { constants, createGunzip, createInflate, createInflateRaw } from 'node:zlib';

/**
 * Decodes a gzip or deflate body, up to `limit` bytes, because a small body can expand to a very large one. A truncated
 * body is decoded as far as possible. Returns `undefined` if the body has another encoding, or if nothing of it can be
 * decoded.
 */
export function decompress(
  bytes: Buffer,
  coding: string,
  limit: number,
  // With this flush mode, a body that was truncated by the capture is decoded instead of causing an error.
  finishFlush: number = constants.Z_SYNC_FLUSH,
): Promise<{ readonly bytes: Buffer; readonly isCut: boolean } | undefined> {
  const inflate = inflater(bytes, coding, finishFlush);
  if (inflate === undefined) {
    return Promise.resolve(undefined);
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (isEmpty: boolean): void => {
      resolve(length > 0 || isEmpty ? { bytes: Buffer.concat(chunks), isCut: length > limit } : undefined);
    };
    inflate.on('data', (chunk: Buffer) => {
      chunks.push(chunk.subarray(0, limit - length));
      length += chunk.length;
      if (length > limit) {
        settle(false);
        inflate.destroy();
      }
    });
    inflate.on('end', () => {
      if (length > 0 || finishFlush === constants.Z_FINISH) {
        settle(true);
      } else {
        // Is the body empty, or is nothing of it there yet?
        resolve(decompress(bytes, coding, limit, constants.Z_FINISH));
      }
    });
    inflate.on('error', () => {
      settle(false);
    });
    inflate.end(bytes);
  });
}

function inflater(bytes: Buffer, coding: string, finishFlush: number): Transform | undefined {
  const options = { finishFlush };
  if (coding === 'gzip' || coding === 'x-gzip') {
    return createGunzip(options);
  }
  if (coding !== 'deflate') {
    return undefined;
  }
  // "deflate" means the zlib format (RFC 9110, section 8.4.1.2), but some senders omit its two-byte header.
  const isZlib = bytes.length > 1 && (bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
  return isZlib ? createInflate(options) : createInflateRaw(options);
}
