import Fastify, { type FastifyInstance } from 'fastify';
import { big, options, secondsSince, small, stream, type Server } from './application.js';
import { captureAll, morgan, pinoHttp, type Connect } from './node-peers.js';

type Mount = (app: FastifyInstance) => void;
interface Module {
  registerMiddleware: (app: FastifyInstance, given: typeof options) => void;
}

const first =
  (handler: Connect): Mount =>
  (app) => {
    app.addHook('onRequest', (request, reply, done) => handler(request.raw, reply.raw, done));
  };

export const server: Server<Mount, Module> = {
  async make(mount) {
    const app = Fastify();
    mount?.(app);
    app.get('/json', () => small);
    app.post('/echo', (request) => request.body);
    app.get('/big', (_request, reply) => reply.type('text/plain').send(big));
    for (const path of ['/stream', '/gigabyte'])
      app.get(path, (_request, reply) => reply.type('text/plain').send(stream(path)));
    await app.ready();
    return {
      listener: (req, res) => {
        app.routing(req, res);
      },
    };
  },
  ours: (module) => (app) => module.registerMiddleware(app, options),
  others: {
    'timing, by hand': () => (app) => {
      const started = new WeakMap<object, number>();
      app.addHook('onRequest', (request, _reply, done) => {
        started.set(request, performance.now());
        done();
      });
      app.addHook('onSend', (request, reply, _payload, done) => {
        void reply.header('X-Process-Time', secondsSince(started.get(request) ?? 0));
        done();
      });
    },
    'capture, by hand': () =>
      first((_req, res, next) => {
        captureAll(res);
        next();
      }),
    'no bodies, morgan': async () => first(await morgan()),
    'no bodies, pino-http': async () => first(await pinoHttp()),
  },
};
