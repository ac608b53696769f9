/** Routes that stream their responses. */
import { Readable } from 'node:stream';
import type { IRouter, Response } from 'express';
import type { Lab } from '../node/lab.js';
import { route } from './routes.js';

const blockBytes = 64 * 1024;
/** A new block each time, so that blocks that are kept in memory are noticed. */
const newBlock = (): Buffer => Buffer.alloc(blockBytes, 'x');

export function addStreamRoutes(host: IRouter, lab: Lab): void {
  host.all(
    '/steps',
    route(async (request, response) => {
      const chunks = Number(request.query['chunks'] ?? 3);
      response.type('text');
      response.on('close', () => {
        lab.observe('response closed', response.writableFinished ? 'finished' : 'broken off');
      });
      for (let index = 1; index <= chunks; index += 1) {
        await lab.gate('step');
        response.write(`chunk ${index}\n`);
      }
      await lab.gate('step');
      response.end();
    }),
  );
  host.all(
    '/sse',
    route(async (request, response) => {
      const count = Number(request.query['events'] ?? 2);
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
      response.flushHeaders();
      for (let index = 1; index <= count; index += 1) {
        await lab.gate('step');
        response.write(`id: ${index}\ndata: {"n":${index},"token":"s3cr3t-${index}"}\n\n`);
        flush(response);
      }
      response.end();
    }),
  );
  host.get(
    '/ticker',
    route(async (_request, response) => {
      response.type('text');
      const line = 'tick '.repeat(204) + '\n';
      while (!response.destroyed) {
        if (!response.write(line)) await drained(response);
        else await new Promise((resolve) => setImmediate(resolve));
      }
      lab.observe('stopped');
    }),
  );
  host.get(
    '/large',
    route(async (request, response) => {
      const blocks = Number(request.query['mib'] ?? 1) * 16;
      const { type } = request.query;
      response.type(typeof type === 'string' ? type : 'text');
      if (request.query['length'] !== undefined) response.set('Content-Length', String(blocks * blockBytes));
      if (request.query['mode'] === 'pipe') {
        Readable.from(blocksOf(blocks, lab)).pipe(response);
        return;
      }
      for (let index = 0; index < blocks && !response.destroyed; index += 1) {
        if (!response.write(newBlock())) await drained(response);
      }
      lab.observe('all written');
      response.end();
    }),
  );
  host.get('/upstream-breaks', (_request, response) => {
    response.type('text');
    const source = new Readable({
      read() {
        this.push('some of it');
        this.destroy(new Error('upstream broke'));
      },
    });
    source.on('error', () => {
      response.destroy();
    });
    source.pipe(response);
  });
}

function* blocksOf(count: number, lab: Lab): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) yield newBlock();
  lab.observe('all written');
}

/** Calls the method `flush` that compression middleware adds, if it is there. */
function flush(response: Response): void {
  const { flush: flushNow } = response as Partial<Pick<Response, 'flush'>>;
  flushNow?.call(response);
}

/** Waits until the response accepts more data or is closed. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
