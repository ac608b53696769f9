/** An application of each framework that runs on HTTP/2. */
import type { Http2Server, Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { All, Controller, Header, Req, Res, StreamableFile, type Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { fastify, type FastifyReply, type FastifyRequest, type RouteGenericInterface } from 'fastify';
import Koa from 'koa';
import { createNest } from '../conformance/apps/nestjs/create.js';
import type { Listener, Output, Stage, Start } from './serve.js';

export const applications: readonly { readonly name: string; readonly start: Start }[] = [
  {
    name: 'fastify',
    start: async ({ registerMiddleware }, options, stage) => {
      const app = fastify({ http2: true });
      registerMiddleware(app, options);
      app.removeAllContentTypeParsers();
      app.addContentTypeParser('*', (_request, _payload, done) => {
        done(null);
      });
      const listen = listener(stage);
      app.all('/id', (request) => (request as { readonly requestId?: string }).requestId);
      app.all('/echo', (request, reply) => reply.type('text/plain').send(request.raw));
      app.all('/*', (request, reply) => {
        reply.hijack();
        void listen(request.raw, reply.raw);
      });
      await app.ready();
      return (request, response) => {
        app.routing(request, response);
      };
    },
  },
  {
    name: 'koa',
    start: ({ registerMiddleware }, options, stage) => {
      const app = new Koa();
      app.silent = true;
      registerMiddleware(app, options);
      const listen = listener(stage);
      app.use(async (ctx) => {
        const [req, res] = [ctx.req, ctx.res] as unknown as Parameters<Listener>;
        if (ctx.path === '/id') {
          ctx.body = ctx.state.requestId;
          return;
        }
        if (ctx.path === '/echo') {
          ctx.type = 'text';
          ctx.body = ctx.req;
          return;
        }
        ctx.respond = false;
        ctx.res.statusCode = 200;
        await listen(req, res);
      });
      return app.callback();
    },
  },
  {
    // On Fastify; Express does not run on HTTP/2.
    name: 'nestjs',
    start: async (output, options, stage) => {
      const adapter = new FastifyAdapter<Http2Server, Http2ServerRequest, Http2ServerResponse>({ http2: true });
      const app = await createNest(adapter, { controllers: [controllerFor(output, stage)] }, { bodyParser: false });
      output.registerMiddleware(app, options);
      const instance = adapter.getInstance();
      instance.removeAllContentTypeParsers();
      instance.addContentTypeParser('*', (_request, _payload, done) => {
        done(null);
      });
      await app.init();
      await instance.ready();
      return (request, response) => {
        instance.routing(request, response);
      };
    },
  },
  { name: 'node', start: ({ withMiddleware }, options, stage) => withMiddleware(listener(stage), options) },
];

/** What handlers get on Fastify, as far as they use it. */
type Requested = Pick<FastifyRequest<RouteGenericInterface, Http2Server>, 'raw'>;
type Replying = Pick<FastifyReply<RouteGenericInterface, Http2Server>, 'raw' | 'hijack'>;

/** A controller whose decorators are called, so that they need no compiler option. */
function controllerFor({ RequestId }: Output, stage: Stage): Type {
  const listen = listener(stage);
  class Routes {
    id(id: string | undefined): string | undefined {
      return id;
    }
    echo({ raw }: Requested): StreamableFile {
      return new StreamableFile(raw);
    }
    others({ raw: request }: Requested, reply: Replying): void {
      reply.hijack();
      void listen(request, reply.raw);
    }
  }
  const decorated: Readonly<Record<string, readonly [path: string, ...parameters: ParameterDecorator[]]>> = {
    id: ['id', ...(RequestId === undefined ? [] : [RequestId()])],
    echo: ['echo', Req()],
    others: ['*', Req(), Res()],
  };
  Controller()(Routes);
  for (const [name, [path, ...parameters]] of Object.entries(decorated)) {
    const descriptor = Object.getOwnPropertyDescriptor(Routes.prototype, name) ?? {};
    for (const decorate of [All(path), Header('content-type', 'text/plain')])
      decorate(Routes.prototype, name, descriptor);
    for (const [index, decorate] of parameters.entries()) decorate(Routes.prototype, name, index);
  }
  return Routes;
}

/** Handles a request with the functions that Node has. */
function listener(stage: Stage): Listener {
  return async (request, response) => {
    const path = request.url.split('?')[0] ?? '';
    if (path === '/echo') {
      response.setHeader('content-type', 'text/plain');
      request.pipe(response);
      return;
    }
    if (path === '/wait') await stage.gate();
    const { requestId = '' } = request as { readonly requestId?: string };
    const body = path === '/id' ? requestId : path === '/headers' ? JSON.stringify(headersOf(request.headers)) : '{}';
    if (await streamed(path, response)) return;
    response.setHeader('content-type', 'application/json');
    response.end(body);
  };
}

/** The headers without the pseudo-headers, as JSON can show them. */
export function headersOf(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
}

/** Sends the response of a path that needs Node's own response, and returns whether it is one. */
async function streamed(path: string, response: Http2ServerResponse): Promise<boolean> {
  switch (path) {
    case '/hints':
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      response.write('a');
      response.addTrailers({ 'x-trailer': 'end' });
      response.end();
      return true;
    case '/head':
      response.writeHead(200, { 'x-theirs': 'x', 'set-cookie': ['a=1', 'b=2'] });
      response.end('head');
      return true;
    case '/part':
      response.write('part');
      return true;
    case '/large':
      response.end(Buffer.alloc(4 * 1024 * 1024));
      return true;
    case '/close':
      response.write('part');
      await new Promise((resolve) => setTimeout(resolve, 10));
      response.stream.on('error', () => undefined);
      response.stream.close(Number(response.req.headers['x-code']));
      return true;
    case '/break':
      response.write('part');
      await new Promise((resolve) => setTimeout(resolve, 10));
      response.stream.destroy(new Error('broken off'));
      response.stream.on('error', () => undefined);
      return true;
    default:
      return false;
  }
}
