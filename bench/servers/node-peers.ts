/** Middleware for Node that is not generated: what one writes by hand at first, and packages. Their lines go nowhere. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Writable } from 'node:stream';

/** A middleware in the manner of Connect. */
export type Connect = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;

const nowhere = (): Writable => new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done() });

/** Collects all that is sent and joins it at the end, which is the common way to capture a response by hand. */
export function captureAll(res: ServerResponse): void {
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
}

export async function responseTime(): Promise<Connect> {
  const { default: make } = await load<{ default: () => Connect }>('response-time');
  return make();
}

export async function morgan(): Promise<Connect> {
  type Morgan = (format: string, options: { stream: Writable }) => Connect;
  const { default: make } = await load<{ default: Morgan }>('morgan');
  return make('combined', { stream: nowhere() });
}

export async function pinoHttp(): Promise<Connect> {
  type PinoHttp = (options: object, stream: Writable) => (req: IncomingMessage, res: ServerResponse) => void;
  const { default: make } = await load<{ default: PinoHttp }>('pino-http');
  const log = make({}, nowhere());
  return (req, res, next) => {
    log(req, res);
    next();
  };
}

export async function expressWinston(): Promise<Connect> {
  type Logger = (options: object) => Connect;
  const { default: winston } = await load<{ default: { logger: Logger } }>('express-winston');
  const { transports } = await load<{ transports: { Stream: new (options: object) => object } }>('winston');
  return winston.logger({
    transports: [new transports.Stream({ stream: nowhere() })],
    requestWhitelist: ['headers', 'body', 'method', 'url'],
    responseWhitelist: ['statusCode', 'body', 'headers'],
  });
}

/** The packages are installed beside this folder and have no types here. */
export async function load<Module>(name: string): Promise<Module> {
  return (await import(name)) as Module;
}
