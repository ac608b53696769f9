/**
 * Middleware that is not generated: written by hand, or from a package. Their output is discarded, as with our no-op
 * sink.
 */
import { Writable } from 'node:stream';
import type { RequestHandler } from 'express';

type Make = () => Promise<RequestHandler>;

const nowhere = (): Writable => new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done() });

export const peers: Readonly<Record<string, Make>> = {
  'hand-timing': () =>
    Promise.resolve((_req, res, next) => {
      const started = performance.now();
      const writeHead = res.writeHead.bind(res) as (...head: unknown[]) => typeof res;
      res.writeHead = (...head: unknown[]) => {
        res.setHeader('X-Process-Time', ((performance.now() - started) / 1000).toFixed(6));
        return writeHead(...head);
      };
      next();
    }),
  // A common approach: all chunks are collected and concatenated at the end.
  'hand-capture': () =>
    Promise.resolve((_req, res, next) => {
      const chunks: Buffer[] = [];
      const keep = (chunk: unknown): void => {
        if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as Uint8Array));
      };
      const write = res.write.bind(res) as (...args: unknown[]) => boolean;
      const end = res.end.bind(res) as (...args: unknown[]) => typeof res;
      res.write = (...args: unknown[]) => {
        keep(args[0]);
        return write(...args);
      };
      res.end = (...args: unknown[]) => {
        keep(args[0]);
        return end(...args);
      };
      res.on('finish', () => {
        Buffer.concat(chunks).toString();
      });
      next();
    }),
  'response-time': async () => {
    const { default: responseTime } = await load<{ default: () => RequestHandler }>('response-time');
    return responseTime();
  },
  morgan: async () => {
    type Morgan = (format: string, options: { stream: Writable }) => RequestHandler;
    const { default: morgan } = await load<{ default: Morgan }>('morgan');
    return morgan('combined', { stream: nowhere() });
  },
  'express-winston': async () => {
    type Logger = (options: object) => RequestHandler;
    const { default: expressWinston } = await load<{ default: { logger: Logger } }>('express-winston');
    const { transports } = await load<{ transports: { Stream: new (options: object) => object } }>('winston');
    return expressWinston.logger({
      transports: [new transports.Stream({ stream: nowhere() })],
      requestWhitelist: ['headers', 'body', 'method', 'url'],
      responseWhitelist: ['statusCode', 'body', 'headers'],
    });
  },
};

/** The packages are installed beside this file and have no types here. */
async function load<Module>(name: string): Promise<Module> {
  return (await import(name)) as Module;
}
