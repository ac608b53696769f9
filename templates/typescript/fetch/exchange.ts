import { facts } from '../facts.js';
import type { Outcome } from '../shared/record.js';
import { concatBytes } from './bytes.js';
import type { ByteRead, ByteReader } from './bytes.js';
import { isWorker } from './runtime.js';

/** What is told of the response while it goes out. */
export interface ResponseObserver {
  /** The head is about to be committed; whether what follows matters. */
  readonly head: (response: Response) => boolean;
  readonly chunk: (chunk: Uint8Array) => void;
}

/** Where a runtime that stops the work of a request after its response takes what has to be finished nevertheless. */
export interface Lifetime {
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** One request and its response: calls `onDone` once, when the last byte is handed over, or the client is gone before that. */
export class Exchange {
  readonly #request: Request;
  readonly #onDone: (outcome: Outcome) => Promise<unknown>;
  #isOpen = true;
  #release: () => void = () => undefined;
  readonly #watch: ReturnType<typeof setTimeout>;
  #signal: AbortSignal | undefined;

  constructor(request: Request, lifetime: Lifetime | undefined, onDone: (outcome: Outcome) => Promise<unknown>) {
    this.#request = request;
    this.#onDone = onDone;
    lifetime?.waitUntil(
      new Promise<void>((resolve) => {
        this.#release = resolve;
      }),
    );
    // Only a request that is not answered at once can be given up; the signal alone costs more than all the rest.
    this.#watch = setTimeout(() => {
      this.#watchSignal();
    }, 0);
  }

  /** The exchange is over. */
  settle(outcome: Outcome): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#unwatch();
      void this.#onDone(outcome).finally(this.#release);
    }
  }

  /** The response to send in place of the application's: the same, with its body observed as it passes. */
  async follow<Result extends Response | undefined>(
    given: Result,
    observer?: ResponseObserver,
  ): Promise<Result | Response> {
    const response: Response | undefined = given;
    if (!this.#isOpen) {
      return given;
    }
    if (response === undefined || response.status === 0) {
      // The runtime has taken the connection over, or is to break it off.
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
      this.#settleWhole();
      return given;
    }
    if (response.body === null || response.bodyUsed) {
      this.#settleWhole();
      return given;
    }
    this.#unwatch();
    const reader: BodyReader = response.body.getReader();
    // What is kept as a stream is sent as one, whatever of it is there at once.
    const early: EarlyPart = kept === undefined ? await readAtOnce(reader) : { chunks: [], isWhole: false };
    if (facts.capturesResponses) {
      for (const chunk of early.chunks) {
        observer?.chunk(chunk);
      }
    }
    if (early.isWhole) {
      // As bytes, and not as a stream, it keeps the length that the runtime sends with it.
      this.#settleWhole();
      return copyResponse(response, joinBytes(early.chunks));
    }
    const declaredSize = Number(response.headers.get('Content-Length') ?? Number.NaN);
    const body = this.#pass(reader, early, declaredSize, observer);
    // An adapter keeps what is made of parts; of a whole response it would make a new one of the runtime's own.
    const { status, statusText, headers } = response;
    return kept === undefined ? copyResponse(response, body) : new Response(body, { status, statusText, headers });
  }

  /** Nothing tells when a body that is handed over whole is out; but who broke an upload off is gone already. */
  #settleWhole(): void {
    const { method } = this.#request;
    const hasLeft = method !== 'GET' && method !== 'HEAD' && this.#request.signal.aborted;
    this.settle(hasLeft ? 'aborted' : 'completed');
  }

  /** A stream that hands on what the reader gives, no sooner than it is asked for. */
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
          // A client that has all that was declared need not wait for the end of it.
          this.settle(size === declaredSize ? 'completed' : 'aborted');
          return reader.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }

  #watchSignal(): void {
    this.#signal = this.#request.signal;
    if (this.#signal.aborted) {
      this.#abandon();
    } else {
      this.#signal.addEventListener('abort', this.#abandon);
    }
  }

  /** What becomes of a response is told by its body. */
  #unwatch(): void {
    clearTimeout(this.#watch);
    this.#signal?.removeEventListener('abort', this.#abandon);
  }

  readonly #abandon = (): void => {
    this.settle('aborted');
  };
}

/**
 * The body of a response that an adapter for a server keeps as the handler gave it, beside status and headers, so as not to
 * make a stream of it; a look at `body` would undo that. `undefined` where nothing is kept.
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

/** Bytes of a stream that are taken before the response is sent, to see whether they are all. */
const earlyBytes = 65_536;

/** What of a body was there at once. */
interface EarlyPart {
  readonly chunks: Uint8Array<ArrayBuffer>[];
  readonly isWhole: boolean;
  /** The read that is under way. */
  readonly next?: Promise<BodyRead>;
}

/**
 * Reads a body that is there at once, as one of text or bytes is. A stream that has to wait for its next piece is not
 * waited for.
 */
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

/** Settles after as many turns as a body of text or bytes takes at most to be read. */
async function fewTurns(): Promise<undefined> {
  for (let turn = 0; turn < 8; turn += 1) {
    await Promise.resolve();
  }
  return undefined;
}

/** Settles when all that is due at the moment is done. */
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
  // Given as a whole, it keeps what a runtime adds to the standard, such as whether its body is encoded already.
  return new Response(body, response);
}

function joinBytes(chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : concatBytes(chunks);
}

const encoder = new TextEncoder();

/** Some runtimes let a stream of text be a body. */
function bytesOf(chunk: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return typeof chunk === 'string' ? new Uint8Array(encoder.encode(chunk)) : chunk;
}

/** Runs what must not reach the request; what it throws, or rejects with, is reported. */
export async function finish(action: () => unknown, report: (error: unknown) => void): Promise<void> {
  try {
    await action();
  } catch (error) {
    report(error);
  }
}

/** The one among a handler's further arguments that keeps the runtime from stopping too early, if there is one. */
export function lifetimeAmong(values: readonly unknown[]): Lifetime | undefined {
  return values.find(
    (value): value is Lifetime =>
      typeof value === 'object' && value !== null && 'waitUntil' in value && typeof value.waitUntil === 'function',
  );
}
