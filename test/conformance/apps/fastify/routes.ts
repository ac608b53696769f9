/** The routes that respond with the functions of Fastify, as described in ../CONTRACT.md. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload, RouteShorthandOptions } from 'fastify';
import { blocksOf, brokenSource } from '../listener/stream-routes.js';
import { context } from '../node/extras.js';
import type { Lab } from '../node/lab.js';
import { readerNamed } from '../node/readers.js';

export interface FastifyRoute {
  /** Default: any. A route for `GET` is also for `HEAD`. */
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly run: (request: FastifyRequest, reply: FastifyReply, lab: Lab) => unknown;
  readonly options?: RouteShorthandOptions;
}

/** A route that sends a payload. */
function sends(
  path: string,
  made: (reply: FastifyReply, request: FastifyRequest) => unknown,
  method: 'GET' | 'POST' = 'GET',
): FastifyRoute {
  return { method, path, run: (request, reply) => reply.send(made(reply, request)) };
}

const idOf = (request: FastifyRequest): string | undefined => (request as { readonly requestId?: string }).requestId;

const plainRoutes: readonly FastifyRoute[] = [
  // Asynchronous handlers return what others pass to `send`.
  { method: 'GET', path: '/json', run: () => Promise.resolve({ hello: 'world', n: 1 }) },
  sends('/json', (reply) => (reply.code(201), { created: true }), 'POST'),
  sends('/text', () => 'hello, wörld\n'),
  sends('/html', (reply) => (reply.type('text/html; charset=utf-8'), '<p>hi</p>')),
  sends('/buffer', () => Buffer.from('{"bytes":true}')),
  sends('/binary', () => Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))),
  sends('/empty', () => undefined),
  sends('/no-content', (reply) => (reply.code(204), null)),
  sends('/etag', (reply, request) => {
    reply.headers({ ETag: '"v1"', Vary: 'Accept' });
    if (request.headers['if-none-match'] !== '"v1"') return { version: 1 };
    reply.code(304);
    return undefined;
  }),
  { method: 'GET', path: '/redirect', run: (_, reply) => reply.redirect('/json') },
  ...['/health', '/admin/health', '/users/:id/private'].map((path) => sends(path, () => 'fine')),
  {
    path: '/users/:id',
    run: (request) => Promise.resolve({ ...(request.params as object), method: request.method }),
  },
  sends('/status/:code', (reply, request) => {
    const code = Number((request.params as { readonly code: string }).code);
    reply.code(code);
    return { code };
  }),
  {
    path: '/throw',
    run: () => {
      throw new Error('boom');
    },
  },
  {
    method: 'GET',
    path: '/http-error',
    run: (_, reply) =>
      reply.send(Object.assign(new Error('no coffee'), { statusCode: 418, headers: { 'X-Error': 'teapot' } })),
  },
  {
    method: 'GET',
    path: '/throw-after-head',
    run: (_, reply) => {
      const stream = new PassThrough();
      stream.write('partial!');
      void pause(30).then(() => stream.destroy(new Error('too late')));
      return reply.type('text/plain; charset=utf-8').send(stream);
    },
  },
  {
    path: '/headers',
    run: (request, reply, lab) => {
      const { method, originalUrl: url, headers, raw } = request;
      lab.observe('request', { method, url, headers, rawHeaders: raw.rawHeaders, requestId: idOf(request) });
      return reply.send(headers);
    },
  },
  sends('/cookies', (reply) => {
    reply.header('Set-Cookie', ['a=1; Path=/', 'b=2; Path=/']).header('Link', ['</a>; rel=a', '</b>; rel=b']);
    reply.header('Vary', 'Accept, Origin');
    return { cookies: 2 };
  }),
  sends('/poisoned', (reply) => {
    reply.headers({
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
    run: async (request) => {
      await new Promise((resolve) => setImmediate(resolve));
      return { requestId: idOf(request), context: context.getStore() ?? null };
    },
  },
  {
    method: 'GET',
    path: '/wait',
    run: async (_request, _reply, lab) => {
      lab.observe('handler');
      await lab.gate('answer');
      return { waited: true };
    },
  },
];

const bodyRoutes: readonly FastifyRoute[] = [
  {
    path: '/echo',
    run: ({ headers, raw }, reply) => reply.type(headers['content-type'] ?? 'application/octet-stream').send(raw),
  },
  {
    path: '/take',
    run: async (request, reply, lab) => {
      const taken = await readerNamed((request.query as { readonly how?: string }).how)(request.raw);
      lab.observe('body', {
        length: taken.length,
        sha256: createHash('sha256').update(taken).digest('hex'),
        context: context.getStore() ?? null,
        requestId: idOf(request),
      });
      return reply.send({ length: taken.length, text: taken.length < 2000 ? taken.toString('latin1') : '' });
    },
  },
  sends('/unread', () => ({ unread: true }), 'POST'),
  sends('/refuse', (reply) => (reply.code(413), { refused: true }), 'POST'),
  {
    method: 'POST',
    path: '/part',
    run: async ({ raw }, reply, lab) => {
      const [first] = (await once(raw, 'data')) as [Buffer];
      raw.pause();
      lab.observe('part', first.length);
      return reply.code(202).send({ part: true });
    },
  },
];

const streamRoutes: readonly FastifyRoute[] = [
  {
    path: '/steps',
    run: (request, reply, lab) => {
      const stream = new PassThrough();
      reply.raw.on('close', () => {
        lab.observe('response closed', reply.raw.writableFinished ? 'finished' : 'broken off');
      });
      void written(stream, Number((request.query as { readonly chunks?: string }).chunks ?? 3), lab);
      return reply.type('text/plain; charset=utf-8').send(stream);
    },
  },
  {
    method: 'GET',
    path: '/ticker',
    run: (_, reply, lab) => {
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
      return reply.type('text/plain; charset=utf-8').send(stream);
    },
  },
  {
    method: 'GET',
    path: '/large',
    run: (request, reply, lab) => {
      const query = request.query as { readonly mib?: string; readonly length?: string; readonly type?: string };
      const blocks = Number(query.mib ?? 1) * 16;
      if (query.length !== undefined) reply.header('Content-Length', blocks * 64 * 1024);
      return reply.type(query.type ?? 'text/plain; charset=utf-8').send(Readable.from(blocksOf(blocks, lab)));
    },
  },
  {
    method: 'GET',
    path: '/upstream-breaks',
    run: (_, reply) => reply.type('text/plain; charset=utf-8').send(brokenSource()),
  },
];

/** Writes lines, each when the client opens the gate, and ends the stream when the client opens it once more. */
async function written(stream: PassThrough, count: number, lab: Lab): Promise<void> {
  for (let index = 1; index <= count; index += 1) {
    await lab.gate('step');
    stream.write(`chunk ${index}\n`);
  }
  await lab.gate('step');
  stream.end();
}

/** Every kind of payload that Fastify has: what a handler returns. */
const kinds: Readonly<Record<string, (reply: FastifyReply) => unknown>> = {
  text: () => 'text',
  bytes: () => Buffer.from('bytes'),
  'typed-array': () => new TextEncoder().encode('typed array'),
  object: () => ({ an: 'object' }),
  list: () => [1, 2],
  number: () => 5,
  nothing: () => null,
  stream: () => Readable.from([Buffer.from('from '), Buffer.from('a stream')]),
  'empty-stream': () => Readable.from([]),
  'web-stream': () => new Blob(['from a web stream']).stream(),
  response: () => new Response('a response', { status: 202, headers: { 'X-Own': 'kept' } }),
  serialized: (reply) => {
    reply.serializer(() => 'serialized');
    return { not: 'sent' };
  },
  trailers: (reply) => {
    reply.trailer('X-Trailer', (_reply, _payload, done) => {
      done(null, 'late');
    });
    return 'with trailers';
  },
};

/** A route at `/kind/<kind>` whose handler is asynchronous. */
function kind(name: string, made: (reply: FastifyReply) => unknown, options: RouteShorthandOptions = {}): FastifyRoute {
  return { method: 'GET', path: `/kind/${name}`, options, run: async (_, reply) => made(reply) };
}

const kindRoutes: readonly FastifyRoute[] = [
  ...Object.entries(kinds).map(([name, made]) => kind(name, made)),
  kind('on-send', () => 'replaced before it is sent', {
    onSend: (_request, reply, _payload, done) => {
      reply.header('Content-Length', 8).header('X-Own', 'kept');
      done(null, 'replaced');
    },
  }),
  kind('not-found', (reply) => {
    reply.callNotFound();
    return reply;
  }),
  kind('own-error', () => Promise.reject(new Error('handled')), {
    errorHandler: ({ message }, _request, reply) => {
      void reply.code(409).header('X-Own', 'kept').send({ message });
    },
  }),
  kind('invalid', () => 'never', {
    preHandler: (_request, reply) => {
      void reply.code(422).send('refused');
    },
  }),
  kind('fails-in-on-send', () => 'never', {
    onSend: (_request, _reply, payload, done) => {
      // The payload of the error page comes here too.
      if (payload === 'never') done(new Error('too bad'));
      else done(null, payload);
    },
  }),
  kind('hijacked', (reply) => {
    reply.header('X-Lost', 'not sent');
    reply.hijack();
    reply.raw.writeHead(203, { 'Content-Type': 'text/plain' });
    setTimeout(() => reply.raw.end('hijacked'), 5);
  }),
  kind('raw', (reply) => {
    reply.raw.setHeader('X-Own', 'kept').end('raw');
    return reply;
  }),
  kind('raw-header', (reply) => {
    reply.raw.setHeader('X-Own', 'kept');
    return 'a header on the raw response';
  }),
  {
    method: 'GET',
    path: '/kind/later',
    run: (_, reply) => {
      setTimeout(() => void reply.send('later'), 5);
    },
  },
];

export const fastifyRoutes: readonly FastifyRoute[] = [...plainRoutes, ...bodyRoutes, ...streamRoutes, ...kindRoutes];

/** The routes whose body Fastify parses: `addParsedRoutes` adds them. */
export const parsed: readonly string[] = ['/take-json', '/take-form', '/take-text', '/mutate'];

export function addParsedRoutes(host: FastifyInstance): void {
  host.removeAllContentTypeParsers();
  host.addContentTypeParser('application/json', { parseAs: 'string' }, host.getDefaultJsonParser('error', 'error'));
  host.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  host.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  // As plugins for compression do it: the parser gets another stream than the request.
  host.addHook('preParsing', (request, _reply, payload, done) => {
    done(null, request.headers['content-encoding'] === 'gzip' ? unzipped(payload) : payload);
  });
  for (const path of parsed.filter((name) => name !== '/mutate')) {
    host.post(path, (request, reply) => {
      const took = request.body;
      return reply.send(path === '/take-json' ? { took, context: context.getStore() ?? null } : { took });
    });
  }
  host.post('/mutate', (request, reply) => {
    const body = request.body as Record<string, unknown>;
    body['name'] = 'REPLACED';
    delete body['gone'];
    return reply.send({ ok: true });
  });
}

function unzipped(payload: RequestPayload): RequestPayload {
  const stream = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
  payload.on('data', (chunk: Buffer) => {
    stream.receivedEncodedLength += chunk.length;
  });
  return payload.pipe(stream);
}
