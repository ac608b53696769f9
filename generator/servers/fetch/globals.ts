import { words } from '../../languages/typescript/globals.js';

/** What every runtime of the Fetch API has without an import, besides the language's own: Node, Bun, Deno and workerd. */
export const fetchGlobals: readonly string[] = words(`
  AbortController AbortSignal Blob ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy Crypto CryptoKey DOMException
  DecompressionStream Event EventTarget File FormData Headers ReadableStream Request Response SubtleCrypto TextDecoder
  TextDecoderStream TextEncoder TextEncoderStream TransformStream URL URLSearchParams WebAssembly WritableStream atob btoa
  clearInterval clearTimeout console crypto fetch performance queueMicrotask setInterval setTimeout structuredClone
`);
