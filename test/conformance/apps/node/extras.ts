/** Middleware of other authors, to be combined with the generated one. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import compression from 'compression';
import type { Request, Response } from 'express';
import type { Extra } from '../../harness/case.js';
import type { Lab } from './lab.js';
import { methodOf } from './script.js';

export const context = new AsyncLocalStorage<string>();

/** Middleware that needs only the request and the response of Node, so that it works on every framework of the family. */
export type NodeMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: Error) => void,
) => void;

/** Express has parsers of request bodies. */
type Parsers = Pick<typeof import('express'), 'json' | 'raw' | 'text' | 'urlencoded'>;

export function extraMiddleware(extra: Extra, lab: Lab, parsers: Parsers): NodeMiddleware {
  const make = makers[extra];
  if (make === undefined) throw new Error(`there is no ${extra} here`);
  return make(lab, parsers);
}

const makers: Readonly<Partial<Record<Extra, (lab: Lab, parsers: Parsers) => NodeMiddleware>>> = {
  compression: () => {
    const compress = compression({ threshold: 0 });
    return (request, response, next) => {
      compress(request as Request, response as Response, () => {
        next();
      });
    };
  },
  cors: () => (request, response, next) => {
    const origin = request.headers.origin;
    if (origin === undefined) {
      next();
      return;
    }
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', 'X-Own, ETag');
    response.appendHeader('Vary', 'Origin');
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      response.setHeader('Access-Control-Allow-Methods', 'GET,POST');
      response.statusCode = 204;
      response.end();
      return;
    }
    next();
  },
  slow: () => (_request, _response, next) => {
    void pause(20).then(() => {
      next();
    });
  },
  json: (_lab, parsers) => parsers.json(),
  urlencoded: (_lab, parsers) => parsers.urlencoded({ extended: false }),
  text: (_lab, parsers) => parsers.text({ type: '*/*' }),
  raw: (_lab, parsers) => parsers.raw({ type: '*/*' }),
  rewrite: () => (request, _response, next) => {
    request.url = '/json';
    next();
  },
  context: () => (request, _response, next) => {
    context.run(String(request.headers['x-context'] ?? 'none'), next);
  },
  'wrap-response': (lab) => (_request, response, next) => {
    wrapResponse(response, lab);
    next();
  },
  'deferred-end': () => (_request, response, next) => {
    deferEnd(response);
    next();
  },
  'end-by-write': () => (_request, response, next) => {
    endByWrite(response);
    next();
  },
  'early-header': () => (_request, response, next) => {
    response.setHeader('X-Early', 'yes');
    next();
  },
  'base-class': () => (_request, _response, next) => {
    next();
  },
  // What another layer takes for the request's id, in the place where ours is kept.
  'outer-id': () => (request, _response, next) => {
    leaveId(request, request.headers);
    next();
  },
  // Goes on only when the client has left.
  'outlives-client': (lab) => (_request, response, next) => {
    lab.observe('kept');
    response.once('close', () => {
      setImmediate(next);
    });
  },
  // Goes on when it has broken the response off.
  'breaks-off': () => (_request, response, next) => {
    response.once('close', () => {
      setImmediate(next);
    });
    response.destroy();
  },
  'sends-head': () => (_request, response, next) => {
    // Koa has set 404.
    response.statusCode = 200;
    response.setHeader('Content-Type', 'text/plain');
    response.flushHeaders();
    next();
  },
  'reads-body': (_lab, parsers) => parsers.raw({ type: '*/*' }),
  'method-override': () => (request, _response, next) => {
    request.method = 'DELETE';
    next();
  },
};

/** Leaves an ID as other layers do: as an ordinary property, or as one that cannot be changed. */
export function leaveId(place: object, headers: IncomingHttpHeaders): void {
  const { 'x-outer-id': id, 'x-fixed-id': fixed } = headers;
  if (typeof id === 'string') Object.assign(place, { requestId: decodeURIComponent(id) });
  if (typeof fixed === 'string') Object.defineProperty(place, 'requestId', { get: () => decodeURIComponent(fixed) });
}

/** Wraps methods of the response instance and passes calls on, as many libraries do. */
function wrapResponse(response: ServerResponse, lab: Lab): void {
  for (const name of ['write', 'end', 'writeHead'] as const) {
    const original = methodOf(response, name);
    Object.assign(response, {
      [name](this: ServerResponse, ...given: unknown[]): unknown {
        lab.observe('wrapped', name);
        return original.apply(this, given);
      },
    });
  }
}

/** Implements `end` with a chunk as a call of `write`, as the response of HTTP/2 and some libraries do. */
function endByWrite(response: ServerResponse): void {
  const end = methodOf(response, 'end');
  Object.assign(response, {
    end(this: ServerResponse, chunk?: unknown, ...rest: unknown[]): unknown {
      const isChunk = typeof chunk === 'string' || chunk instanceof Uint8Array;
      if (isChunk) methodOf(this, 'write').apply(this, [chunk]);
      return end.apply(this, isChunk ? rest.filter((argument) => typeof argument === 'function') : [chunk, ...rest]);
    },
  });
}

/** Delays `end` until something has been saved, and then calls the original, as session libraries do. */
function deferEnd(response: ServerResponse): void {
  const end = methodOf(response, 'end');
  Object.assign(response, {
    end(...given: unknown[]): ServerResponse {
      void pause(5).then(() => end.apply(response, given));
      return response;
    },
  });
}
