/** Streamed responses. */
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { WebRoute } from './call.js';

const blockBytes = 64 * 1024;
/** A new block each time, so that blocks that are kept in memory are noticed. */
const newBlock = (): Uint8Array => new Uint8Array(blockBytes).fill(120);
const encoder = new TextEncoder();
const textType = 'text/plain; charset=utf-8';

type Write = (chunk: string | Uint8Array) => void;

/** A response that a function writes without waiting for the client. */
export function written(
  type: string,
  run: (write: Write) => Promise<void>,
  onClose: (how: string) => void = () => undefined,
): Response {
  let isGone = false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write: Write = (chunk) => {
        if (!isGone) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      };
      run(write).then(
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

/** A response whose chunks are created on demand. */
function pulled(
  type: string,
  next: (count: number) => Uint8Array | undefined | Promise<Uint8Array>,
  onCancel: () => void = () => undefined,
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

export const streamRoutes: readonly WebRoute[] = [
  {
    path: '/steps',
    run: ({ url }, lab) => {
      const chunks = Number(url.searchParams.get('chunks') ?? 3);
      return written(
        textType,
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
    },
  },
  {
    path: '/sse',
    run: ({ url }, lab) => {
      const count = Number(url.searchParams.get('events') ?? 2);
      const response = written('text/event-stream', async (write) => {
        for (let index = 1; index <= count; index += 1) {
          await lab.gate('step');
          write(`id: ${index}\ndata: {"n":${index},"token":"s3cr3t-${index}"}\n\n`);
        }
      });
      response.headers.set('Cache-Control', 'no-cache');
      return response;
    },
  },
  {
    method: 'GET',
    path: '/ticker',
    run: (_call, lab) => {
      const line = encoder.encode('tick '.repeat(204) + '\n');
      return pulled(
        textType,
        () => turn(line),
        () => {
          lab.observe('stopped');
        },
      );
    },
  },
  {
    method: 'GET',
    path: '/large',
    run: ({ url }, lab) => {
      const blocks = Number(url.searchParams.get('mib') ?? 1) * 16;
      const length = url.searchParams.has('length') ? { 'Content-Length': String(blocks * blockBytes) } : {};
      const type = url.searchParams.get('type') ?? textType;
      if (url.searchParams.get('mode') === 'pipe') {
        const large = pulled(type, (count) => (count <= blocks ? newBlock() : undefined));
        // Without the copy, the adapter would recognise the kind of the source.
        return new Response(large.body?.pipeThrough(new TransformStream()) ?? null, { headers: large.headers });
      }
      const next = (count: number): Uint8Array | undefined => {
        if (count <= blocks) return newBlock();
        lab.observe('all written');
        return undefined;
      };
      return pulled(type, next, undefined, length);
    },
  },
  {
    method: 'GET',
    path: '/pause',
    run: async () => {
      await pause(60);
      return written(textType, async (write) => {
        write('a');
        await pause(120);
        write('b');
      });
    },
  },
  {
    method: 'GET',
    path: '/upstream-breaks',
    run: () =>
      written(textType, async (write) => {
        write('some of it');
        await turn();
        throw new Error('upstream broke');
      }),
  },
  ...['/throw-after-head', '/destroy-after-head'].map((path): WebRoute => ({
    method: 'GET',
    path,
    run: () =>
      written(textType, async (write) => {
        write('partial!');
        await pause(20);
        throw new Error('too late');
      }),
  })),
  {
    method: 'GET',
    path: '/throw-after-write',
    run: () =>
      pulled(textType, (count) => {
        if (count === 1) return encoder.encode('partial');
        throw new Error('too late');
      }),
  },
];
