/** One array of bytes from many. */
export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

export function base64(bytes: Uint8Array): string {
  let binary = '';
  // In pieces: a call takes so many arguments and no more.
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(binary);
}

/** What is used of a reader of bytes: the whole of it is typed by each runtime in its own way. */
export interface ByteReader<Bytes extends Uint8Array> {
  readonly read: () => Promise<ByteRead<Bytes>>;
  readonly cancel: (reason?: unknown) => Promise<void>;
}

export type ByteRead<Bytes extends Uint8Array> =
  { readonly done: false; readonly value: Bytes } | { readonly done: true; readonly value?: unknown };

/** A decoder that refuses what is not valid. */
export function strictDecoder(charset: string): InstanceType<typeof TextDecoder> {
  // Not by `new`: some types know fewer encodings by name than their runtime does.
  const decoder: unknown = Reflect.construct(TextDecoder, [charset, { fatal: true, ignoreBOM: true }]);
  return decoder as InstanceType<typeof TextDecoder>;
}
