/** Routes that read the request body. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import express from 'express';
import { context, type NodeMiddleware } from '../node/extras.js';
import { readerNamed } from '../node/readers.js';
import { sendJson, type Call, type ListenerRoute } from './call.js';

export const bodyRoutes: readonly ListenerRoute[] = [
  {
    path: '/echo',
    run: ({ request, response }) => {
      response.setHeader('Content-Type', request.headers['content-type'] ?? 'application/octet-stream');
      request.pipe(response);
    },
  },
  {
    path: '/take',
    run: async ({ request, response, query }, lab) => {
      const body = await readerNamed(query.get('how'))(request);
      lab.observe('body', {
        length: body.length,
        sha256: createHash('sha256').update(body).digest('hex'),
        context: context.getStore() ?? null,
        requestId: request.requestId,
      });
      sendJson(response, { length: body.length, text: body.length < 2000 ? body.toString('latin1') : '' });
    },
  },
  {
    method: 'POST',
    path: '/take-json',
    run: async ({ request, response }) => {
      const took = await parsedBy(express.json(), request, response);
      sendJson(response, { took, context: context.getStore() ?? null });
    },
  },
  {
    method: 'POST',
    path: '/mutate',
    run: async ({ request, response }) => {
      const body = (await parsedBy(express.json(), request, response)) as Record<string, unknown>;
      body['name'] = 'REPLACED';
      delete body['gone'];
      sendJson(response, { ok: true });
    },
  },
  {
    method: 'POST',
    path: '/take-form',
    run: async ({ request, response }) => {
      const took = await parsedBy(express.urlencoded({ extended: false }), request, response);
      sendJson(response, { took });
    },
  },
  {
    method: 'POST',
    path: '/take-text',
    run: async ({ request, response }) => {
      const parser = express.text({ type: '*/*', defaultCharset: 'utf-8' });
      sendJson(response, { took: await parsedBy(parser, request, response) });
    },
  },
  {
    method: 'POST',
    path: '/take-parsed',
    run: ({ request, response }) => {
      sendJson(response, { took: request.body ?? null });
    },
  },
  {
    method: 'POST',
    path: '/part',
    run: async ({ request, response }, lab) => {
      const [first] = (await once(request, 'data')) as [Buffer];
      request.pause();
      lab.observe('part', first.length);
      sendJson(response, { part: true }, 202);
    },
  },
  {
    method: 'POST',
    path: '/unread',
    run: ({ response }) => {
      sendJson(response, { unread: true });
    },
  },
  {
    method: 'POST',
    path: '/refuse',
    run: ({ response }) => {
      sendJson(response, { refused: true }, 413);
    },
  },
  {
    method: 'POST',
    path: '/throw-unread',
    run: () => {
      throw new Error('boom');
    },
  },
  {
    method: 'POST',
    path: '/count',
    run: async ({ request, response }, lab) => {
      let length = 0;
      for await (const chunk of request as AsyncIterable<Buffer>) length += chunk.length;
      lab.observe('counted', length);
      sendJson(response, { length });
    },
  },
  {
    method: 'POST',
    path: '/stepwise',
    run: async ({ request, response }) => {
      response.setHeader('Content-Type', 'text/plain; charset=utf-8').write('ready\n');
      for await (const chunk of request as AsyncIterable<Buffer>) response.write(`got ${chunk.toString()}\n`);
      response.end('over\n');
    },
  },
  {
    method: 'POST',
    path: '/events',
    run: ({ request, response }, lab) => {
      for (const event of ['end', 'close', 'aborted', 'error'] as const)
        request.on(event, () => {
          lab.observe('request events', event);
        });
      for (const event of ['finish', 'close', 'error'] as const)
        response.on(event, () => {
          lab.observe('response events', event);
        });
      request.resume();
      request.once('end', () => {
        sendJson(response, { ok: true });
      });
    },
  },
];

/** What a body parser leaves on the request. */
function parsedBy(parser: NodeMiddleware, request: Call['request'], response: Call['response']): Promise<unknown> {
  return new Promise((resolve, reject) => {
    parser(request, response, (error) => {
      if (error === undefined) resolve(request.body);
      else reject(error);
    });
  });
}
