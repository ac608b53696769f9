/** Routes that answer bit by bit. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Hono } from 'hono';
import type { Lab } from '../node/lab.js';

const block = new Uint8Array(64 * 1024).fill(120);
const encoder = new TextEncoder();

type Write = (chunk: string | Uint8Array) => void;

/** A response that a function writes; nobody waits for the client. */
export function written(
  type: string,
  run: (write: Write, isGone: () => boolean) => Promise<void>,
  onClose: (how: string) => void = () => undefined,
): Response {
  let isGone = false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write: Write = (chunk) => {
        if (!isGone) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      };
      run(write, () => isGone).then(
        () => {
          if (isGone) return;
          onClose('finished');
          controller.close();
        },
        (error: unknown) => {
          if (!isGone) controller.error(error);
        },
      );
    },
    cancel() {
      isGone = true;
      onClose('broken off');
    },
  });
  return new Response(body, { headers: type === '' ? {} : { 'Content-Type': type } });
}

/** A response whose pieces are made as the client takes them. */
function pulled(
  type: string,
  next: (turn: number) => Uint8Array | undefined | Promise<Uint8Array>,
  onCancel: () => void,
  headers: Record<string, string> = {},
): Response {
  let count = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await next((count += 1));
        if (piece === undefined) controller.close();
        else controller.enqueue(piece);
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { 'Content-Type': type, ...headers } });
}

export function addStreamRoutes(host: Hono, lab: Lab): void {
  host.all('/steps', (c) => {
    const chunks = Number(c.req.query('chunks') ?? 3);
    return written(
      'text/plain; charset=utf-8',
      async (write) => {
        for (let index = 1; index <= chunks; index += 1) {
          await lab.gate('step');
          write(`chunk ${index}\n`);
        }
        await lab.gate('step');
      },
      (how) => {
        lab.observe('response closed', how);
      },
    );
  });
  host.all('/sse', (c) => {
    const count = Number(c.req.query('events') ?? 2);
    const response = written('text/event-stream', async (write) => {
      for (let index = 1; index <= count; index += 1) {
        await lab.gate('step');
        write(`id: ${index}\ndata: {"n":${index},"token":"s3cr3t-${index}"}\n\n`);
      }
    });
    response.headers.set('Cache-Control', 'no-cache');
    return response;
  });
  host.get('/ticker', () => {
    const line = encoder.encode('tick '.repeat(204) + '\n');
    return pulled(
      'text/plain; charset=utf-8',
      () => turn(line),
      () => {
        lab.observe('stopped');
      },
    );
  });
  host.get('/large', (c) => {
    const blocks = Number(c.req.query('mib') ?? 1) * 16;
    const length = c.req.query('length') === undefined ? {} : { 'Content-Length': String(blocks * block.length) };
    const next = (count: number): Uint8Array | undefined => {
      if (count <= blocks) return block;
      lab.observe('all written');
      return undefined;
    };
    return pulled(c.req.query('type') ?? 'text/plain; charset=utf-8', next, () => undefined, length);
  });
  host.get('/upstream-breaks', () =>
    written('text/plain; charset=utf-8', async (write) => {
      write('some of it');
      await turn();
      throw new Error('upstream broke');
    }),
  );
}
