import type { Context, ExecutionContext } from 'hono';

/** Sends another response in place of the one that there is; assigned at once, it would get the headers of both. */
export function replaceResponse(c: Context, response: Response): void {
  if (response !== c.res) {
    c.res = undefined;
    c.res = response;
  }
}

/** What the runtime gives to keep working after the response, where it has such a thing. */
export function lifetimeOf(c: Context): ExecutionContext | undefined {
  const bindings: unknown = c.env;
  if (typeof bindings === 'object' && bindings !== null && 'outgoing' in bindings) {
    // Node's server has none, and an error for each request would be dear.
    return undefined;
  }
  try {
    return c.executionCtx;
  } catch {
    return undefined;
  }
}

/** What handlers find in their context: `c.get('requestId')`. */
export interface RequestIdEnv {
  Variables: { requestId: string | undefined };
}

/** The id that an outer middleware has given the request. */
export function knownId(c: Context): string | undefined {
  const id: unknown = c.get('requestId');
  return typeof id === 'string' ? id : undefined;
}
