/** Routes that stream their responses. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Lab } from '../node/lab.js';
import type { ListenerRoute } from './call.js';

const blockBytes = 64 * 1024;
/** A new block each time, so that blocks that are kept in memory are noticed. */
const newBlock = (): Buffer => Buffer.alloc(blockBytes, 'x');

export const streamRoutes: readonly ListenerRoute[] = [
  {
    path: '/steps',
    run: async ({ response, query }, lab) => {
      const chunks = Number(query.get('chunks') ?? 3);
      response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      response.on('close', () => {
        lab.observe('response closed', response.writableFinished ? 'finished' : 'broken off');
      });
      for (let index = 1; index <= chunks; index += 1) {
        await lab.gate('step');
        response.write(`chunk ${index}\n`);
      }
      await lab.gate('step');
      response.end();
    },
  },
  {
    path: '/sse',
    run: async ({ response, query }, lab) => {
      const count = Number(query.get('events') ?? 2);
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
      response.flushHeaders();
      for (let index = 1; index <= count; index += 1) {
        await lab.gate('step');
        response.write(`id: ${index}\ndata: {"n":${index},"token":"s3cr3t-${index}"}\n\n`);
        flush(response);
      }
      response.end();
    },
  },
  {
    method: 'GET',
    path: '/ticker',
    run: async ({ response }, lab) => {
      response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      const line = 'tick '.repeat(204) + '\n';
      while (!response.destroyed) {
        if (!response.write(line)) await drained(response);
        else await new Promise((resolve) => setImmediate(resolve));
      }
      lab.observe('stopped');
    },
  },
  {
    method: 'GET',
    path: '/large',
    run: async ({ response, query }, lab) => {
      const blocks = Number(query.get('mib') ?? 1) * 16;
      response.setHeader('Content-Type', query.get('type') ?? 'text/plain; charset=utf-8');
      if (query.has('length')) response.setHeader('Content-Length', String(blocks * blockBytes));
      if (query.get('mode') === 'pipe') {
        Readable.from(blocksOf(blocks, lab)).pipe(response);
        return;
      }
      for (let index = 0; index < blocks && !response.destroyed; index += 1) {
        if (!response.write(newBlock())) await drained(response);
      }
      lab.observe('all written');
      response.end();
    },
  },
  {
    method: 'GET',
    path: '/upstream-breaks',
    run: ({ response }) => {
      response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      const source = brokenSource();
      source.on('error', () => {
        response.destroy();
      });
      source.pipe(response);
    },
  },
];

/** A source that fails after its first chunk. */
export function brokenSource(): Readable {
  return new Readable({
    read() {
      this.push('some of it');
      this.destroy(new Error('upstream broke'));
    },
  });
}

export function* blocksOf(count: number, lab: Lab): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) yield newBlock();
  lab.observe('all written');
}

/** Calls the method `flush` that compression middleware adds, if it is there. */
function flush(response: ServerResponse & { readonly flush?: () => void }): void {
  response.flush?.();
}

/** Waits until the response accepts more data or is closed. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
