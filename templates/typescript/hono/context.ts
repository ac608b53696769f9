import type { Context, ExecutionContext } from 'hono';
import { trustedId } from '../shared/values.js';

/** Replaces the response. Assigning it directly would merge the headers of both. */
export function replaceResponse(c: Context, response: Response): void {
  if (response !== c.res) {
    c.res = undefined;
    c.res = response;
  }
}

/** The execution context of the runtime, if it has one. */
export function lifetimeOf(c: Context): ExecutionContext | undefined {
  const bindings: unknown = c.env;
  if (typeof bindings === 'object' && bindings !== null && 'outgoing' in bindings) {
    // Node's server has none, and throwing an error for each request would be expensive.
    return undefined;
  }
  try {
    return c.executionCtx;
  } catch {
    return undefined;
  }
}

/** The variables that handlers can read: `c.get('requestId')`. */
export interface RequestIdEnv {
  Variables: { requestId: string | undefined };
}

/** The ID that an outer middleware has assigned to the request. */
export function knownId(c: Context): string | undefined {
  return trustedId(c.get('requestId'));
}
