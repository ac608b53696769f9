import type { RequestListener } from 'node:http';
import express, { type IRouter, type RequestHandler } from 'express';
import { big, options, secondsSince, small, stream, type Server } from './application.js';
import { captureAll, expressWinston, morgan, responseTime } from './node-peers.js';

type Mount = (app: IRouter) => void;
interface Module {
  registerMiddleware: (app: IRouter, given: typeof options) => void;
}

const use =
  (handler: RequestHandler): Mount =>
  (app) => {
    app.use(handler);
  };

export const server: Server<Mount, Module> = {
  make(mount) {
    const app = express();
    mount?.(app);
    app.get('/json', (_req, res) => {
      res.json(small);
    });
    app.post('/echo', express.json({ limit: '1mb' }), (req, res) => {
      res.json(req.body);
    });
    app.get('/big', (_req, res) => {
      res.type('text/plain').send(big);
    });
    app.get(['/stream', '/gigabyte'], (req, res) => {
      stream(req.path).pipe(res.type('text/plain'));
    });
    return { listener: app as RequestListener };
  },
  ours: (module) => (app) => module.registerMiddleware(app, options),
  others: {
    'timing, by hand': () =>
      use((_req, res, next) => {
        const started = performance.now();
        const writeHead = res.writeHead.bind(res) as (...head: unknown[]) => typeof res;
        res.writeHead = (...head: unknown[]) => {
          res.setHeader('X-Process-Time', secondsSince(started));
          return writeHead(...head);
        };
        next();
      }),
    'timing, response-time': async () => use(await responseTime()),
    'capture, by hand': () =>
      use((_req, res, next) => {
        captureAll(res);
        next();
      }),
    'no bodies, morgan': async () => use(await morgan()),
    'capture, express-winston': async () => use(await expressWinston()),
  },
};
