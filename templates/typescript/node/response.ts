import {
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  type ServerResponse,
  validateHeaderName,
  validateHeaderValue,
} from 'node:http';

type HeaderFields = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * Replaces headers right before they are sent; `undefined` removes one. `end`, `write`, `pipe` and `flushHeaders` all
 * call `writeHead`, so this is the only method to wrap. Informational (1xx) responses do not use it and are not affected.
 */
export function replaceHeaders(res: ServerResponse, replacements: () => OutgoingHttpHeaders): void {
  const writeHead = res.writeHead.bind(res);
  res.writeHead = (...head: unknown[]) => {
    if (!res.headersSent) {
      const at = typeof head[1] === 'string' || (head[2] ?? null) !== null ? 2 : 1;
      const own = Object.entries(replacements());
      for (const [name, value] of own) {
        res.removeHeader(name);
        if (value !== undefined && !head[at]) {
          res.setHeader(name, value);
        }
      }
      if (head[at]) {
        head[at] = withReplacements(head[at], own);
      }
    }
    return writeHead(...(head as Parameters<typeof writeHead>));
  };
}

/** Fields for `writeHead`, with some of them replaced. A list that Node refuses is left to it. */
function withReplacements(fields: object, own: readonly Field[]): object {
  const others = Array.isArray(fields) ? pairsIn(fields) : Object.entries(fields);
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  const kept = others?.filter(([name]) => !names.has(name.toLowerCase()));
  const added = own.filter(([, value]) => value !== undefined);
  return kept === undefined ? fields : Object.fromEntries([...kept, ...added]);
}

type Field = readonly [name: string, value: unknown];

/** The fields of `[name, value, …]` or `[[name, value], …]`. A name that occurs several times keeps all its values. */
function pairsIn(fields: unknown[]): Field[] | undefined {
  const flat: unknown[] = fields.every(Array.isArray) ? fields.flat() : fields;
  const pairs = new Map<string, Field>();
  for (let index = 0; index < flat.length; index += 2) {
    const name = flat[index];
    const value = flat[index + 1];
    if (typeof name !== 'string' || index + 1 === flat.length) {
      return undefined;
    }
    const key = name.toLowerCase();
    const earlier = pairs.get(key);
    pairs.set(key, [name, earlier ? [earlier[1], value].flat() : value]);
  }
  return Array.from(pairs.values());
}

/** The headers of a message by lower-case name. */
export type HeadersByName = ReadonlyMap<string, OutgoingHttpHeader | undefined>;

/** What is told the status and headers of a response. */
export interface HeadObserver {
  readonly head: (status: number, headers: HeadersByName) => void;
}

/**
 * Tells an observer the status and headers of a response when Node has accepted them. Headers that other middleware adds
 * after this one are not included, as they can concern a body that it changes.
 */
export function observeHead(res: ServerResponse, observer: HeadObserver): void {
  const writeHead = res.writeHead.bind(res);
  res.writeHead = (...args: unknown[]) => {
    const head = args as Parameters<typeof writeHead>;
    if (res.headersSent) {
      return writeHead(...head);
    }
    const headers = sentHeaders(res, typeof args[1] === 'string' ? args[2] : (args[2] ?? args[1]));
    const result = writeHead(...head);
    observer.head(res.statusCode, headers);
    return result;
  };
}

/** Headers that were set before, and those that are passed to `writeHead`, which replace them. */
function sentHeaders(res: ServerResponse, fields: unknown): HeadersByName {
  const headers = new Map(res.getHeaderNames().map((name) => [name, res.getHeader(name)]));
  if (typeof fields === 'object' && fields !== null) {
    for (const [name, value] of pairsIn(Array.isArray(fields) ? fields : Object.entries(fields)) ?? []) {
      headers.set(name.toLowerCase(), value as OutgoingHttpHeader);
    }
  }
  return headers;
}

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
    return typeof head[1] === 'string' ? writeHead(res.statusCode, res.statusMessage) : writeHead(res.statusCode);
  };
}

