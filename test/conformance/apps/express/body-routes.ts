/** Routes that read the request body, in all ways that Node supports. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IRouter, Request } from 'express';
import type { Lab } from '../node/lab.js';
import { context } from '../node/extras.js';
import { readerNamed } from '../node/readers.js';
import { route } from './routes.js';

export function addBodyRoutes(host: IRouter, lab: Lab, express: typeof import('express')): void {
  host.all('/echo', (request, response) => {
    response.type(request.headers['content-type'] ?? 'application/octet-stream');
    request.pipe(response);
  });
  host.all(
    '/take',
    route(async (request, response) => {
      const { how } = request.query;
      const body = await readerNamed(how)(request);
      const { requestId } = request as Request & { readonly requestId?: string };
      lab.observe('body', {
        length: body.length,
        sha256: createHash('sha256').update(body).digest('hex'),
        context: context.getStore() ?? null,
        requestId,
      });
      response.json({ length: body.length, text: body.length < 2000 ? body.toString('latin1') : '' });
    }),
  );
  host.post('/take-json', express.json(), (request, response) => {
    const body = request.body as Record<string, unknown>;
    response.json({ took: body, context: context.getStore() ?? null });
  });
  host.post('/mutate', express.json(), (request, response) => {
    const body = request.body as Record<string, unknown>;
    body['name'] = 'REPLACED';
    delete body['gone'];
    response.json({ ok: true });
  });
  host.post('/take-form', express.urlencoded({ extended: false }), (request, response) => {
    response.json({ took: request.body as unknown });
  });
  host.post('/take-text', express.text({ type: '*/*', defaultCharset: 'utf-8' }), (request, response) => {
    response.json({ took: request.body as unknown });
  });
  host.post('/take-parsed', (request, response) => {
    response.json({ took: (request.body as unknown) ?? null });
  });
  host.post(
    '/part',
    route(async (request, response) => {
      const [first] = (await once(request, 'data')) as [Buffer];
      request.pause();
      lab.observe('part', first.length);
      response.status(202).json({ part: true });
    }),
  );
  host.post('/unread', (_request, response) => {
    response.json({ unread: true });
  });
  host.post('/refuse', (_request, response) => {
    response.status(413).json({ refused: true });
  });
  host.post('/throw-unread', () => {
    throw new Error('boom');
  });
  host.post(
    '/count',
    route(async (request, response) => {
      let length = 0;
      for await (const chunk of request as AsyncIterable<Buffer>) length += chunk.length;
      lab.observe('counted', length);
      response.json({ length });
    }),
  );
  host.post(
    '/stepwise',
    route(async (request, response) => {
      response.type('text').write('ready\n');
      for await (const chunk of request as AsyncIterable<Buffer>) response.write(`got ${chunk.toString()}\n`);
      response.end('over\n');
    }),
  );
  host.post('/events', (request, response) => {
    for (const event of ['end', 'close', 'aborted', 'error'] as const)
      request.on(event, () => {
        lab.observe('request events', event);
      });
    for (const event of ['finish', 'close', 'error'] as const)
      response.on(event, () => {
        lab.observe('response events', event);
      });
    request.resume();
    request.once('end', () => response.json({ ok: true }));
  });
}
