/** The plain routes, as described in ../CONTRACT.md. */
import { setImmediate as turn } from 'node:timers/promises';
import { context, json, text, type WebRoute } from '../web/call.js';

export const plainRoutes: readonly WebRoute[] = [
  { method: 'GET', path: '/json', run: () => Response.json({ hello: 'world', n: 1 }) },
  { method: 'POST', path: '/json', run: () => Response.json({ created: true }, { status: 201 }) },
  { method: 'GET', path: '/text', run: () => text('hello, wörld\n') },
  {
    method: 'GET',
    path: '/html',
    run: () => new Response('<p>hi</p>', { headers: { 'Content-Type': 'text/html; charset=utf-8' } }),
  },
  { method: 'GET', path: '/buffer', run: () => new Response(new TextEncoder().encode('{"bytes":true}')) },
  {
    method: 'GET',
    path: '/binary',
    run: () =>
      new Response(new Blob([Uint8Array.from({ length: 256 }, (_, byte) => byte)]), {
        headers: { 'Content-Type': 'application/octet-stream' },
      }),
  },
  { method: 'GET', path: '/empty', run: () => new Response(null) },
  { method: 'GET', path: '/no-content', run: () => new Response(null, { status: 204 }) },
  {
    method: 'GET',
    path: '/etag',
    run: ({ request }) => {
      const headers = { ETag: '"v1"', Vary: 'Accept' };
      return request.headers.get('If-None-Match') === '"v1"'
        ? new Response(null, { status: 304, headers })
        : Response.json({ version: 1 }, { headers });
    },
  },
  {
    method: 'GET',
    path: '/redirect',
    run: () => new Response(null, { status: 302, headers: { Location: '/json' } }),
  },
  ...['/health', '/admin/health', '/users/:id/private'].map((path): WebRoute => ({
    method: 'GET',
    path,
    run: () => text('fine'),
  })),
  { path: '/users/:id', run: ({ params, request }) => json({ id: params['id'], method: request.method }) },
  {
    method: 'GET',
    path: '/status/:code',
    run: ({ params }) => json({ code: Number(params['code']) }, Number(params['code'])),
  },
  {
    path: '/throw',
    run: () => {
      throw new Error('boom');
    },
  },
  { method: 'GET', path: '/reject', run: () => Promise.reject(new Error('boom')) },
  {
    method: 'GET',
    path: '/http-error',
    run: () => {
      throw Object.assign(new Error('no coffee'), { status: 418, headers: { 'X-Error': 'teapot' } });
    },
  },
  { method: 'GET', path: '/destroy', run: () => Response.error() },
  {
    path: '/headers',
    run: ({ request, requestId }, lab) => {
      const headers = Object.fromEntries(request.headers);
      const { pathname, search } = new URL(request.url);
      lab.observe('request', { method: request.method, url: pathname + search, headers, requestId });
      return json(headers);
    },
  },
  {
    method: 'GET',
    path: '/cookies',
    run: () => {
      const headers = new Headers();
      for (const [name, value] of [
        ['Set-Cookie', 'a=1; Path=/'],
        ['Set-Cookie', 'b=2; Path=/'],
        ['Link', '</a>; rel=a'],
        ['Link', '</b>; rel=b'],
        ['Vary', 'Accept'],
        ['Vary', 'Origin'],
      ] as const)
        headers.append(name, value);
      return Response.json({ cookies: 2 }, { headers });
    },
  },
  {
    method: 'GET',
    path: '/poisoned',
    run: () =>
      Response.json(
        {},
        {
          headers: {
            'X-PROCESS-TIME': 'fake',
            'Server-Timing': 'db;dur=5',
            'x-request-id': 'mine',
            'X-Frame-Options': 'SAMEORIGIN',
            Vary: 'Accept',
          },
        },
      ),
  },
  {
    method: 'GET',
    path: '/id',
    run: async ({ requestId }) => {
      await turn();
      return json({ requestId, context: context.getStore() ?? null });
    },
  },
  {
    method: 'GET',
    path: '/clock',
    run: () => {
      const { now } = Date;
      Date.now = () => now() - 3_600_000;
      setImmediate(() => {
        Date.now = now;
      });
      return json({});
    },
  },
  {
    method: 'GET',
    path: '/wait',
    run: async (_call, lab) => {
      lab.observe('handler');
      await lab.gate('answer');
      return json({ waited: true });
    },
  },
  {
    method: 'POST',
    path: '/take-json',
    run: async ({ request }) => json({ took: await request.json(), context: context.getStore() ?? null }),
  },
  {
    method: 'POST',
    path: '/take-form',
    run: async ({ request }) => json({ took: Object.fromEntries(new URLSearchParams(await request.text())) }),
  },
  { method: 'POST', path: '/take-text', run: async ({ request }) => json({ took: await request.text() }) },
];
