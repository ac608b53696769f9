/**
 * What differs between Node and other runtimes of the Fetch API. These types and functions are expanded inline: each
 * function is a single expression, and the module itself is not part of any output.
 */
import { base64 } from './bytes.js';
import type { HeaderFields } from './response.js';

export { strictDecoder } from './bytes.js';
export { decompress } from './decompress.js';
export { fieldText } from './response.js';
export { logSink } from './sinks.js';

export type Bytes = Uint8Array;

/** Bytes that have their own buffer. */
export type WholeBytes = Uint8Array<ArrayBuffer>;

/** A chunk of a body. It has no encoding. */
export type Chunk = Uint8Array;
export type ChunkEncoding = undefined;

/** The headers of a message by lower-case name. */
export type HeaderMap = HeaderFields;

/** What a header has, once or several times. */
export type HeaderValue = string;

/** Where the header of a lower-case name is found. */
export type HeaderSource = Pick<HeaderFields, 'get'>;

export function readEnvironment(name: string): string | undefined {
  return (globalThis as { readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> } }).process
    ?.env?.[name];
}

/** Only for runtimes with a disk. */
export function currentProcess(): NodeJS.Process {
  return globalThis.process;
}

export function randomUuid(): string {
  return crypto.randomUUID();
}

export function chunkLength(chunk: Chunk, _encoding: ChunkEncoding): number {
  return chunk.byteLength;
}

/** The first `wanted` bytes of a chunk. */
export function chunkHead(chunk: Chunk, _encoding: ChunkEncoding, wanted: number): Bytes {
  return chunk.subarray(0, wanted);
}

/** The bytes of a chunk after the first `wanted`. */
export function chunkRest(chunk: Chunk, _encoding: ChunkEncoding, wanted: number, _length: number): Bytes {
  return chunk.subarray(wanted);
}

export function allocateBytes(length: number): WholeBytes {
  return new Uint8Array(length);
}

export function base64Text(bytes: Bytes): string {
  return base64(bytes);
}

/** The value of a header that occurs once. */
export function headerText(value: HeaderValue): string {
  return value;
}
