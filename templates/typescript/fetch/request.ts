import type { ByteReader } from './bytes.js';

/** The path of a request URL, exactly as written. */
export function urlPath(url: string): string {
  const path = url.slice(url.indexOf('/', url.indexOf('://') + 3));
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}

/** The path and the query of a request URL, exactly as written. */
export function splitUrl(url: string): { readonly path: string; readonly query: string | undefined } {
  const [, path = '/', query] = /^[^:/?#]*:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  return { path, query };
}

/** The value of a request header; `undefined` if it is missing or empty. */
export function requestHeader(headers: Headers, name: string): string | undefined {
  const value = headers.get(name);
  return value === null || value === '' ? undefined : value;
}

/** Adds a cookie to a request. Cookies are joined with semicolons (RFC 6265, section 5.4). */
export function appendCookie(headers: Headers, value: string): void {
  const earlier = headers.get('Cookie');
  headers.set('Cookie', earlier === null ? value : `${earlier}; ${value}`);
}

/** A request with changed headers: the same object if its headers are mutable, otherwise a copy. */
export function changeRequest<Incoming extends Request>(
  request: Incoming,
  change: (headers: Headers) => void,
): Incoming {
  if (hasMutableHeaders(request)) {
    change(request.headers);
    return request;
  }
  if (request.headers.has('Upgrade')) {
    // The runtime can only upgrade the connection of the original request.
    return request;
  }
  const headers = new Headers(request.headers);
  change(headers);
  if (Object.getPrototypeOf(request) !== Request.prototype) {
    // A copy of a framework's own request class would lose its additional members.
    Object.defineProperty(request, 'headers', { configurable: true, value: headers });
    return request;
  }
  return new Request(request, { headers }) as Incoming;
}

/** Whether headers are mutable. Those of requests from a runtime or of fetched responses often are not. */
export function hasMutableHeaders({ headers }: Request | Response): boolean {
  try {
    headers.delete('x-none');
    return true;
  } catch {
    return false;
  }
}

/** Callbacks for a request body while the application reads it. */
export interface RequestBodyObserver {
  readonly onChunk: (chunk: Uint8Array) => void;
  readonly onEnd: () => void;
}

/**
 * Observes a request body as the application reads it. The request object itself is kept, because runtimes and
 * frameworks rely on its identity. Therefore a body that is passed on unread, with `fetch(request)` or `new
 * Request(request)`, is not observed.
 */
export function observeRequestBody(request: Request, observer: RequestBodyObserver): void {
  observeBranch(request, { ...observer, seen: 0 });
}

/** A clone has the same body, so bytes that were read from both are counted once. */
interface BodyProgress extends RequestBodyObserver {
  seen: number;
}

/** The members of a request that give access to its body. */
interface BodySource extends Pick<Request, 'body' | 'arrayBuffer'> {
  readonly headers: Pick<Headers, 'get'>;
  readonly clone: () => BodySource;
}

function observeBranch(request: BodySource, progress: BodyProgress): void {
  let position = 0;
  const observe = (chunk: Uint8Array): void => {
    position += chunk.byteLength;
    const news = position - progress.seen;
    if (news > 0) {
      progress.seen = position;
      progress.onChunk(chunk.subarray(Math.max(0, chunk.byteLength - news)));
    }
  };
  const earlier = Object.getOwnPropertyDescriptor(request, 'body');
  const readWhole = request.arrayBuffer.bind(request);
  const clone = request.clone.bind(request);
  const arrayBuffer = async (): Promise<ArrayBuffer> => {
    const buffer = await readWhole();
    observe(new Uint8Array(buffer));
    progress.onEnd();
    return buffer;
  };
  const text = async (): Promise<string> => utf8.decode(await arrayBuffer());
  const readAs = (form: 'blob' | 'formData') => async (): Promise<unknown> => {
    const headers = new Headers({ 'Content-Type': request.headers.get('Content-Type') ?? '' });
    return new Response(await arrayBuffer(), { headers })[form]();
  };
  define(request, {
    arrayBuffer: { value: arrayBuffer },
    bytes: { value: async () => new Uint8Array(await arrayBuffer()) },
    text: { value: text },
    json: { value: async (): Promise<unknown> => JSON.parse(await text()) },
    blob: { value: readAs('blob') },
    formData: { value: readAs('formData') },
    clone: {
      value: () => {
        const copy = clone();
        observeBranch(copy, progress);
        return copy;
      },
    },
    body: {
      get: () => {
        // Restore the original property. Some servers create the stream only when it is accessed.
        Reflect.deleteProperty(request, 'body');
        if (earlier !== undefined) {
          define(request, { body: earlier });
        }
        const { body } = request;
        const observed = body === null || body.locked ? body : observeStream(body, observe, progress.onEnd);
        define(request, { body: { value: observed } });
        return observed;
      },
    },
  });
}

function define(request: BodySource, properties: PropertyDescriptorMap): void {
  for (const [name, descriptor] of Object.entries(properties)) {
    Object.defineProperty(request, name, { configurable: true, ...descriptor });
  }
}

const utf8 = new TextDecoder();

/** Wraps the body of a request. It is read only when the application reads the wrapper, and in the same mode. */
function observeStream(
  body: ReadableStream<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  let reader: ByteReader<Uint8Array> | undefined;
  const pull = async (controller: {
    readonly enqueue: (chunk: Uint8Array<ArrayBuffer>) => void;
    readonly close: () => void;
  }): Promise<boolean> => {
    reader ??= body.getReader();
    const { done, value } = await reader.read();
    if (done) {
      onEnd();
      controller.close();
    } else {
      onChunk(value);
      controller.enqueue(value as Uint8Array<ArrayBuffer>);
    }
    return done;
  };
  const cancel = (reason: unknown): Promise<void> => (reader ?? body).cancel(reason);
  if (!isByteStream(body)) {
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          await pull(controller);
        },
        cancel,
      },
      { highWaterMark: 0 },
    );
  }
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      // A pending read into the caller's buffer must be completed explicitly.
      if (await pull(controller)) {
        controller.byobRequest?.respond(0);
      }
    },
    cancel,
  });
}

/** Whether a stream supports reading into the caller's buffers. */
function isByteStream(body: ReadableStream): boolean {
  try {
    body.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}
