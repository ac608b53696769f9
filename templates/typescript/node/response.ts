import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';

type HeaderFields = OutgoingHttpHeaders | OutgoingHttpHeader[];

type HeadArguments = [status: number, reasonOrFields?: string | HeaderFields | null, fields?: HeaderFields | null];

/**
 * Calls `onHead` right before the head of the response is committed. `end`, `write`, `pipe` and `flushHeaders` all come
 * to their head through `writeHead`, so that is the one method to wrap; 1xx responses do not, and pass.
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
 * Moves what `writeHead` was given into the response, where the steps of the head can see and change it. Set beforehand,
 * a header of the same name gives way; given several times, it keeps all its values. Returns `false`, having done
 * nothing, for arguments that only Node's own error message should answer.
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

/** What Node takes in no reason phrase (RFC 9112, section 4). */
const notInReason = /[^\t\x20-\x7e\x80-\xff]/;

/** The headers that `writeHead` takes as an object, as `[name, value, …]` or as `[[name, value], …]`. */
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

/** Calls `onChunk` with every piece of the body that the response accepts. What `write` and `end` return, and when they call back, is theirs. */
export function observeBody(
  res: ServerResponse,
  onChunk: (chunk: string | Uint8Array, encoding: BufferEncoding) => void,
): void {
  const write = res.write.bind(res) as (...args: WriteArguments) => boolean;
  const end = res.end.bind(res) as (...args: EndArguments) => ServerResponse;
  // An `end` that is built on `write`, as HTTP/2's and some libraries' are, comes by here twice with the same bytes.
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

/** A header's value as one text. */
export function fieldText(value: OutgoingHttpHeader | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value?.toString();
}
