import type { IncomingMessage } from 'node:http';
import { facts } from '../facts.js';
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

/**
 * Replaces a request header in all places where the application can read it. Without a value, the header is removed.
 */
export function setRequestHeader(req: IncomingMessage, name: string, value?: string): void {
  const key = name.toLowerCase();
  // Node derives these from the raw headers on first access, using the original number of headers.
  const { headers } = req;
  const headersDistinct = facts.servesHttp2 ? distinctHeaders(req) : req.headersDistinct;
  for (let index = req.rawHeaders.length - 2; index >= 0; index -= 2) {
    if (req.rawHeaders[index]?.toLowerCase() === key) {
      req.rawHeaders.splice(index, 2);
    }
  }
  if (value === undefined) {
    Reflect.deleteProperty(headers, key);
    Reflect.deleteProperty(headersDistinct, key);
    return;
  }
  req.rawHeaders.push(name, value);
  headers[key] = key === 'set-cookie' ? [value] : value;
  headersDistinct[key] = [value];
}

/** Adds a value to a request header. */
export function appendRequestHeader(req: IncomingMessage, name: string, value: string): void {
  const key = name.toLowerCase();
  const { headers } = req;
  const headersDistinct = facts.servesHttp2 ? distinctHeaders(req) : req.headersDistinct;
  const earlier = headers[key];
  headersDistinct[key] = [...(headersDistinct[key] ?? []), value];
  req.rawHeaders.push(name, value);
  if (Array.isArray(earlier)) {
    earlier.push(value);
  } else {
    headers[key] = earlier === undefined ? value : `${earlier}${key === 'cookie' ? '; ' : ', '}${value}`;
  }
}

/** The headers as lists. Requests over HTTP/2 have no such property. */
function distinctHeaders(req: { readonly headersDistinct?: NodeJS.Dict<string[]> }): NodeJS.Dict<string[]> {
  return req.headersDistinct ?? {};
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
  req.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    const [chunk] = args;
    if (event === 'data' && (typeof chunk === 'string' || chunk instanceof Uint8Array)) {
      onChunk(chunk, req.readableEncoding ?? 'utf8');
    }
    return emit(event, ...args);
  };
}
