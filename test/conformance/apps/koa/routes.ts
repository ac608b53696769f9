/** The routes that respond with the functions of Koa, as described in ../CONTRACT.md. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from 'koa';
import { blocksOf, brokenSource } from '../listener/stream-routes.js';
import { context } from '../node/extras.js';
import type { Lab } from '../node/lab.js';
import { readerNamed } from '../node/readers.js';

export interface KoaRoute {
  /** Default: any. A route for `GET` is also for `HEAD`. */
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly run: (ctx: Context, call: KoaCall, lab: Lab) => unknown;
}

interface KoaCall {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
}

/** A route that only sets the body. */
function body(path: string, made: (ctx: Context, call: KoaCall) => unknown, method?: 'POST'): KoaRoute {
  return {
    method: method ?? 'GET',
    path,
    run: (ctx, call) => {
      ctx.body = made(ctx, call);
    },
  };
}

const plainRoutes: readonly KoaRoute[] = [
  body('/json', () => ({ hello: 'world', n: 1 })),
  body(
    '/json',
    (ctx) => {
      ctx.status = 201;
      return { created: true };
    },
    'POST',
  ),
  body('/text', () => 'hello, wörld\n'),
  body('/html', () => '<p>hi</p>'),
  body('/buffer', () => Buffer.from('{"bytes":true}')),
  body('/binary', () => Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))),
  body('/no-content', () => null),
  {
    method: 'GET',
    path: '/etag',
    run: (ctx) => {
      ctx.body = { version: 1 };
      ctx.status = 200;
      ctx.set('ETag', '"v1"');
      ctx.vary('Accept');
      if (ctx.fresh) ctx.status = 304;
    },
  },
  {
    method: 'GET',
    path: '/redirect',
    run: (ctx) => {
      ctx.redirect('/json');
    },
  },
  ...['/health', '/admin/health', '/users/:id/private'].map((path) => body(path, () => 'fine')),
  {
    path: '/users/:id',
    run: (ctx, { params: [id] }) => {
      ctx.body = { id, method: ctx.method };
    },
  },
  {
    method: 'GET',
    path: '/status/:code',
    run: (ctx, { params: [code] }) => {
      ctx.status = Number(code);
      ctx.body = { code: Number(code) };
    },
  },
  {
    method: 'GET',
    path: '/http-error',
    run: (ctx) => {
      ctx.set('X-Lost', 'Koa removes the headers that were set before an error');
      ctx.throw(418, 'no coffee', { headers: { 'X-Error': 'teapot' } });
    },
  },
  {
    method: 'GET',
    path: '/throw-after-head',
    run: (ctx) => {
      const stream = new PassThrough();
      ctx.type = 'text';
      ctx.body = breaking(ctx, stream);
      stream.write('partial!');
      void pause(30).then(() => stream.destroy(new Error('too late')));
    },
  },
  {
    path: '/headers',
    run: (ctx, _, lab) => {
      const { method, originalUrl, headers, req } = ctx;
      const { requestId } = ctx.state;
      lab.observe('request', { method, url: originalUrl, headers, rawHeaders: req.rawHeaders, requestId });
      ctx.body = headers;
    },
  },
  body('/cookies', (ctx) => {
    ctx.append('Set-Cookie', ['a=1; Path=/', 'b=2; Path=/']);
    ctx.append('Link', '</a>; rel=a');
    ctx.append('Link', '</b>; rel=b');
    ctx.vary('Accept');
    ctx.vary('Origin');
    return { cookies: 2 };
  }),
  body('/poisoned', (ctx) => {
    ctx.set({
      'X-PROCESS-TIME': 'fake',
      'Server-Timing': 'db;dur=5',
      'x-request-id': 'mine',
      'X-Frame-Options': 'SAMEORIGIN',
      Vary: 'Accept',
    });
    return {};
  }),
  {
    method: 'GET',
    path: '/id',
    run: async (ctx) => {
      await new Promise((resolve) => setImmediate(resolve));
      ctx.body = { requestId: ctx.state.requestId, context: context.getStore() ?? null };
    },
  },
  {
    method: 'GET',
    path: '/wait',
    run: async (ctx, _, lab) => {
      lab.observe('handler');
      await lab.gate('answer');
      ctx.body = { waited: true };
    },
  },
];

const bodyRoutes: readonly KoaRoute[] = [
  {
    path: '/echo',
    run: (ctx) => {
      ctx.type = ctx.get('content-type') === '' ? 'application/octet-stream' : ctx.get('content-type');
      // When a response is complete, Koa destroys a request that has not been read, and its connection. For HEAD, when
      // that happens is a matter of luck.
      ctx.body = ctx.method === 'HEAD' ? '' : ctx.req;
    },
  },
  {
    path: '/take',
    run: async (ctx, { query }, lab) => {
      const taken = await readerNamed(query.get('how'))(ctx.req);
      lab.observe('body', {
        length: taken.length,
        sha256: createHash('sha256').update(taken).digest('hex'),
        context: context.getStore() ?? null,
        requestId: ctx.state.requestId,
      });
      ctx.body = { length: taken.length, text: taken.length < 2000 ? taken.toString('latin1') : '' };
    },
  },
  body('/unread', () => ({ unread: true }), 'POST'),
  body(
    '/refuse',
    (ctx) => {
      ctx.status = 413;
      return { refused: true };
    },
    'POST',
  ),
  {
    method: 'POST',
    path: '/part',
    run: async (ctx, _, lab) => {
      const [first] = (await once(ctx.req, 'data')) as [Buffer];
      ctx.req.pause();
      lab.observe('part', first.length);
      ctx.status = 202;
      ctx.body = { part: true };
    },
  },
];

