import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';

type HeaderFields = OutgoingHttpHeaders | OutgoingHttpHeader[];

type HeadArguments = [status: number, reasonOrFields?: string | HeaderFields | null, fields?: HeaderFields | null];

/**
 * Calls `onHead` right before the response headers are sent. `end`, `write`, `pipe` and `flushHeaders` all call
 * `writeHead`, so this is the only method to wrap. Informational (1xx) responses do not use it and are not affected.
 */
export function beforeHead(res: ServerResponse, onHead: () => void): void {
  const writeHead = res.writeHead.bind(res) as (...head: HeadArguments) => ServerResponse;
  res.writeHead = (...head: HeadArguments) => {
    if (res.headersSent || !takeHead(res, head)) {
      return writeHead(...head);
    }
    onHead();
    return writeHead(res.statusCode);
  };
}

/**
 * Applies the arguments of `writeHead` to the response, so that its headers can be read and changed. They replace
 * headers of the same name that were set before; names that occur several times keep all their values. Returns `false`
 * and does nothing if the arguments are invalid, so that Node reports its own error.
 */
function takeHead(res: ServerResponse, [status, reasonOrFields, lastFields]: HeadArguments): boolean {
  const reason = typeof reasonOrFields === 'string' ? reasonOrFields : undefined;
  const fields = typeof reasonOrFields === 'string' ? lastFields : (lastFields ?? reasonOrFields);
  const headers = headersOf(fields);
  if (headers === undefined || !(status >= 100 && status <= 999) || notInReason.test(reason ?? res.statusMessage)) {
    return false;
  }
  for (const [name, value] of headers) {
    res.setHeader(name, value);
  }
  res.statusCode = Math.trunc(status);
  if (reason !== undefined) {
    res.statusMessage = reason;
  }
  return true;
}

/** Characters that Node does not allow in a reason phrase (RFC 9112, section 4). */
const notInReason = /[^\t\x20-\x7e\x80-\xff]/;

/** The headers passed to `writeHead`, as an object, as `[name, value, …]` or as `[[name, value], …]`. */
function headersOf(
  fields: HeaderFields | null | undefined,
): Iterable<readonly [string, OutgoingHttpHeader]> | undefined {
  if (fields === null || fields === undefined) {
    return [];
  }
  const headers = new Map<string, [name: string, value: OutgoingHttpHeader]>();
  if (!Array.isArray(fields)) {
    for (const [name, value] of Object.entries(fields)) {
      if (name === '' || value === undefined) {
        return undefined;
      }
      headers.set(name, [name, value]);
    }
    return headers.values();
  }
  const flat = fields.flat();
  if (flat.length % 2 !== 0) {
    return undefined;
  }
  for (let index = 0; index < flat.length; index += 2) {
    const name = String(flat[index]);
    const value = flat[index + 1];
    if (name === '' || value === undefined) {
      return undefined;
    }
    const earlier = headers.get(name.toLowerCase())?.[1];
    headers.set(name.toLowerCase(), [name, earlier === undefined ? value : [earlier, value].flat().map(String)]);
  }
  return headers.values();
}

type WriteCallback = (error?: Error | null) => void;

type WriteArguments = [chunk: unknown, encodingOrCallback?: BufferEncoding | WriteCallback, callback?: WriteCallback];

type EndArguments = [chunk?: unknown, encodingOrCallback?: BufferEncoding | WriteCallback, callback?: WriteCallback];

/**
 * Calls `onChunk` with each chunk of the body that the response accepts. The return values and callbacks of `write` and
 * `end` are not changed.
 */
export function observeBody(
  res: ServerResponse,
  onChunk: (chunk: string | Uint8Array, encoding: BufferEncoding) => void,
): void {
  const write = res.write.bind(res) as (...args: WriteArguments) => boolean;
  const end = res.end.bind(res) as (...args: EndArguments) => ServerResponse;
  // Some implementations of `end` call `write`, for example that of HTTP/2, and would pass the same bytes twice.
  let isInside = false;

  const observe = <Arguments extends WriteArguments | EndArguments, Result>(
    send: (...args: Arguments) => Result,
    args: Arguments,
  ): Result => {
    if (isInside || res.writableEnded || res.destroyed) {
      return send(...args);
    }
    isInside = true;
    let result: Result;
    try {
      result = send(...args);
    } finally {
      isInside = false;
    }
    const [chunk, encoding] = args;
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) {
      onChunk(chunk, typeof encoding === 'string' ? encoding : 'utf8');
    }
    return result;
  };
  res.write = (...args: WriteArguments) => observe(write, args);
  res.end = (...args: EndArguments) => observe(end, args);
}

/** The value of a header as a single string. */
export function fieldText(value: OutgoingHttpHeader | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value?.toString();
}
