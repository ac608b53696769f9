import type { ByteReader } from './bytes.js';

/** The path and the query of a request's URL, as they stand in it. */
export function splitUrl(url: string): { readonly path: string; readonly query: string | undefined } {
  const [, path = '/', query] = /^[^:/?#]*:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  return { path, query };
}

/** A request header as one text; `undefined` where it is absent or empty. */
export function requestHeader(headers: Headers, name: string): string | undefined {
  const value = headers.get(name);
  return value === null || value === '' ? undefined : value;
}

/** Adds a cookie to a request: cookies are joined in a way of their own (RFC 6265, section 5.4). */
export function appendCookie(headers: Headers, value: string): void {
  const earlier = headers.get('Cookie');
  headers.set('Cookie', earlier === null ? value : `${earlier}; ${value}`);
}

/** The request with changed headers: itself where they can be changed, else a copy. */
export function changeRequest<Incoming extends Request>(
  request: Incoming,
  change: (headers: Headers) => void,
): Incoming {
  if (hasMutableHeaders(request)) {
    change(request.headers);
    return request;
  }
  if (request.headers.has('Upgrade')) {
    // A runtime upgrades the connection of its own request alone, not that of a copy.
    return request;
  }
  const headers = new Headers(request.headers);
  change(headers);
  if (Object.getPrototypeOf(request) !== Request.prototype) {
    // A framework's own kind of request: in a copy, what more it has would be lost.
    Object.defineProperty(request, 'headers', { configurable: true, value: headers });
    return request;
  }
  return new Request(request, { headers }) as Incoming;
}

/** Whether headers can be changed: those that a runtime made itself, or that came from another server, often cannot. */
export function hasMutableHeaders({ headers }: Request | Response): boolean {
  try {
    headers.delete('x-none');
    return true;
  } catch {
    return false;
  }
}

/** Takes a request's body as the application reads it. */
export interface RequestBodyObserver {
  readonly onChunk: (chunk: Uint8Array) => void;
  readonly onEnd: () => void;
}

/**
 * Observes a request's body as it is read. The request stays the object that it is, since runtimes and frameworks know it
 * by its identity; so a body that is handed on unread, by `fetch(request)` or `new Request(request)`, is not seen.
 */
export function observeRequestBody(request: Request, observer: RequestBodyObserver): void {
  observeBranch(request, { ...observer, seen: 0 });
}

/** A clone's body is the same body again: what one of them has shown, the other does not show once more. */
interface BodyProgress extends RequestBodyObserver {
  seen: number;
}

/** What there is to the body of a request. */
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
        // What stood here before; some servers make the stream only when it is asked for.
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

/** A request's body, read no sooner than the application reads this one, and in the same way. */
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
      // A reader that waits with a buffer of its own has to be told of the end.
      if (await pull(controller)) {
        controller.byobRequest?.respond(0);
      }
    },
    cancel,
  });
}

/** Whether a stream can be read into buffers of the reader's own. */
function isByteStream(body: ReadableStream): boolean {
  try {
    body.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}
