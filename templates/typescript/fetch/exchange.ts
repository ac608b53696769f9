import { facts } from '../facts.js';
import type { Outcome } from '../shared/record.js';
import { concatBytes } from './bytes.js';
import type { ByteRead, ByteReader } from './bytes.js';
import { isResponse, partsOf } from './response.js';
import { isWorker } from './runtime.js';

/** Callbacks for a response while it is sent. */
export interface ResponseObserver {
  /** Called when the response headers are about to be sent. Returns whether the body needs to be observed. */
  readonly head: (response: Response) => boolean;
  readonly chunk: (chunk: Uint8Array) => void;
}

/** A body that is sent at once. `null`: none. */
export type WholeBody = string | Uint8Array | null;

/** Tells that the client has disconnected. */
export interface ClientSignal {
  readonly aborted: boolean;
  readonly addEventListener: (type: 'abort', listener: () => void) => void;
  readonly removeEventListener: (type: 'abort', listener: () => void) => void;
}

/** Keeps a runtime that stops work after the response alive until a promise settles. */
export interface Lifetime {
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/**
 * One request and its response. Calls `onDone` once, when the last byte has been passed on or the client has
 * disconnected before that.
 */
export class Exchange {
  readonly #request: Request;
  readonly #onDone: (outcome: Outcome) => Promise<unknown>;
  #isOpen = true;
  #release: () => void = () => undefined;
  readonly #signal: ClientSignal;
  readonly #bodyOf: ((response: Response) => WholeBody | undefined) | undefined;

  constructor(
    request: Request,
    lifetime: Lifetime | undefined,
    onDone: (outcome: Outcome) => Promise<unknown>,
    signal: ClientSignal,
    bodyOf?: (response: Response) => WholeBody | undefined,
  ) {
    this.#request = request;
    this.#onDone = onDone;
    this.#signal = signal;
    this.#bodyOf = bodyOf;
    lifetime?.waitUntil(
      new Promise<void>((resolve) => {
        this.#release = resolve;
      }),
    );
    if (signal.aborted) {
      // Other middleware came first, and the client did not wait for it.
      this.#abandon();
    } else if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') {
      // Deno also aborts the signal when the application opens a WebSocket. Then the response tells what happened.
      signal.addEventListener('abort', this.#abandon);
    }
  }

  /** Ends the exchange. */
  settle(outcome: Outcome): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#unwatch();
      void this.#onDone(outcome).finally(this.#release);
    }
  }

  /** Returns the response to send instead of the application's: the same response, but with an observed body. */
  async follow<Result extends Response | null | undefined>(
    given: Result,
    observer?: ResponseObserver,
  ): Promise<Result | Response> {
    if (!this.#isOpen) {
      return given;
    }
    if (!isResponse(given) || given.status === 0) {
      // Without a value, the runtime has upgraded the connection. It answers other values with an error, or closes it.
      this.settle(given === undefined ? 'completed' : 'failed');
      return given;
    }
    if (this.#signal.aborted && given.status >= 200) {
      this.#abandon();
      return given;
    }
    if (facts.callsDone) {
      observer?.head(given);
    } else if (!observer?.head(given)) {
      this.settle('completed');
      return given;
    }
    const body = this.#bodyOf?.(given);
    if (body !== undefined) {
      if (facts.capturesResponses && body !== null) {
        observer?.chunk(typeof body === 'string' ? encoder.encode(body) : body);
      }
      this.settle('completed');
      return given;
    }
    const parts = partsOf(given);
    if (this.#request.method === 'HEAD' || !hasReadableBody(given)) {
      // There is no event for when a body that is not a stream has been sent.
      this.settle('completed');
      return given;
    }
    // From here on, the body tells how the response ends.
    this.#unwatch();
    // On Workers, a whole response also says whether its body is encoded already.
    const init = isWorker && given instanceof Response ? given : parts;
    const reader: BodyReader = given.body.getReader();
    // With a length, a response that is to be sent in chunks would be invalid.
    const early: EarlyPart = parts.headers.has('Transfer-Encoding')
      ? { chunks: [], isWhole: false }
      : await readAtOnce(reader);
    if (facts.capturesResponses) {
      for (const chunk of early.chunks) {
        observer?.chunk(chunk);
      }
    }
    if (early.isWhole) {
      // As bytes instead of a stream, so that the runtime can send its length.
      this.settle('completed');
      return new Response(joinBytes(early.chunks), init);
    }
    const declaredSize = Number(parts.headers.get('Content-Length') ?? Number.NaN);
    return new Response(this.#pass(reader, early, declaredSize, observer), init);
  }

  /** Creates a stream that returns the chunks of the reader and reads only on demand. */
  #pass(
    reader: BodyReader,
    early: EarlyPart,
    declaredSize: number,
    observer: ResponseObserver | undefined,
  ): ReadableStream<Uint8Array<ArrayBuffer>> {
    const waiting = [...early.chunks];
    let pending = early.next;
    let size = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull: async (controller) => {
          const known = waiting.shift();
          if (known !== undefined) {
            size += known.byteLength;
            controller.enqueue(known);
            return;
          }
          try {
            const { done, value } = await (pending ?? reader.read());
            pending = undefined;
            if (done) {
              this.settle('completed');
              controller.close();
              return;
            }
            const chunk = bytesOf(value);
            size += chunk.byteLength;
            if (facts.capturesResponses) {
              observer?.chunk(chunk);
            }
            controller.enqueue(chunk);
          } catch (error) {
            this.settle('failed');
            controller.error(error);
          }
        },
        cancel: (reason) => {
          // A client that has received the declared number of bytes does not have to wait for the end of the stream.
          this.settle(size === declaredSize ? 'completed' : 'aborted');
          return reader.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }

  #unwatch(): void {
    this.#signal.removeEventListener('abort', this.#abandon);
  }

  readonly #abandon = (): void => {
    if (this.#signal.aborted) {
      this.settle('aborted');
    }
  };
}