/**
 * Applies the arguments of `writeHead` to the response, so that its headers can be read and changed. They replace
 * headers of the same name that were set before. Returns `false` and does nothing if Node cannot send them, so that
 * Node reports its own error and leaves the response as it always does.
 */
function takeHead(res: ServerResponse, [given, reasonOrFields, lastFields]: HeadArguments): boolean {
  const reason = typeof reasonOrFields === 'string' ? reasonOrFields : undefined;
  const fields = typeof reasonOrFields === 'string' ? lastFields : (lastFields ?? reasonOrFields);
  const status = Math.trunc(given);
  const headers = headersOf(fields, res.getHeaderNames().length > 0);
  if (headers === undefined || !(status >= 100 && status <= 999) || notInReason.test(reason ?? ownReason(res))) {
    return false;
  }
  res.statusCode = status;
  if (reason !== undefined) {
    res.statusMessage = reason;
  }
  for (const [name, value] of headers) {
    res.setHeader(name, value);
  }
  return true;
}

/** Characters that Node does not allow in a reason phrase (RFC 9112, section 4). */
const notInReason = /[^\t\x20-\x7e\x80-\xff]/;

/** The reason phrase that the application has set. HTTP/2 has none, and Node prints a warning when it is read there. */
function ownReason(res: ServerResponse): string {
  return String(Object.getOwnPropertyDescriptor(res, 'statusMessage')?.value ?? '');
}

type HeaderPair = readonly [name: string, value: OutgoingHttpHeader];

/** The headers passed to `writeHead`; `undefined` if Node refuses them, which depends on whether there are earlier ones. */
function headersOf(fields: HeaderFields | null | undefined, hasEarlier: boolean): Iterable<HeaderPair> | undefined {
  const pairs = pairsOf(fields)?.filter(([name]) => name !== '' || !hasEarlier);
  if (pairs?.every(([name, value]) => isSendable(name, hasEarlier ? [value] : [value].flat())) !== true) {
    return undefined;
  }
  if (hasEarlier && !Array.isArray(fields)) {
    return pairs;
  }
  // A name that occurs several times keeps all its values.
  const headers = new Map<string, HeaderPair>();
  for (const [name, value] of pairs) {
    const earlier = headers.get(name.toLowerCase())?.[1];
    headers.set(name.toLowerCase(), [name, earlier === undefined ? value : [earlier, value].flat().map(String)]);
  }
  return headers.values();
}

/** Reads an object, `[name, value, …]` or `[[name, value], …]`, without checking names and values. */
function pairsOf(fields: HeaderFields | null | undefined): readonly HeaderPair[] | undefined {
  if (!Array.isArray(fields)) {
    return Object.entries(fields ?? {}) as [string, OutgoingHttpHeader][];
  }
  if (Array.isArray(fields[0])) {
    return fields.every(Array.isArray) ? (fields as unknown as HeaderPair[]) : undefined;
  }
  return fields.length % 2 === 0
    ? fields.flatMap((name, index) => (index % 2 === 0 ? [[name, fields[index + 1]] as unknown as HeaderPair] : []))
    : undefined;
}

function isSendable(name: string, values: readonly unknown[]): boolean {
  try {
    validateHeaderName(name);
    for (const value of values) {
      validateHeaderValue(name, value as string);
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * Calls `onChunk` with each chunk of the body that the response accepts. The return values and callbacks of `write` and
 * `end` are not changed.
 */
export function observeBody(
  res: ServerResponse,
  onChunk: (chunk: string | Uint8Array, encoding: BufferEncoding) => void,
): void {
  const write = res.write.bind(res) as (...args: unknown[]) => boolean;
  const end = res.end.bind(res) as (...args: unknown[]) => ServerResponse;
  // Some implementations of `end` call `write`, for example that of HTTP/2, and would pass the same bytes twice.
  let isInside = false;

  const observe = <Result>(send: (...args: unknown[]) => Result, args: unknown[]): Result => {
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
      onChunk(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
    }
    return result;
  };
  res.write = (...args: unknown[]) => observe(write, args);
  res.end = (...args: unknown[]) => observe(end, args);
}

/** The value of a header as a single string. */
export function fieldText(value: OutgoingHttpHeader | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value?.toString();
}
