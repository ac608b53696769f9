import { words } from '../../languages/typescript/globals.js';

/** What Node has without an import, from version 20 on, besides the language's own. */
export const nodeGlobals: readonly string[] = words(`
  AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy
  CustomEvent DOMException DecompressionStream Event EventTarget File FormData Headers MessageChannel MessageEvent MessagePort
  ReadableStream Request Response TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream URL URLSearchParams
  WritableStream atob btoa clearImmediate clearInterval clearTimeout console crypto fetch global performance process queueMicrotask
  setImmediate setInterval setTimeout structuredClone

  BufferEncoding NodeJS
`);
