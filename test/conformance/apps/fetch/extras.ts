/** Handlers of other authors, to be combined with the generated middleware. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Extra } from '../../harness/case.js';
import { context, labOf } from '../web/call.js';

type Handler = (request: Request) => Promise<Response>;

export function addExtra(handler: Handler, extra: Extra): Handler {
  const make = makers[extra];
  if (make === undefined) throw new Error(`there is no ${extra} here`);
  return make(handler);
}

const makers: Readonly<Partial<Record<Extra, (handler: Handler) => Handler>>> = {
  compression: (handler) => async (request) => {
    const response = await handler(request);
    const type = response.headers.get('Content-Type') ?? '';
    const isMeant = request.headers.get('Accept-Encoding')?.includes('gzip') === true && type !== 'text/event-stream';
    if (!isMeant || response.body === null || request.method === 'HEAD') return response;
    const headers = new Headers(response.headers);
    headers.delete('Content-Length');
    headers.set('Content-Encoding', 'gzip');
    return new Response(response.body.pipeThrough(new CompressionStream('gzip')), { status: response.status, headers });
  },
  cors: (handler) => async (request) => {
    const origin = request.headers.get('Origin');
    if (origin === null) return handler(request);
    const isPreflight = request.method === 'OPTIONS' && request.headers.has('Access-Control-Request-Method');
    const response = isPreflight ? new Response(null, { status: 204 }) : await handler(request);
    if (isPreflight) response.headers.set('Access-Control-Allow-Methods', 'GET,POST');
    response.headers.set('Access-Control-Allow-Origin', origin);
    response.headers.set('Access-Control-Expose-Headers', 'X-Own, ETag');
    response.headers.append('Vary', 'Origin');
    return response;
  },
  slow: (handler) => async (request) => {
    await pause(20);
    return handler(request);
  },
  // Reads the body and passes on a request with a copy of it.
  json: (handler) => async (request) => {
    if (request.headers.get('Content-Type')?.startsWith('application/json') !== true) return handler(request);
    return handler(new Request(request, { body: await request.text() }));
  },
  // Goes on only when the client has left.
  'outlives-client': (handler) => async (request) => {
    labOf(request)?.observe('kept');
    await once(request.signal, 'abort');
    return handler(request);
  },
  'reads-body': (handler) => async (request) => {
    await request.arrayBuffer();
    return handler(request);
  },
  context: (handler) => (request) => context.run(request.headers.get('X-Context') ?? 'none', () => handler(request)),
  'early-header': (handler) => async (request) => {
    const response = await handler(request);
    const headers = new Headers(response.headers);
    headers.set('X-Early', 'yes');
    return new Response(response.body, { status: response.status, headers });
  },
  // Creates another response with the same body, as many libraries do.
  'wrap-response': (handler) => async (request) => {
    const response = await handler(request);
    return new Response(response.body?.pipeThrough(new TransformStream()) ?? null, response);
  },
  // Counts the bytes of a body in a new request.
  'body-limit': (handler) => async (request) => {
    let size = 0;
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.length;
        if (size > 1000) controller.error(new RangeError('too large'));
        else controller.enqueue(chunk);
      },
    });
    const body = request.body?.pipeThrough(counting) ?? null;
    const response = await handler(new Request(request, { body, ...(body === null ? {} : { duplex: 'half' }) }));
    return size > 1000 ? new Response('too large', { status: 413 }) : response;
  },
  'method-override': (handler) => (request) => handler(new Request(request, { method: 'DELETE' })),
};
