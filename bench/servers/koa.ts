import Koa, { type Middleware } from 'koa';
import { big, options, secondsSince, small, stream, type Server } from './application.js';
import { captureAll, load } from './node-peers.js';

type Mount = (app: Koa) => void;
interface Module {
  registerMiddleware: (app: Koa, given: typeof options) => void;
}

const use =
  (middleware: Middleware): Mount =>
  (app) => {
    app.use(middleware);
  };

export const server: Server<Mount, Module> = {
  make(mount) {
    const app = new Koa();
    mount?.(app);
    app.use(async (ctx) => {
      switch (ctx.path) {
        case '/json':
          ctx.body = small;
          break;
        case '/echo': {
          const chunks: Buffer[] = [];
          for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
          ctx.body = JSON.parse(Buffer.concat(chunks).toString()) as object;
          break;
        }
        case '/big':
          ctx.type = 'text/plain';
          ctx.body = big;
          break;
        default:
          ctx.type = 'text/plain';
          ctx.body = stream(ctx.path);
      }
    });
    const handle = app.callback();
    return { listener: (req, res) => void handle(req, res) };
  },
  ours: (module) => (app) => module.registerMiddleware(app, options),
  others: {
    'timing, by hand': () =>
      use(async (ctx, next) => {
        const started = performance.now();
        await next();
        ctx.set('X-Process-Time', secondsSince(started));
      }),
    'timing, koa-response-time': async () => {
      const { default: make } = await load<{ default: () => Middleware }>('koa-response-time');
      return use(make());
    },
    'capture, by hand': () =>
      use(async (ctx, next) => {
        captureAll(ctx.res);
        await next();
      }),
    'no bodies, koa-logger': async () => {
      const { default: make } = await load<{ default: (write: () => void) => Middleware }>('koa-logger');
      return use(make(() => undefined));
    },
  },
};
