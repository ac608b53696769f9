/** Routes that read the request's body, in every way that a request has. */
import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import type { Lab } from '../node/lab.js';
import { context } from './extras.js';
import { idOf } from './routes.js';
import { written } from './stream-routes.js';

export function addBodyRoutes(host: Hono, lab: Lab): void {
  host.all(
    '/echo',
    (c) =>
      new Response(c.req.raw.body, {
        headers: { 'Content-Type': c.req.header('Content-Type') ?? 'application/octet-stream' },
      }),
  );
  host.all('/take', async (c) => {
    const read = readers[c.req.query('how') ?? ''] ?? forAwait;
    const body = await read(c.req.raw);
    lab.observe('body', {
      length: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      context: context.getStore() ?? null,
      requestId: idOf(c),
    });
    return c.json({ length: body.length, text: body.length < 2000 ? body.toString('latin1') : '' });
  });
  host.post('/take-json', async (c) =>
    c.json({ took: await c.req.json<object>(), context: context.getStore() ?? null }),
  );
  host.post('/mutate', async (c) => {
    const body: Record<string, unknown> = await c.req.json();
    body['name'] = 'REPLACED';
    delete body['gone'];
    return c.json({ ok: true });
  });
  host.post('/take-form', async (c) => c.json({ took: await c.req.parseBody() }));
  host.post('/take-text', async (c) => c.json({ took: await c.req.text() }));
  host.post('/part', async (c) => {
    const reader = c.req.raw.body?.getReader();
    const first = await reader?.read();
    lab.observe('part', first?.value?.length);
    return c.json({ part: true }, 202);
  });
  host.post('/unread', (c) => c.json({ unread: true }));
  host.post('/refuse', (c) => c.json({ refused: true }, 413));
  host.post('/throw-unread', () => {
    throw new Error('boom');
  });
  host.post('/count', async (c) => {
    let length = 0;
    for await (const chunk of chunksOf(c.req.raw)) length += chunk.length;
    lab.observe('counted', length);
    return c.json({ length });
  });
  host.post('/stepwise', (c) =>
    written('text/plain; charset=utf-8', async (write) => {
      write('ready\n');
      for await (const chunk of chunksOf(c.req.raw)) write(`got ${Buffer.from(chunk).toString()}\n`);
      write('over\n');
    }),
  );
}

function chunksOf(request: Request): AsyncIterable<Uint8Array> {
  return (request.body ?? new Blob([]).stream()) as AsyncIterable<Uint8Array>;
}

type Reader = (request: Request) => Promise<Buffer>;

async function forAwait(request: Request): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(request)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const readers: Readonly<Record<string, Reader>> = {
  'for-await': forAwait,
  text: async (request) => Buffer.from(await request.text()),
  arrayBuffer: async (request) => Buffer.from(await request.arrayBuffer()),
  blob: async (request) => Buffer.from(await (await request.blob()).arrayBuffer()),
  clone: async (request) => Buffer.from(await request.clone().arrayBuffer()),
};
