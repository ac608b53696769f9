import { words } from '../../languages/typescript/globals.js';

/**
 * Globals that all runtimes of the Fetch API (Node, Bun, Deno and workerd) have in addition to those of the language.
 */
export const fetchGlobals: readonly string[] = words(`
  AbortController AbortSignal Blob ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy Crypto CryptoKey DOMException
  DecompressionStream Event EventTarget File FormData Headers ReadableStream Request Response SubtleCrypto TextDecoder
  TextDecoderStream TextEncoder TextEncoderStream TransformStream URL URLSearchParams WebAssembly WritableStream atob btoa
  clearInterval clearTimeout console crypto fetch performance queueMicrotask setInterval setTimeout structuredClone
`);
