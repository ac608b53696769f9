/** Routes that read the request body, in all ways that Node supports. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { IRouter, Request } from 'express';
import type { Lab } from '../node/lab.js';
import { context } from './extras.js';
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
      const body = await (typeof how === 'string' ? (readers[how] ?? forAwait) : forAwait)(request);
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

type Reader = (request: Request) => Promise<Buffer>;

async function forAwait(request: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Functions that read a stream to its end, by name. */
const readers: Readonly<Record<string, Reader>> = {
  'for-await': forAwait,
  data: async (request) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(request, 'end');
    return Buffer.concat(chunks);
  },
  addListener: async (request) => {
    const chunks: Buffer[] = [];
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
    };
    const never = (): void => {
      chunks.push(Buffer.from('!'));
    };
    request.addListener('data', take);
    request.addListener('data', never);
    request.removeListener('data', never);
    await once(request, 'end');
    return Buffer.concat(chunks);
  },
  once: async (request) => {
    const chunks: Buffer[] = [];
    request.once('data', (chunk: Buffer) => {
      chunks.push(chunk);
      request.on('data', (later: Buffer) => chunks.push(later));
    });
    await once(request, 'end');
    return Buffer.concat(chunks);
  },
  readable: async (request) => {
    const chunks: Buffer[] = [];
    request.on('readable', () => {
      for (let chunk = request.read() as Buffer | null; chunk !== null; chunk = request.read() as Buffer | null)
        chunks.push(chunk);
    });
    await once(request, 'end');
    return Buffer.concat(chunks);
  },
  read: async (request) => {
    const chunks: Buffer[] = [];
    request.on('readable', () => {
      for (let byte = request.read(1) as Buffer | null; byte !== null; byte = request.read(1) as Buffer | null)
        chunks.push(byte);
    });
    await once(request, 'end');
    return Buffer.concat(chunks);
  },
  pipe: async (request) => {
    const through = new PassThrough();
    request.pipe(through);
    return Buffer.from(await readText(through.setEncoding('latin1')), 'latin1');
  },
  pipeline: async (request) => {
    const chunks: Buffer[] = [];
    await pipeline(request, async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) chunks.push(chunk);
    });
    return Buffer.concat(chunks);
  },
  web: async (request) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of Readable.toWeb(request) as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return Buffer.concat(chunks);
  },
  'set-encoding': async (request) => {
    request.setEncoding('utf8');
    const pieces: string[] = [];
    for await (const piece of request as AsyncIterable<string>) pieces.push(piece);
    return Buffer.from(pieces.join(''));
  },
  consumers: async (request) => Buffer.from(await readText(request)),
  iterator: async (request) => {
    const chunks: Buffer[] = [];
    await request.forEach((chunk: Buffer) => {
      chunks.push(chunk);
    });
    return Buffer.concat(chunks);
  },
  'pause-resume': async (request) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      request.pause();
      setImmediate(() => request.resume());
    });
    await once(request, 'end');
    return Buffer.concat(chunks);
  },
  unshift: async (request) => {
    const chunks: Buffer[] = [];
    request.once('data', (first: Buffer) => {
      request.pause();
      request.unshift(first);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.resume();
    });
    await once(request, 'end');
    return Buffer.concat(chunks);
  },
};
export const waysToRead = Object.keys(readers);
