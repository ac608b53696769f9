/**
 * What differs between Node and other runtimes. These types and functions are expanded inline: each function is a
 * single expression, and the module itself is not part of any output.
 */
import { randomUUID } from 'node:crypto';
import { byteCount, firstBytes } from './bytes.js';
import type { HeadersByName } from './response.js';

export { decompress } from './decompress.js';
export { fieldText } from './response.js';
export { logSink } from './sinks.js';

export type Bytes = Uint8Array;

/** Bytes that have their own buffer. */
export type WholeBytes = Buffer;

/** A chunk of a body, and its encoding if it is text. */
export type Chunk = string | Uint8Array;
export type ChunkEncoding = BufferEncoding;

/** The headers of a message by lower-case name. */
export type HeaderMap = HeadersByName;

/** What a header has, once or several times. */
export type HeaderValue = number | string;

/** Where the header of a lower-case name is found. */
export type HeaderSource = Pick<HeadersByName, 'get'>;

export function readEnvironment(name: string): string | undefined {
  return process.env[name];
}

export function currentProcess(): NodeJS.Process {
  return process;
}

export function randomUuid(): string {
  return randomUUID();
}

export function chunkLength(chunk: Chunk, encoding: ChunkEncoding): number {
  return byteCount(chunk, encoding);
}

/** The first `wanted` bytes of a chunk. */
export function chunkHead(chunk: Chunk, encoding: ChunkEncoding, wanted: number): Bytes {
  return firstBytes(chunk, encoding, wanted);
}

/** The bytes after the first `wanted` of a chunk with `length` bytes. */
export function chunkRest(chunk: Chunk, encoding: ChunkEncoding, wanted: number, length: number): Bytes {
  return firstBytes(chunk, encoding, length).subarray(wanted);
}

export function allocateBytes(length: number): WholeBytes {
  return Buffer.allocUnsafeSlow(length);
}

export function base64Text(bytes: WholeBytes): string {
  return bytes.toString('base64');
}

/** A decoder that throws for bytes that are invalid in the encoding. */
export function strictDecoder(charset: string): InstanceType<typeof TextDecoder> {
  return new TextDecoder(charset, { fatal: true, ignoreBOM: true });
}

/** The value of a header that occurs once. */
export function headerText(value: HeaderValue): string {
  return String(value);
}
