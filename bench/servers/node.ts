import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { big, options, secondsSince, small, stream, type Server } from './application.js';
import { captureAll, morgan, pinoHttp, type Connect } from './node-peers.js';

type Mount = (listener: RequestListener) => RequestListener;
interface Module {
  withMiddleware: (listener: RequestListener, given: typeof options) => RequestListener;
}

const before =
  (handler: Connect): Mount =>
  (listener) =>
  (req, res) =>
    handler(req, res, () => listener(req, res));

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  switch (req.url) {
    case '/json':
      res.setHeader('Content-Type', 'application/json').end(JSON.stringify(small));
      break;
    case '/echo': {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      res.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
      break;
    }
    case '/big':
      res.setHeader('Content-Type', 'text/plain').end(big);
      break;
    default:
      stream(req.url ?? '').pipe(res.setHeader('Content-Type', 'text/plain'));
  }
}

export const server: Server<Mount, Module> = {
  make(mount) {
    const listener: RequestListener = (req, res) => void answer(req, res);
    return { listener: mount?.(listener) ?? listener };
  },
  ours: (module) => (listener) => module.withMiddleware(listener, options),
  others: {
    'timing, by hand': () => (listener) => (req, res) => {
      const started = performance.now();
      const writeHead = res.writeHead.bind(res) as (...head: unknown[]) => typeof res;
      res.writeHead = (...head: unknown[]) => {
        res.setHeader('X-Process-Time', secondsSince(started));
        return writeHead(...head);
      };
      listener(req, res);
    },
    'capture, by hand': () => (listener) => (req, res) => {
      captureAll(res);
      listener(req, res);
    },
    'no bodies, morgan': async () => before(await morgan()),
    'no bodies, pino-http': async () => before(await pinoHttp()),
  },
};
