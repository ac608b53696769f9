/** Types and state of the routes that the Hono application and the plain Fetch handler share. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Lab } from '../node/lab.js';

export interface Call {
  readonly request: Request;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  /** The ID that the middleware has assigned. */
  readonly requestId: string | undefined;
}

export interface WebRoute {
  /** Absent: any method. */
  readonly method?: string;
  readonly path: string;
  readonly run: (call: Call, lab: Lab) => Response | Promise<Response>;
}

/** The value that the extra middleware `context` sets for a request. */
export const context = new AsyncLocalStorage<string>();

/** Where hooks report events. Hooks files only have access to the request. */
const labs = new WeakMap<Request, Lab>();
Object.assign(globalThis, { labOf });

export function labOf(request: Request): Lab | undefined {
  return labs.get(request);
}

export function remember(request: Request, lab: Lab): void {
  labs.set(request, lab);
}

export function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json' } });
}

export function text(value: string, status = 200): Response {
  return new Response(value, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
}
