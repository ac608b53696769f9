/** Serves an application with generated middleware on an HTTP/2 server of Node. */
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compile } from '../../generator/index.js';
import { specText } from '../conformance/harness/generate.js';

export interface Body {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly size: number;
  readonly body?: string;
  readonly omitted?: string;
}

export interface Record2 {
  readonly path: string;
  readonly query?: string;
  readonly requestId: string;
  readonly status: number | null;
  readonly outcome: string;
  readonly request: Body;
  readonly response: Body;
}

/** A server on HTTP/2 as the tests see it. */
export interface OnHttp2 {
  readonly origin: string;
  /** Waits for so many records, and forgets them. */
  readonly records: (wanted: number) => Promise<readonly Record2[]>;
  /** The number of records that nobody has asked for. */
  readonly count: () => number;
  /** Resolves when the next request reaches the handler that waits. */
  readonly arrival: () => Promise<void>;
  /** Lets the handlers that wait go on. */
  readonly open: () => void;
  readonly close: () => Promise<void>;
}

/** What an application gets from the test. */
export interface Stage {
  /** Waits until the test opens the gate. */
  readonly gate: () => Promise<void>;
}

export type Listener = (request: Http2ServerRequest, response: Http2ServerResponse) => unknown;

export interface Output {
  readonly registerMiddleware: (app: unknown, options: object) => void;
  readonly withMiddleware: (listener: Listener, options: object) => Listener;
  /** The decorator of NestJS, if the spec assigns request IDs. */
  readonly RequestId?: () => ParameterDecorator;
}

export type Start = (output: Output, options: object, stage: Stage) => Listener | Promise<Listener>;

const work = join(import.meta.dirname, '.work');

export async function serveOnHttp2(framework: string, middleware: string, start: Start): Promise<OnHttp2> {
  await mkdir(work, { recursive: true });
  const folder = await mkdtemp(join(work, `${framework}-`));
  const settings = { importExtension: '.js', prettier: {} } as const;
  const { targets } = await compile(specText(framework, middleware), { file: 'mwgen.yaml', settings: () => settings });
  for (const { path, text } of targets.flatMap(({ files }) => files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const output = (await import(pathToFileURL(join(folder, 'middleware/index.ts')).href)) as Output;
  const seen: Record2[] = [];
  let arrivals: (() => void)[] = [];
  let waiting: (() => void)[] = [];
  const stage: Stage = {
    gate: () => {
      for (const arrive of arrivals) arrive();
      arrivals = [];
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
  const listener = await start(output, { onCapture: (record: Record2) => seen.push(record) }, stage);
  const server = createServer((request, response) => void listener(request, response));
  server.on('sessionError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    records: async (wanted) => {
      for (let tries = 0; seen.length < wanted && tries < 400; tries += 1)
        await new Promise((done) => setTimeout(done, 5));
      return seen.splice(0);
    },
    count: () => seen.length,
    arrival: () => new Promise((resolve) => arrivals.push(resolve)),
    open: () => {
      for (const go of waiting) go();
      waiting = [];
    },
    close: async () => {
      await once(server.close(), 'close');
    },
  };
}
