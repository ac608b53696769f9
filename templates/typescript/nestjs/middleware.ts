import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as middleware gets it: Express's own, or with Fastify Node's, to which Nest adds the target. */
export interface NestRequest extends IncomingMessage {
  readonly method: string;
  /** The request target as the client sent it. */
  readonly originalUrl: string;
}

/** A middleware function, for `app.use()` and `consumer.apply()`. */
export type RequestHandler = (req: NestRequest, res: ServerResponse, next: (error?: unknown) => void) => void;

/** The provider of the options for middleware classes. */
export const MIDDLEWARE_OPTIONS: unique symbol = Symbol('MIDDLEWARE_OPTIONS');
