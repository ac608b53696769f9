/** Header names: what may be one, and which of them a middleware may touch. */

/** Whether a text is a token of RFC 9110, as header names, methods and metric names are. */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
}

/** Whether the connection, and not the application, owns a header. */
export function isFraming(name: string, message: 'request' | 'response'): boolean {
  const lower = name.toLowerCase();
  return framing.has(lower) || (message === 'request' && requestFraming.has(lower));
}

/** Headers by which two neighbours on the wire agree where a message ends and what becomes of the connection. */
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

/** `Host` has decided the route already, and `Expect` has been answered, when a middleware runs. */
const requestFraming = new Set(['expect', 'host']);
