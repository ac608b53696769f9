/** Header names: which are valid, and which a middleware may change. */

/** Whether the text is a token as defined by RFC 9110, which header names, methods and metric names have to be. */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
}

/** Whether a header belongs to the connection and must not be changed by the application. */
export function isFraming(name: string, message: 'request' | 'response'): boolean {
  const lower = name.toLowerCase();
  return framing.has(lower) || (message === 'request' && requestFraming.has(lower));
}

/** Headers that control message framing and the connection between two hops. */
const framing = new Set([
  'connection',
  'content-length',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** By the time a middleware runs, `Host` has been used for routing and `Expect` has been answered. */
const requestFraming = new Set(['expect', 'host']);