const streamRoutes: readonly KoaRoute[] = [
  {
    path: '/steps',
    run: (ctx, { query }, lab) => {
      const stream = new PassThrough();
      ctx.type = 'text';
      ctx.body = stream;
      ctx.res.on('close', () => {
        lab.observe('response closed', ctx.res.writableFinished ? 'finished' : 'broken off');
      });
      void written(stream, Number(query.get('chunks') ?? 3), (index) => `chunk ${index}\n`, lab).then(async () => {
        await lab.gate('step');
        stream.end();
      });
    },
  },
  {
    path: '/sse',
    run: (ctx, { query }, lab) => {
      const stream = new PassThrough();
      ctx.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
      ctx.status = 200;
      ctx.flushHeaders();
      ctx.body = stream;
      const event = (index: number): string => `id: ${index}\ndata: {"n":${index},"token":"s3cr3t-${index}"}\n\n`;
      void written(stream, Number(query.get('events') ?? 2), event, lab).then(() => stream.end());
    },
  },
  {
    method: 'GET',
    path: '/ticker',
    run: (ctx, _, lab) => {
      const line = 'tick '.repeat(204) + '\n';
      const stream = new Readable({
        read() {
          setImmediate(() => this.push(line));
        },
        destroy(_error, done) {
          lab.observe('stopped');
          done(null);
        },
      });
      ctx.type = 'text';
      ctx.body = stream;
    },
  },
  {
    method: 'GET',
    path: '/large',
    run: (ctx, { query }, lab) => {
      const blocks = Number(query.get('mib') ?? 1) * 16;
      ctx.type = query.get('type') ?? 'text';
      ctx.body = Readable.from(blocksOf(blocks, lab));
      if (query.has('length')) ctx.length = blocks * 64 * 1024;
    },
  },
  {
    method: 'GET',
    path: '/upstream-breaks',
    run: (ctx) => {
      ctx.type = 'text';
      ctx.body = breaking(ctx, brokenSource());
    },
  },
];

/** A stream that breaks the response off when it fails. Koa 2 would leave the response open, also without middleware. */
function breaking<Stream extends Readable>(ctx: Context, stream: Stream): Stream {
  if (process.env['CONFORMANCE_KOA'] === 'koa2') stream.on('error', () => ctx.res.destroy());
  return stream;
}

/** Writes pieces, each when the client opens the gate. */
async function written(stream: PassThrough, count: number, piece: (index: number) => string, lab: Lab): Promise<void> {
  for (let index = 1; index <= count; index += 1) {
    await lab.gate('step');
    stream.write(piece(index));
  }
}

/** Every kind of body that Koa has, and ways around it. */
const kinds: Readonly<Record<string, (ctx: Context) => unknown>> = {
  text: () => 'text',
  markup: () => '<p>markup</p>',
  bytes: () => Buffer.from('bytes'),
  object: () => ({ an: 'object' }),
  list: () => [1, 2],
  nothing: () => null,
  stream: () => Readable.from([Buffer.from('from '), Buffer.from('a stream')]),
  'web-stream': () => new Blob(['from a web stream']).stream(),
  blob: () => new Blob(['a blob'], { type: 'text/plain' }),
  response: () => new Response('a response', { status: 202, headers: { 'X-Own': 'kept' } }),
  replaced: (ctx) => {
    ctx.body = Readable.from([Buffer.from('never sent')]);
    return 'replaced';
  },
};

const kindRoutes: readonly KoaRoute[] = [
  ...Object.entries(kinds).map(([kind, make]) => body(`/kind/${kind}`, make)),
  { method: 'GET', path: '/kind/unset', run: () => undefined },
  {
    method: 'GET',
    path: '/kind/own-response',
    run: (ctx) => {
      ctx.respond = false;
      ctx.res.writeHead(203, { 'Content-Type': 'text/plain' });
      setTimeout(() => ctx.res.end('own response'), 5);
    },
  },
  {
    method: 'GET',
    path: '/kind/flushed',
    run: async (ctx) => {
      ctx.set('X-Own', 'kept');
      ctx.status = 200;
      ctx.flushHeaders();
      await pause(5);
      ctx.body = 'flushed';
    },
  },
];

export const koaRoutes: readonly KoaRoute[] = [...plainRoutes, ...bodyRoutes, ...streamRoutes, ...kindRoutes];
