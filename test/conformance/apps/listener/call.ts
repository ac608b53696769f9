/** What a handler of the listener gets, and how it responds. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Lab } from '../node/lab.js';

export interface Call {
  readonly request: IncomingMessage & { readonly requestId?: string; readonly body?: unknown };
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** The segments of the path that the route's `:name` stand for. */
  readonly params: readonly string[];
}

export interface ListenerRoute {
  /** Default: any. A route for `GET` is also for `HEAD`. */
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly run: (call: Call, lab: Lab) => unknown;
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  send(response, 'application/json; charset=utf-8', JSON.stringify(value), status);
}

export function sendText(response: ServerResponse, text: string): void {
  send(response, 'text/plain; charset=utf-8', text);
}

export function send(response: ServerResponse, type: string, body: string | Buffer, status = 200): void {
  const bytes = Buffer.from(body);
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', bytes.length);
  response.end(bytes);
}
