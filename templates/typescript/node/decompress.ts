import {
  constants,
  createGunzip,
  createInflate,
  createInflateRaw,
  type Gunzip,
  type Inflate,
  type InflateRaw,
} from 'node:zlib';

/**
 * Decodes a gzip or deflate body, to `limit` bytes at the most: a small body can unfold into a large one. A body that is
 * cut short gives what there is of it; `undefined` stands for one in another coding, or damaged.
 */
export function decompress(
  bytes: Buffer,
  coding: string,
  limit: number,
): Promise<{ readonly bytes: Buffer; readonly isCut: boolean } | undefined> {
  const inflate = inflater(bytes, coding);
  if (inflate === undefined) {
    return Promise.resolve(undefined);
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    inflate.on('data', (chunk: Buffer) => {
      chunks.push(chunk.subarray(0, limit - length));
      length += chunk.length;
      if (length > limit) {
        resolve({ bytes: Buffer.concat(chunks), isCut: true });
        inflate.destroy();
      }
    });
    inflate.on('end', () => {
      resolve({ bytes: Buffer.concat(chunks), isCut: false });
    });
    inflate.on('error', () => {
      resolve(undefined);
    });
    inflate.end(bytes);
  });
}

function inflater(bytes: Buffer, coding: string): Gunzip | Inflate | InflateRaw | undefined {
  // Without the flush, a body that the capture has cut would be an error and give nothing.
  const options = { finishFlush: constants.Z_SYNC_FLUSH };
  if (coding === 'gzip' || coding === 'x-gzip') {
    return createGunzip(options);
  }
  if (coding !== 'deflate') {
    return undefined;
  }
  // "deflate" has the zlib format (RFC 9110, section 8.4.1.2); some senders leave its two bytes of header out.
  const isZlib = bytes.length > 1 && (bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
  return isZlib ? createInflate(options) : createInflateRaw(options);
}
