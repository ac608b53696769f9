/** The plain routes, as described in ../CONTRACT.md. */
import { setTimeout as pause } from 'node:timers/promises';
import { context } from '../node/extras.js';
import type { Lab } from '../node/lab.js';
import { runScript } from '../node/script.js';
import { send, sendJson, sendText, type Call, type ListenerRoute } from './call.js';

export const plainRoutes: readonly ListenerRoute[] = [
  {
    method: 'GET',
    path: '/json',
    run: ({ response }) => {
      sendJson(response, { hello: 'world', n: 1 });
    },
  },
  {
    method: 'POST',
    path: '/json',
    run: ({ response }) => {
      sendJson(response, { created: true }, 201);
    },
  },
  {
    method: 'GET',
    path: '/text',
    run: ({ response }) => {
      sendText(response, 'hello, wörld\n');
    },
  },
  {
    method: 'GET',
    path: '/html',
    run: ({ response }) => {
      send(response, 'text/html; charset=utf-8', '<p>hi</p>');
    },
  },
  {
    method: 'GET',
    path: '/buffer',
    run: ({ response }) => {
      send(response, 'application/octet-stream', '{"bytes":true}');
    },
  },
  {
    method: 'GET',
    path: '/binary',
    run: ({ response }) => {
      send(response, 'application/octet-stream', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)));
    },
  },
  { method: 'GET', path: '/empty', run: ({ response }) => response.end() },
  { method: 'GET', path: '/no-content', run: ({ response }) => response.writeHead(204).end() },
  {
    method: 'GET',
    path: '/etag',
    run: ({ request, response }) => {
      response.setHeader('ETag', '"v1"').setHeader('Vary', 'Accept');
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else sendJson(response, { version: 1 });
    },
  },
  { method: 'GET', path: '/redirect', run: ({ response }) => response.writeHead(302, { Location: '/json' }).end() },
  ...['/health', '/admin/health', '/users/:id/private'].map((path): ListenerRoute => ({
    method: 'GET',
    path,
    run: ({ response }) => {
      sendText(response, 'fine');
    },
  })),
  {
    path: '/users/:id',
    run: ({ request, response, params: [id] }) => {
      sendJson(response, { id, method: request.method });
    },
  },
  {
    method: 'GET',
    path: '/status/:code',
    run: ({ response, params: [code] }) => {
      sendJson(response, { code: Number(code) }, Number(code));
    },
  },
  {
    path: '/headers',
    run: ({ request, response }, lab) => {
      const { method, url, headers, rawHeaders, requestId } = request;
      lab.observe('request', { method, url, headers, rawHeaders, requestId });
      sendJson(response, headers);
    },
  },
  {
    method: 'GET',
    path: '/cookies',
    run: ({ response }) => {
      response
        .setHeader('Set-Cookie', ['a=1; Path=/', 'b=2; Path=/'])
        .setHeader('Link', ['</a>; rel=a', '</b>; rel=b'])
        .setHeader('Vary', 'Accept, Origin');
      sendJson(response, { cookies: 2 });
    },
  },
  {
    method: 'GET',
    path: '/poisoned',
    run: ({ response }) => {
      response
        .setHeader('X-PROCESS-TIME', 'fake')
        .setHeader('Server-Timing', 'db;dur=5')
        .setHeader('x-request-id', 'mine')
        .setHeader('X-Frame-Options', 'SAMEORIGIN')
        .setHeader('Vary', 'Accept');
      sendJson(response, {});
    },
  },
  {
    method: 'GET',
    path: '/id',
    run: ({ request: { requestId }, response }) => {
      setImmediate(() => {
        sendJson(response, { requestId, context: context.getStore() ?? null });
      });
    },
  },
  {
    method: 'GET',
    path: '/clock',
    run: ({ response }) => {
      const { now } = Date;
      Date.now = () => now() - 3_600_000;
      sendJson(response, {});
      setImmediate(() => {
        Date.now = now;
      });
    },
  },
  {
    method: 'GET',
    path: '/wait',
    run: async ({ response }, lab) => {
      lab.observe('handler');
      await lab.gate('answer');
      sendJson(response, { waited: true });
    },
  },
  {
    method: 'GET',
    path: '/pause',
    run: async ({ response }) => {
      await pause(60);
      response.write('a');
      await pause(120);
      response.end('b');
    },
  },
  {
    path: '/say/:name',
    run: ({ response, params: [name = ''] }, lab) => {
      say(lab, name, response);
    },
  },
  {
    path: '/script/:name',
    run: ({ request, response, params: [name = ''] }, lab) =>
      runScript(lab.settings.scripts?.[name] ?? [], request, response, lab),
  },
];

export const errorRoutes: readonly ListenerRoute[] = [
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
  {
    method: 'GET',
    path: '/throw-after-head',
    run: async ({ response }) => {
      await writtenOut(response);
      throw new Error('too late');
    },
  },
  {
    method: 'GET',
    path: '/throw-after-write',
    run: ({ response }) => {
      response.setHeader('Content-Type', 'text/plain; charset=utf-8').write('partial');
      throw new Error('too late');
    },
  },
  {
    method: 'GET',
    path: '/destroy-after-head',
    run: async ({ response }) => {
      await writtenOut(response);
      response.destroy();
    },
  },
  { method: 'GET', path: '/destroy', run: ({ response }) => response.destroy() },
];

/** Writes a part of a response and waits until it has been passed to the operating system. */
export function writtenOut(response: Call['response']): Promise<unknown> {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8').write('partial');
  return new Promise((resolve) => response.write('!', resolve));
}

/** Sends the response that the settings of a case define. */
export function say(lab: Lab, name: string, response: Call['response']): void {
  const answer = lab.settings.answers?.[name];
  if (answer === undefined) {
    response.writeHead(404).end();
    return;
  }
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : Buffer.from(answer.body.base64, 'base64');
  response.statusCode = answer.status ?? 200;
  for (const [key, value] of answer.headers ?? []) response.appendHeader(key, value);
  if (answer.cuts === undefined) {
    response.end(body);
    return;
  }
  let from = 0;
  for (const cut of answer.cuts) {
    response.write(body.subarray(from, cut));
    from = cut;
  }
  response.end(body.subarray(from));
}
