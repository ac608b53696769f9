/** Routes that read the request body, in all ways that `Request` supports. */
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { context, json, type WebRoute } from './call.js';
import { written } from './streams.js';

export const bodyRoutes: readonly WebRoute[] = [
  {
    path: '/echo',
    run: ({ request }) =>
      new Response(request.body, {
        headers: { 'Content-Type': request.headers.get('Content-Type') ?? 'application/octet-stream' },
      }),
  },
  {
    path: '/take',
    run: async ({ request, url, requestId }, lab) => {
      // Generated requests can also name ways of other APIs.
      const body = await (readers[url.searchParams.get('how') ?? ''] ?? forAwait)(request);
      lab.observe('body', {
        length: body.length,
        sha256: createHash('sha256').update(body).digest('hex'),
        context: context.getStore() ?? null,
        requestId,
      });
      return json({ length: body.length, text: body.length < 2000 ? body.toString('latin1') : '' });
    },
  },
  {
    method: 'POST',
    path: '/mutate',
    run: async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      body['name'] = 'REPLACED';
      delete body['gone'];
      return json({ ok: true });
    },
  },
  {
    method: 'POST',
    path: '/part',
    run: async ({ request }, lab) => {
      const first = await request.body?.getReader().read();
      lab.observe('part', first?.value?.length);
      return json({ part: true }, 202);
    },
  },
  { method: 'POST', path: '/unread', run: () => json({ unread: true }) },
  { method: 'POST', path: '/refuse', run: () => json({ refused: true }, 413) },
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
    run: async ({ request }, lab) => {
      let length = 0;
      for await (const chunk of chunksOf(request)) length += chunk.length;
      lab.observe('counted', length);
      return json({ length });
    },
  },
  {
    method: 'POST',
    path: '/stepwise',
    run: ({ request }) =>
      written('text/plain; charset=utf-8', async (write) => {
        write('ready\n');
        for await (const chunk of chunksOf(request)) write(`got ${Buffer.from(chunk).toString()}\n`);
        write('over\n');
      }),
  },
];

function chunksOf(request: Request): AsyncIterable<Uint8Array> {
  return (request.body ?? new Blob([]).stream()) as AsyncIterable<Uint8Array>;
}

type Reader = (request: Request) => Promise<Buffer>;

async function forAwait(request: Request): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(request)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Functions that read a request to its end, by name. */
const readers: Readonly<Record<string, Reader>> = {
  'for-await': forAwait,
  text: async (request) => Buffer.from(await request.text()),
  json: async (request) => Buffer.from(JSON.stringify(await request.json())),
  'array-buffer': async (request) => Buffer.from(await request.arrayBuffer()),
  blob: async (request) => Buffer.from(await (await request.blob()).arrayBuffer()),
  reader: async (request) => {
    const chunks: Uint8Array[] = [];
    const reader = request.body?.getReader();
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) chunks.push(read.value);
    return Buffer.concat(chunks);
  },
  'pipe-to': async (request) => {
    const chunks: Uint8Array[] = [];
    const sink = new WritableStream<Uint8Array>({
      write(chunk) {
        chunks.push(chunk);
      },
    });
    await request.body?.pipeTo(sink);
    return Buffer.concat(chunks);
  },
  'pipe-through': async (request) =>
    Buffer.from(await new Response(request.body?.pipeThrough(new TransformStream()) ?? null).arrayBuffer()),
  tee: async (request) => {
    const [one, other] = request.body?.tee() ?? [];
    const [body] = await Promise.all([new Response(one ?? null).arrayBuffer(), new Response(other ?? null).text()]);
    return Buffer.from(body);
  },
  clone: async (request) => Buffer.from(await request.clone().arrayBuffer()),
  'clone-and-original': async (request) => {
    const copy = request.clone();
    const [first, second] = [await copy.text(), await request.text()];
    return Buffer.from(first === second ? second : 'they differ');
  },
  twice: async (request) => {
    const body = Buffer.from(await request.text());
    return request.text().then(
      () => Buffer.from('once more'),
      () => body,
    );
  },
  response: async (request) => Buffer.from(await new Response(request.body).arrayBuffer()),
  stream: async (request) => {
    const through = new PassThrough();
    const [body] = await Promise.all([buffer(through), pipeline(Readable.from(chunksOf(request)), through)]);
    return body;
  },
  copy: async (request) => Buffer.from(await new Request(request).text()),
};
