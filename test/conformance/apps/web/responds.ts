/** All kinds of responses in the Fetch API. */
import type { WebRoute } from './call.js';

export const respondRoute: WebRoute = {
  method: 'GET',
  path: '/respond/:kind',
  run: ({ params }) => {
    const make = kinds[params['kind'] ?? ''];
    if (make === undefined) throw new Error(`there is no ${String(params['kind'])} here`);
    return make();
  },
};

const bytes = new Uint8Array([97, 98, 99]);

const kinds: Readonly<Record<string, () => Response | Promise<Response>>> = {
  '204': () => new Response(null, { status: 204 }),
  '205': () => new Response(null, { status: 205 }),
  '304': () => new Response(null, { status: 304, headers: { ETag: '"1"' } }),
  redirect: () => Response.redirect('http://localhost/json', 303),
  json: () => Response.json({ a: 1 }),
  text: () => new Response('hi', { status: 201 }),
  blob: () => new Response(new Blob(['blob!'], { type: 'text/plain' })),
  'array-buffer': () => new Response(bytes.buffer, { headers: { 'Content-Type': 'application/octet-stream' } }),
  form: () => new Response(new URLSearchParams({ a: '1', b: '2' })),
  clone: () => new Response('original').clone(),
  // The headers of fetched responses are immutable.
  upstream: () => fetch('data:text/plain,upstream'),
  'empty-text': () => new Response(''),
  'chunked-at-once': () =>
    new Response(streamOf('hi'), { headers: { 'Content-Type': 'text/plain', 'Transfer-Encoding': 'chunked' } }),
  foreign: () => foreignResponse('hi'),
  'without-body': () =>
    ({ status: 200, statusText: 'OK', headers: new Headers({ 'X-Own': '1' }) }) as unknown as Response,
  // Handlers that are not type-checked can return anything.
  'a-text': () => 'hi' as unknown as Response,
  'an-object': () => ({ status: 200, body: 'hi', headers: { 'X-Own': '1' } }) as unknown as Response,
  'a-number': () => 7 as unknown as Response,
  nothing: () => undefined as unknown as Response,
  cookies: () => {
    const headers = new Headers();
    for (const cookie of ['a=1', 'b=2']) headers.append('Set-Cookie', cookie);
    return new Response('hi', { headers });
  },
};

/** A stream with all of its data available at once. */
function streamOf(data: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(data));
      controller.close();
    },
  });
}

/** A response of a library with its own classes, which are not related to those of the runtime. */
function foreignResponse(body: string): Response {
  const headers = new Headers({ 'Content-Type': 'text/plain', 'X-Own': '1' });
  const methods = ['get', 'has', 'set', 'append', 'delete', 'forEach', 'getSetCookie'] as const;
  const foreign = {
    ...Object.fromEntries(methods.map((method) => [method, headers[method].bind(headers)])),
    [Symbol.iterator]: () => headers[Symbol.iterator](),
  };
  return {
    status: 200,
    statusText: 'Foreign',
    ok: true,
    headers: foreign,
    body: streamOf(body),
    bodyUsed: false,
  } as never;
}
