/** The plain routes, with Hono's features, as described in ../CONTRACT.md. */
import { serveStatic } from '@hono/node-server/serve-static';
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Lab } from '../node/lab.js';
import { bodyRoutes } from '../web/bodies.js';
import { context } from '../web/call.js';
import { respondRoute } from '../web/responds.js';
import { sayRoute } from '../web/says.js';
import { streamRoutes } from '../web/streams.js';

interface Env {
  Variables: { requestId?: string };
}

const publicFolder = fileURLToPath(new URL('../public/', import.meta.url));

function idOf(c: Context): string | undefined {
  return (c as Context<Env>).get('requestId');
}

export function addRoutes(host: Hono, lab: Lab, prefix: string): void {
  for (const { method, path, run } of [...streamRoutes, ...bodyRoutes, sayRoute, respondRoute]) {
    const handler = (c: Context): Response | Promise<Response> =>
      run({ request: c.req.raw, url: new URL(c.req.url), params: c.req.param(), requestId: idOf(c) }, lab);
    if (method === undefined) host.all(path, handler);
    else host.on(method, path, handler);
  }
  host.get('/json', (c) => c.json({ hello: 'world', n: 1 }));
  host.post('/json', (c) => c.json({ created: true }, 201));
  host.get('/text', (c) => c.text('hello, wörld\n'));
  host.get('/html', (c) => c.html('<p>hi</p>'));
  host.get('/buffer', (c) => c.body(new TextEncoder().encode('{"bytes":true}')));
  host.get('/binary', (c) =>
    c.body(
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
      200,
      { 'Content-Type': 'application/octet-stream' },
    ),
  );
  host.get('/empty', (c) => c.body(null));
  host.get('/no-content', (c) => c.body(null, 204));
  host.get('/etag', (c) => {
    c.header('ETag', '"v1"');
    c.header('Vary', 'Accept');
    return c.req.header('If-None-Match') === '"v1"' ? c.body(null, 304) : c.json({ version: 1 });
  });
  host.get('/redirect', (c) => c.redirect('/json'));
  for (const path of ['/health', '/admin/health', '/users/:id/private']) host.get(path, (c) => c.text('fine'));
  host.all('/users/:id', (c) => c.json({ id: c.req.param('id'), method: c.req.method }));
  host.get('/status/:code', (c) => {
    const code = Number(c.req.param('code'));
    return new Response(JSON.stringify({ code }), { status: code, headers: { 'Content-Type': 'application/json' } });
  });
  addErrorRoutes(host);
  host.all('/headers', (c) => {
    const headers = Object.fromEntries(c.req.raw.headers);
    lab.observe('request', { method: c.req.method, url: pathOf(c.req.raw), headers, requestId: idOf(c) });
    return c.json(headers);
  });
  host.get('/cookies', (c) => {
    for (const [name, value] of [
      ['Set-Cookie', 'a=1; Path=/'],
      ['Set-Cookie', 'b=2; Path=/'],
      ['Link', '</a>; rel=a'],
      ['Link', '</b>; rel=b'],
      ['Vary', 'Accept'],
      ['Vary', 'Origin'],
    ] as const)
      c.header(name, value, { append: true });
    return c.json({ cookies: 2 });
  });
  host.get('/poisoned', (c) =>
    c.json({}, 200, {
      'X-PROCESS-TIME': 'fake',
      'Server-Timing': 'db;dur=5',
      'x-request-id': 'mine',
      'X-Frame-Options': 'SAMEORIGIN',
      Vary: 'Accept',
    }),
  );
  host.get('/id', async (c) => {
    await turn();
    return c.json({ requestId: idOf(c), context: context.getStore() ?? null });
  });
  host.get('/clock', (c) => {
    const { now } = Date;
    Date.now = () => now() - 3_600_000;
    setImmediate(() => {
      Date.now = now;
    });
    return c.json({});
  });
  host.get('/destroy', (c) => {
    // Hono's server on Node passes its response as a binding.
    (c.env as { readonly outgoing: ServerResponse }).outgoing.destroy();
    return c.text('too late');
  });
  host.get('/wait', async (c) => {
    lab.observe('handler');
    await lab.gate('answer');
    return c.json({ waited: true });
  });
  host.post('/take-json', async (c) =>
    c.json({ took: await c.req.json<object>(), context: context.getStore() ?? null }),
  );
  host.post('/take-form', async (c) => c.json({ took: await c.req.parseBody() }));
  host.post('/take-text', async (c) => c.json({ took: await c.req.text() }));
  host.get('/file', serveStatic({ root: publicFolder, path: 'digits.txt' }));
  host.get('/download', (c, next) => {
    c.header('Content-Disposition', 'attachment; filename="seite.html"');
    return serveStatic({ root: publicFolder, path: 'page.html' })(c, next);
  });
  host.get(
    '/static/*',
    serveStatic({ root: publicFolder, rewriteRequestPath: (path) => path.slice(`${prefix}/static`.length) }),
  );
}

/** The part of a request URL after the host. */
export function pathOf({ url }: Request): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}

function addErrorRoutes(host: Hono): void {
  host.all('/throw', () => {
    throw new Error('boom');
  });
  host.get('/reject', () => Promise.reject(new Error('boom')));
  host.get('/http-error', () => {
    throw new HTTPException(418, { res: new Response('no coffee', { status: 418, headers: { 'X-Error': 'teapot' } }) });
  });
}
