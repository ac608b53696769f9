/** The plain routes; what each does is told in ../CONTRACT.md. */
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { StatusCode } from 'hono/utils/http-status';
import type { Lab } from '../node/lab.js';
import { context } from './extras.js';
import { written } from './stream-routes.js';

interface Env {
  Variables: { requestId?: string };
}

export function idOf(c: Context): string | undefined {
  return (c as Context<Env>).get('requestId');
}

export function addRoutes(host: Hono, lab: Lab): void {
  host.get('/json', (c) => c.json({ hello: 'world', n: 1 }));
  host.post('/json', (c) => c.json({ created: true }, 201));
  host.get('/text', (c) => c.text('hello, wörld\n'));
  host.get('/html', (c) => c.html('<p>hi</p>'));
  host.get('/buffer', (c) => c.body(new TextEncoder().encode('{"bytes":true}')));
  host.get(
    '/binary',
    () =>
      new Response(
        Uint8Array.from({ length: 256 }, (_, byte) => byte),
        { headers: { 'Content-Type': 'application/octet-stream' } },
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
    const { incoming } = c.env as { incoming: { rawHeaders: string[]; url: string } };
    const headers = Object.fromEntries(c.req.raw.headers);
    lab.observe('request', {
      method: c.req.method,
      url: incoming.url,
      headers,
      rawHeaders: incoming.rawHeaders,
      requestId: idOf(c),
    });
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
  host.get('/wait', async (c) => {
    lab.observe('handler');
    await lab.gate('answer');
    return c.json({ waited: true });
  });
  host.get('/pause', async () => {
    await pause(60);
    return written('text/plain; charset=utf-8', async (write) => {
      write('a');
      await pause(120);
      write('b');
    });
  });
  host.all('/say/:name', (c) => say(lab, c));
}

function addErrorRoutes(host: Hono): void {
  host.all('/throw', () => {
    throw new Error('boom');
  });
  host.get('/reject', () => Promise.reject(new Error('boom')));
  host.get('/http-error', () => {
    throw new HTTPException(418, { res: new Response('no coffee', { status: 418, headers: { 'X-Error': 'teapot' } }) });
  });
  const breaksOff = (): Response =>
    written('text/plain; charset=utf-8', async (write) => {
      write('partial!');
      await pause(20);
      throw new Error('too late');
    });
  host.get('/throw-after-head', breaksOff);
  host.get('/throw-after-write', breaksOff);
  host.get('/destroy-after-head', breaksOff);
}

function say(lab: Lab, c: Context): Response {
  const answer = lab.settings.answers?.[c.req.param('name') ?? ''];
  if (answer === undefined) return c.body(null, 404);
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : Buffer.from(answer.body.base64, 'base64');
  const status = (answer.status ?? 200) as StatusCode;
  const headers = new Headers();
  for (const [key, value] of answer.headers ?? []) headers.append(key, value);
  if (status === 204 || status === 304) return new Response(null, { status, headers });
  const bytes = new Uint8Array(body);
  const { cuts } = answer;
  if (cuts === undefined) return new Response(bytes, { status, headers });
  const streamed = written('', async (write) => {
    let from = 0;
    for (const cut of [...cuts, bytes.length]) {
      write(bytes.subarray(from, cut));
      from = cut;
      await turn();
    }
  });
  return new Response(streamed.body, { status, headers });
}
