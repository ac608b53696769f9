import type { Context, ExecutionContext } from 'hono';
import type { ClientSignal } from '../fetch/exchange.js';
import { type Connection, hasClientLeft, noteEnd } from '../shared/connection.js';
import type { Outcome } from '../shared/record.js';

/** The response of the handler; `null` if there is none, which Hono answers with an error outside of all middleware. */
export function givenResponse(c: Context): Response | null {
  return c.finalized ? c.res : null;
}

/** Replaces the response. Assigning it directly would merge the headers of both. */
export function replaceResponse(c: Context, response: Response | null): void {
  if (response !== null && response !== c.res) {
    c.res = undefined;
    c.res = response;
  }
}

/**
 * The headers of the response, after it has been replaced by a copy if they are immutable. `undefined` for a connection
 * upgrade, a network error, and a value that is not a response, which must stay as they are.
 */
export function responseHeaders(c: Context): Headers | undefined {
  const { status = 0, headers } = c.res as Partial<Response>;
  if (status < 200 || typeof headers?.append !== 'function') {
    return undefined;
  }
  try {
    headers.delete('x-none');
  } catch {
    const { body, statusText } = c.res;
    // Where an adapter replaces the class, it does not copy the headers of fetched responses.
    const init = { headers: new Headers(headers), status, statusText };
    c.res = new Response(body, init);
  }
  return c.res.headers;
}

/** The execution context of the runtime, if it has one. */
export function lifetimeOf(c: Context): ExecutionContext | undefined {
  const { outgoing } = (c.env ?? {}) as { readonly outgoing?: unknown };
  if (outgoing !== undefined) {
    // Node's server has none.
    return undefined;
  }
  // Where there is none, Hono throws an error for each request, whose stack trace would be expensive.
  const errors = Error as { stackTraceLimit?: number | undefined };
  const { stackTraceLimit } = errors;
  errors.stackTraceLimit = 0;
  try {
    const { executionCtx } = c;
    // Tests and adapters also pass other objects.
    return typeof (executionCtx as Partial<ExecutionContext>).waitUntil === 'function' ? executionCtx : undefined;
  } catch {
    return undefined;
  } finally {
    errors.stackTraceLimit = stackTraceLimit;
  }
}

/** The response of Node's server, which its adapter passes as a binding: `HttpBindings` in its documentation. */
interface Outgoing {
  readonly req: { readonly socket: Connection; readonly errored: Error | null };
  readonly destroyed: boolean;
  readonly errored: Error | null;
  readonly writableFinished: boolean;
  readonly on: (event: 'close', listener: () => void) => unknown;
  readonly off: (event: 'close', listener: () => void) => unknown;
}

function outgoingOf(c: Context): Outgoing | undefined {
  const { outgoing } = (c.env ?? {}) as { readonly outgoing?: Partial<Outgoing> };
  const socket: Partial<Connection> | undefined = outgoing?.req?.socket;
  // A response over HTTP/2 does not tell whether it has been destroyed. Tests pass simulated ones.
  return outgoing?.destroyed !== undefined && socket?.errored !== undefined ? (outgoing as Outgoing) : undefined;
}

/**
 * Tells that the connection has been closed. On Node, asking a request for its signal makes the adapter create a whole
 * request and an abort controller.
 */
export function clientSignalOf(c: Context): ClientSignal {
  const outgoing = outgoingOf(c);
  if (outgoing === undefined) {
    return c.req.raw.signal;
  }
  noteEnd(outgoing.req.socket);
  return {
    get aborted() {
      return outgoing.destroyed && !outgoing.writableFinished;
    },
    addEventListener: (_type, listener) => {
      outgoing.on('close', listener);
    },
    removeEventListener: (_type, listener) => {
      outgoing.off('close', listener);
    },
  };
}

/** The outcome of an exchange: the signal does not tell which side has closed the connection. */
export function outcomeOf(c: Context, outcome: Outcome): Outcome {
  const outgoing = outcome === 'aborted' ? outgoingOf(c) : undefined;
  return outgoing === undefined || hasClientLeft(outgoing.req.socket, outgoing.req.errored, outgoing.errored)
    ? outcome
    : 'failed';
}

/** The variables that handlers can read: `c.get('requestId')`. */
export interface RequestIdEnv {
  Variables: { requestId: string | undefined };
}
