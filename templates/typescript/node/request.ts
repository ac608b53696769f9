import type { IncomingMessage } from 'node:http';
import { facts } from '../facts.js';
import { byteCount, firstBytes } from '../node/bytes.js';
import { streamOf } from '../node/http2.js';

/** The path of a request target in any of its forms (RFC 9112, section 3.2). */
export function targetPath(target: string): string {
  const [, path = ''] = /^(?:[a-z][a-z\d+.-]*:\/\/[^/?#]*)?([^?#]*)/i.exec(target) ?? [];
  return path === '' ? '/' : path;
}

/** The path and query of a request target in any of its forms (RFC 9112, section 3.2). */
export function splitTarget(target: string): { readonly path: string; readonly query: string | undefined } {
  const [, path = '', query] = /^(?:[a-z][a-z\d+.-]*:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/i.exec(target) ?? [];
  return { path: path === '' ? '/' : path, query };
}

/** Raw headers without those that HTTP/2 has for the method, the path and the like. */
export function withoutPseudoHeaders(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => rawHeaders[index - (index % 2)]?.startsWith(':') !== true);
}

/** Whether a request announces a body. */
export function announcesBody(req: IncomingMessage): boolean {
  const stream = facts.servesHttp2 ? streamOf(req) : undefined;
  if (stream !== undefined) {
    return !stream.endAfterHeaders;
  }
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length']) > 0;
}

/** The value of a request header; `undefined` if it is missing or empty. */
export function requestHeader(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text === '' ? undefined : text;
}

/** Replaces a request header in all places where the application can read it. */
export function setRequestHeader(req: IncomingMessage, name: string, value: string): void {
  removeRequestHeader(req, name);
  const key = name.toLowerCase();
  req.headers[key] = key === 'set-cookie' ? [value] : value;
  req.rawHeaders.push(name, value);
}

/** Removes a request header in all places where the application can read it. */
export function removeRequestHeader(req: IncomingMessage, name: string): void {
  const key = name.toLowerCase();
  // Node derives `headers` from the raw ones on first access.
  const { headers, rawHeaders } = req;
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]?.toLowerCase() === key) {
      rawHeaders.splice(index, 2);
    }
  }
  Reflect.deleteProperty(headers, key);
  deriveDistinct(req);
}

/** Adds a value to a request header. */
export function appendRequestHeader(req: IncomingMessage, name: string, value: string): void {
  const key = name.toLowerCase();
  const { headers } = req;
  const earlier = headers[key];
  req.rawHeaders.push(name, value);
  if (Array.isArray(earlier)) {
    earlier.push(value);
  } else {
    headers[key] = earlier === undefined ? value : `${earlier}${key === 'cookie' ? '; ' : ', '}${value}`;
  }
  deriveDistinct(req);
}

/** Derives `headersDistinct` from the changed headers when it is read. Node would use the original number of headers. */
function deriveDistinct(req: IncomingMessage): void {
  Object.defineProperty(req, 'headersDistinct', {
    configurable: true,
    get() {
      const distinct = Object.create(null) as Record<string, string[]>;
      for (let index = 0; index < req.rawHeaders.length; index += 2) {
        const [name = '', value = ''] = req.rawHeaders.slice(index, index + 2);
        const key = name.toLowerCase();
        distinct[key] = [...(distinct[key] ?? []), value];
      }
      Object.defineProperty(req, 'headersDistinct', { configurable: true, writable: true, value: distinct });
      return distinct;
    },
  });
}

/**
 * Calls `onChunk` with the request body as the application reads it. All ways to read a Node stream emit 'data' events.
 * The emit method is wrapped, because a 'data' listener would start the stream before the application reads it.
 */
export function observeRequestBody(
  req: IncomingMessage,
  onChunk: (chunk: string | Uint8Array, encoding: BufferEncoding) => void,
): void {
  const emit = req.emit.bind(req) as (event: string | symbol, ...args: unknown[]) => boolean;
  // Requests that are simulated can be without this method.
  const unshift = (req as Partial<IncomingMessage>).unshift?.bind(req);
  /** Number of bytes that the application has put back, so that they come again. */
  let putBack = 0;
  req.unshift = (chunk: string | Uint8Array, encoding: BufferEncoding = 'utf8') => {
    putBack += byteCount(chunk, encoding);
    unshift?.(chunk, encoding);
  };
  req.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    const [chunk] = args;
    if (event === 'data' && (typeof chunk === 'string' || chunk instanceof Uint8Array)) {
      const encoding = req.readableEncoding ?? 'utf8';
      const again = Math.min(putBack, byteCount(chunk, encoding));
      putBack -= again;
      onChunk(again === 0 ? chunk : firstBytes(chunk, encoding, Infinity).subarray(again), encoding);
    }
    return emit(event, ...args);
  };
}
