/** The plain routes, as described in ../CONTRACT.md. */
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import type { IRouter, NextFunction, Request, RequestHandler, Response } from 'express';
import { runScript } from '../node/script.js';
import type { Lab } from '../node/lab.js';
import { context } from '../node/extras.js';

const publicFolder = fileURLToPath(new URL('../public/', import.meta.url));

/** Passes rejections to the error handling of both major versions. */
export function route(
  handler: (request: Request, response: Response, next: NextFunction) => void | Promise<void>,
): RequestHandler {
  return (request, response, next) => {
    const pending = handler(request, response, next);
    if (pending !== undefined) pending.catch(next);
  };
}

export function addRoutes(host: IRouter, lab: Lab, express: typeof import('express')): void {
  host.get('/json', (_request, response) => {
    response.json({ hello: 'world', n: 1 });
  });
  host.post('/json', (_request, response) => {
    response.status(201).json({ created: true });
  });
  host.get('/text', (_request, response) => {
    response.type('text').send('hello, wörld\n');
  });
  host.get('/html', (_request, response) => {
    response.send('<p>hi</p>');
  });
  host.get('/buffer', (_request, response) => {
    response.send(Buffer.from('{"bytes":true}'));
  });
  host.get('/binary', (_request, response) => {
    response.type('application/octet-stream').send(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)));
  });
  host.get('/empty', (_request, response) => {
    response.end();
  });
  host.get('/no-content', (_request, response) => {
    response.status(204).end();
  });
  host.get('/etag', (_request, response) => {
    response.set('ETag', '"v1"').set('Vary', 'Accept').json({ version: 1 });
  });
  host.get('/redirect', (_request, response) => {
    response.redirect('/json');
  });
  host.get(['/health', '/admin/health', '/users/:id/private'], (_request, response) => {
    response.type('text').send('fine');
  });
  host.all('/users/:id', (request, response) => {
    response.json({ id: request.params.id, method: request.method });
  });
  host.get('/status/:code', (request, response) => {
    const code = Number(request.params.code);
    response.status(code).json({ code });
  });
  addErrorRoutes(host);
  host.all('/headers', (request, response) => {
    const { requestId } = request as Request & { readonly requestId?: string };
    lab.observe('request', {
      method: request.method,
      url: request.originalUrl,
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      requestId,
    });
    response.json(request.headers);
  });
  host.get('/cookies', (_request, response) => {
    response
      .cookie('a', '1')
      .cookie('b', '2')
      .append('Link', '</a>; rel=a')
      .append('Link', '</b>; rel=b')
      .vary('Accept')
      .vary('Origin');
    response.json({ cookies: 2 });
  });
  host.get('/poisoned', (_request, response) => {
    response
      .set('X-PROCESS-TIME', 'fake')
      .set('Server-Timing', 'db;dur=5')
      .set('x-request-id', 'mine')
      .set('X-Frame-Options', 'SAMEORIGIN')
      .set('Vary', 'Accept')
      .json({});
  });
  host.get('/id', (request, response) => {
    const { requestId } = request as Request & { readonly requestId?: string };
    setImmediate(() => {
      response.json({ requestId, context: context.getStore() ?? null });
    });
  });
  host.get('/clock', (_request, response) => {
    const { now } = Date;
    Date.now = () => now() - 3_600_000;
    response.json({});
    setImmediate(() => {
      Date.now = now;
    });
  });
  host.get(
    '/wait',
    route(async (_request, response) => {
      lab.observe('handler');
      await lab.gate('answer');
      response.json({ waited: true });
    }),
  );
  host.get(
    '/pause',
    route(async (_request, response) => {
      await pause(60);
      response.write('a');
      await pause(120);
      response.end('b');
    }),
  );
  host.get('/file', (_request, response) => {
    response.sendFile('digits.txt', { root: publicFolder });
  });
  host.get('/download', (_request, response) => {
    response.download(`${publicFolder}page.html`, 'seite.html');
  });
  host.use('/static', express.static(publicFolder));
  host.all('/say/:name', (request, response) => {
    say(lab, request.params.name, response);
  });
  host.all(
    '/script/:name',
    route((request, response) =>
      runScript(lab.settings.scripts?.[String(request.params['name'])] ?? [], request, response, lab),
    ),
  );
}

function addErrorRoutes(host: IRouter): void {
  host.all('/throw', () => {
    throw new Error('boom');
  });
  host.get(
    '/reject',
    route(() => Promise.reject(new Error('boom'))),
  );
  host.get('/http-error', (_request, _response, next) => {
    next(Object.assign(new Error('no coffee'), { status: 418, headers: { 'X-Error': 'teapot' }, expose: true }));
  });
  host.get(
    '/throw-after-head',
    route(async (_request, response) => {
      response.type('text').write('partial');
      await flushed(response);
      throw new Error('too late');
    }),
  );
  host.get('/throw-after-write', (_request, response) => {
    response.type('text').write('partial');
    throw new Error('too late');
  });
  host.get(
    '/destroy-after-head',
    route(async (_request, response) => {
      response.type('text').write('partial');
      await flushed(response);
      response.destroy();
    }),
  );
  host.get('/destroy', (_request, response) => {
    response.destroy();
  });
}

/** Waits until everything written has been passed to the operating system. */
function flushed(response: Response): Promise<unknown> {
  return new Promise((resolve) => response.write('!', resolve));
}

function say(lab: Lab, name: string, response: Response): void {
  const answer = lab.settings.answers?.[name];
  if (answer === undefined) {
    response.status(404).end();
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
