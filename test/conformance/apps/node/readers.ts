/** All ways in which Node lets an application read a request body. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

export type Reader = (request: IncomingMessage) => Promise<Buffer>;

async function forAwait(request: IncomingMessage): Promise<Buffer> {
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

/** The way of this name, or the usual one. */
export function readerNamed(name: unknown): Reader {
  return (typeof name === 'string' ? readers[name] : undefined) ?? forAwait;
}
