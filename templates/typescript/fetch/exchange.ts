import { facts } from '../facts.js';
import type { Outcome } from '../shared/record.js';
import { concatBytes } from './bytes.js';
import type { ByteRead, ByteReader } from './bytes.js';
import { isWorker } from './runtime.js';

/** Callbacks for a response while it is sent. */
export interface ResponseObserver {
  /** Called when the response headers are about to be sent. Returns whether the body needs to be observed. */
  readonly head: (response: Response) => boolean;
  readonly chunk: (chunk: Uint8Array) => void;
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
  readonly #signal: AbortSignal;

  constructor(request: Request, lifetime: Lifetime | undefined, onDone: (outcome: Outcome) => Promise<unknown>) {
    this.#request = request;
    this.#onDone = onDone;
    lifetime?.waitUntil(
      new Promise<void>((resolve) => {
        this.#release = resolve;
      }),
    );
    this.#signal = request.signal;
    if (this.#signal.aborted) {
      // Other middleware came first, and the client did not wait for it.
      this.#abandon();
    } else {
      this.#signal.addEventListener('abort', this.#abandon);
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
  async follow<Result extends Response | undefined>(
    given: Result,
    observer?: ResponseObserver,
  ): Promise<Result | Response> {
    const response: Response | undefined = given;
    if (!this.#isOpen) {
      return given;
    }
    if (response === undefined || response.status === 0) {
      // The runtime has upgraded the connection or will close it.
      this.settle(response === undefined ? 'completed' : 'failed');
      return given;
    }
    if (facts.callsDone) {
      observer?.head(response);
    } else if (!observer?.head(response)) {
      this.settle('completed');
      return given;
    }
    const kept = this.#request.method === 'HEAD' ? null : keptBody(response);
    if (kept === null || typeof kept === 'string' || kept instanceof Uint8Array) {
      if (kept !== null && facts.capturesResponses) {
        observer?.chunk(bytesOf(kept));
      }
      // There is no event for when a body that is not a stream has been sent.
      this.settle('completed');
      return given;
    }
    if (response.body === null || response.bodyUsed) {
      this.settle('completed');
      return given;
    }
    this.#unwatch();
    const reader: BodyReader = response.body.getReader();
    // A body that is a stream is always sent as a stream, even if all of its bytes are available.
    const early: EarlyPart = kept === undefined ? await readAtOnce(reader) : { chunks: [], isWhole: false };
    if (facts.capturesResponses) {
      for (const chunk of early.chunks) {
        observer?.chunk(chunk);
      }
    }
    if (early.isWhole) {
      // As bytes instead of a stream, so that the runtime can send its length.
      this.settle('completed');
      return copyResponse(response, joinBytes(early.chunks));
    }
    const declaredSize = Number(response.headers.get('Content-Length') ?? Number.NaN);
    const body = this.#pass(reader, early, declaredSize, observer);
    // Adapters handle a response created from parts efficiently. From a whole response they would create one of the
    // runtime's own.
    const { status, statusText, headers } = response;
    return kept === undefined ? copyResponse(response, body) : new Response(body, { status, statusText, headers });
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

  /** From here on, the body tells how the response ends. */
  #unwatch(): void {
    this.#signal.removeEventListener('abort', this.#abandon);
  }

  readonly #abandon = (): void => {
    this.settle('aborted');
  };
}

/**
 * The original body of a response that a server adapter stores together with its status and headers to avoid creating a
 * stream. Accessing `body` would create the stream. `undefined` if nothing is stored.
 */
function keptBody(response: Response): string | Uint8Array<ArrayBuffer> | ReadableStream | null | undefined {
  for (const key of Object.getOwnPropertySymbols(response)) {
    const kept: unknown = Reflect.get(response, key);
    if (Array.isArray(kept) && kept.length === 3 && kept[0] === response.status) {
      const body: unknown = kept[1];
      const isKnown =
        body === null || typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
      return isKnown ? (body as string | Uint8Array<ArrayBuffer> | ReadableStream | null) : undefined;
    }
  }
  return undefined;
}

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

/** Reads a body that is available immediately, such as text or bytes. Does not wait for a stream that is not ready. */
async function readAtOnce(reader: BodyReader): Promise<EarlyPart> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; ;) {
    const next = reader.read();
    const read = await Promise.race([next, isWorker ? nextTask() : fewTurns()]).catch(() => undefined);
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

/** Resolves after as many microtasks as reading a body of text or bytes can take. */
async function fewTurns(): Promise<undefined> {
  for (let turn = 0; turn < 8; turn += 1) {
    await Promise.resolve();
  }
  return undefined;
}

/** Resolves when the current tasks have been processed. */
export function nextTask(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(undefined);
    }, 0);
  });
}

/** The same response with another body. */
function copyResponse(
  response: Response,
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>,
): Response {
  // Passing the whole response keeps non-standard properties, such as whether the body is already encoded.
  return new Response(body, response);
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
