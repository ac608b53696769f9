import type { Context, ExecutionContext } from 'hono';
import type { ClientSignal } from '../fetch/exchange.js';

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
  const bindings: unknown = c.env;
  if (typeof bindings === 'object' && bindings !== null && 'outgoing' in bindings) {
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
  readonly destroyed: boolean;
  readonly writableFinished: boolean;
  readonly on: (event: 'close', listener: () => void) => unknown;
  readonly off: (event: 'close', listener: () => void) => unknown;
}

/**
 * Tells that the client has disconnected. On Node, asking a request for its signal makes the adapter create a whole request
 * and an abort controller.
 */
export function clientSignalOf(c: Context): ClientSignal {
  const { outgoing } = (c.env ?? {}) as { readonly outgoing?: Outgoing };
  if (typeof outgoing?.destroyed !== 'boolean') {
    return c.req.raw.signal;
  }
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

/** The variables that handlers can read: `c.get('requestId')`. */
export interface RequestIdEnv {
  Variables: { requestId: string | undefined };
}
