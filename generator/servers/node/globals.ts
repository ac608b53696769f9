import { words } from '../../languages/typescript/globals.js';

/** Globals that Node has from version 20 on, in addition to those of the language. */
export const nodeGlobals: readonly string[] = words(`
  AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy
  CustomEvent DOMException DecompressionStream Event EventTarget File FormData Headers MessageChannel MessageEvent MessagePort
  ReadableStream Request Response TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream URL URLSearchParams
  WritableStream atob btoa clearImmediate clearInterval clearTimeout console crypto fetch global performance process queueMicrotask
  setImmediate setInterval setTimeout structuredClone

  BufferEncoding NodeJS
`);
