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
  cookies: () => {
    const headers = new Headers();
    for (const cookie of ['a=1', 'b=2']) headers.append('Set-Cookie', cookie);
    return new Response('hi', { headers });
  },
};