/** Whether the body of a response can be read here. Those of other libraries are not always streams of this API. */
function hasReadableBody(response: Response): response is Response & { readonly body: ReadableStream } {
  const body: Partial<ReadableStream> | null | undefined = response.body;
  return typeof body?.getReader === 'function' && body.locked !== true && canHaveBody(response.status);
}

/** Whether a response can be created with this status and a body. */
function canHaveBody(status: number): boolean {
  return status >= 200 && status <= 599 && !bodiless.has(status);
}

const bodiless = new Set([204, 205, 304]);

type BodyReader = ByteReader<Uint8Array<ArrayBuffer>>;
type BodyRead = ByteRead<Uint8Array<ArrayBuffer>>;

/**
 * Number of bytes that are read from a stream before the response is sent, to find out whether they are the whole body.
 */
const earlyBytes = 65_536;

/** The part of a body that was available immediately. */
interface EarlyPart {
  readonly chunks: Uint8Array<ArrayBuffer>[];
  readonly isWhole: boolean;
  /** The pending read. */
  readonly next?: Promise<BodyRead>;
}

/**
 * Reads a body that is available immediately, such as text or bytes. Does not wait for a stream that is not ready.
 *
 * Runtimes send the length of text and bytes, but a body does not tell whether it was created from them or from a stream:
 * `arrayBuffer` would wait for the end of a stream, `clone` would buffer what a slow client does not read, and where an
 * adapter gives access to the server, as on Node, that has the bytes after outer middleware such as compression. So the
 * duration of a read decides. A body that takes longer is sent as a stream, and nothing else changes.
 */
async function readAtOnce(reader: BodyReader): Promise<EarlyPart> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; ;) {
    const next = reader.read();
    const read = await resultSoon(next);
    if (read === undefined || (!read.done && chunks.length > 1 && size > earlyBytes)) {
      return { chunks, isWhole: false, next };
    }
    if (read.done) {
      return { chunks, isWhole: true };
    }
    const chunk = bytesOf(read.value);
    size += chunk.byteLength;
    chunks.push(chunk);
  }
}

/** The result of a read, if it is there after as many microtasks as reading a body of text or bytes can take. */
async function resultSoon(next: Promise<BodyRead>): Promise<BodyRead | undefined> {
  if (isWorker) {
    // Workers read even bytes in a separate task.
    return Promise.race([next, nextTask()]).catch(() => undefined);
  }
  let read: BodyRead | undefined;
  next.then(
    (result) => {
      read = result;
    },
    () => undefined,
  );
  for (let turn = 0; turn < 8 && read === undefined; turn += 1) {
    await Promise.resolve();
  }
  return read;
}

/** Resolves when the current tasks have been processed. */
export function nextTask(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(undefined);
    }, 0);
  });
}

function joinBytes(chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : concatBytes(chunks);
}

const encoder = new TextEncoder();

/** Some runtimes accept a stream of text as a body. */
function bytesOf(chunk: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return typeof chunk === 'string' ? new Uint8Array(encoder.encode(chunk)) : chunk;
}

/** Runs an action and reports its errors, so that they cannot affect the request. */
export async function finish(action: () => unknown, report: (error: unknown) => void): Promise<void> {
  try {
    await action();
  } catch (error) {
    report(error);
  }
}

/** Finds the handler argument that has a `waitUntil` method, if there is one. */
export function lifetimeAmong(values: readonly unknown[]): Lifetime | undefined {
  return values.find(
    (value): value is Lifetime =>
      typeof value === 'object' && value !== null && 'waitUntil' in value && typeof value.waitUntil === 'function',
  );
}
