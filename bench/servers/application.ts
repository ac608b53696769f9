/** What the applications of all frameworks have in common: their routes' bodies, and how they are asked without HTTP. */
import type { RequestListener } from 'node:http';
import { Readable } from 'node:stream';

/** An application that is ready for requests. */
export type Application =
  { readonly listener: RequestListener } | { readonly fetch: (request: Request) => Response | Promise<Response> };

/** Makes the application of a framework with one variant of middleware. */
export type MakeApplication<Mount> = (mount: Mount | undefined) => Application | Promise<Application>;

/** One framework: its application, and what it is compared with beside the generated code. */
export interface Server<Mount, Module> {
  readonly make: MakeApplication<Mount>;
  /** Mounts the index module that mwgen made. */
  readonly ours: (module: Module) => Mount;
  /** Middleware by hand and from packages, by the name of its variant. */
  readonly others: Readonly<Record<string, () => Mount | Promise<Mount>>>;
}

export const small = {
  id: 7,
  name: 'a thing',
  tags: ['one', 'two', 'three'],
  text: 'x'.repeat(110),
  more: { a: 1, b: null },
};
export const big = Buffer.alloc(1024 * 1024, 'a line of text\n');
export const options = { onCapture: () => undefined };

/** 6 MiB or 1 GiB, in pieces of 64 KiB; each is a new buffer, as when reading from a file or a socket. */
function* pieces(path: string): Generator<Buffer> {
  const count = path === '/gigabyte' ? 16 * 1024 : 96;
  for (let index = 0; index < count; index += 1) {
    yield Buffer.alloc(64 * 1024, 'a line of text\n');
  }
}

export function stream(path: string): Readable {
  return Readable.from(pieces(path), { objectMode: false });
}

/** The same as a stream of the Fetch API, made as it is read. */
export function webStream(path: string): ReadableStream<Uint8Array> {
  const all = pieces(path);
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const next = all.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
    },
    { highWaterMark: 0 },
  );
}

/** The header of a processing time by hand. */
export function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(6);
}
