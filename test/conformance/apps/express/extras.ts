/** Middleware of other authors, to be combined with the generated one. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import compression from 'compression';
import type { Express, RequestHandler } from 'express';
import type { Extra } from '../../harness/case.js';
import type { Lab } from '../node/lab.js';
import { methodOf } from '../node/script.js';

export const context = new AsyncLocalStorage<string>();

export function addExtra(app: Express, extra: Extra, lab: Lab, express: typeof import('express')): void {
  const make = makers[extra];
  if (make === undefined) throw new Error(`there is no ${extra} here`);
  app.use(make(lab, express));
}

const makers: Readonly<Partial<Record<Extra, (lab: Lab, express: typeof import('express')) => RequestHandler>>> = {
  compression: () => compression({ threshold: 0 }),
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
  json: (_lab, express) => express.json(),
  urlencoded: (_lab, express) => express.urlencoded({ extended: false }),
  text: (_lab, express) => express.text({ type: '*/*' }),
  raw: (_lab, express) => express.raw({ type: '*/*' }),
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
    const id = request.headers['x-outer-id'];
    if (typeof id === 'string') Object.assign(request, { requestId: decodeURIComponent(id) });
    next();
  },
  // Goes on only when the client has left.
  'outlives-client': (lab) => (_request, response, next) => {
    lab.observe('kept');
    response.once('close', () => {
      setImmediate(next);
    });
  },
  'reads-body': (_lab, express) => express.raw({ type: '*/*' }),
  'method-override': () => (request, _response, next) => {
    request.method = 'DELETE';
    next();
  },
};

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
