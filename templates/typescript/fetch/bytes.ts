/** Concatenates byte arrays. */
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
  // In chunks, because the number of arguments of a call is limited.
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(binary);
}

/** The part of a byte stream reader that is used here. Runtimes declare the full type differently. */
export interface ByteReader<Bytes extends Uint8Array> {
  readonly read: () => Promise<ByteRead<Bytes>>;
  readonly cancel: (reason?: unknown) => Promise<void>;
}

export type ByteRead<Bytes extends Uint8Array> =
  { readonly done: false; readonly value: Bytes } | { readonly done: true; readonly value?: unknown };

/** A decoder that throws for invalid bytes. */
export function strictDecoder(charset: string): InstanceType<typeof TextDecoder> {
  // Not with `new`, because some type declarations list fewer encodings than the runtime supports.
  const decoder: unknown = Reflect.construct(TextDecoder, [charset, { fatal: true, ignoreBOM: true }]);
  return decoder as InstanceType<typeof TextDecoder>;
}
