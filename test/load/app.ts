/** The server of the load tests: every middleware feature on, and routes that fail in every way. Speaks JSON with its parent. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import express from 'express';

interface Row {
  readonly id: string | undefined;
  readonly path: string;
  readonly body: string | undefined;
  readonly upload: string | undefined;
  readonly outcome: string;
  readonly omitted: string | undefined;
  readonly spilledBytes: number | undefined;
  readonly truncated: boolean;
}
interface Part {
  readonly body?: string;
  readonly omitted?: string;
  readonly truncated: boolean;
  readonly spilledBytes?: number;
}
interface Taken {
  readonly requestId?: string;
  readonly path: string;
  readonly outcome: string;
  readonly request: Part;
  readonly response: Part;
}
interface Output {
  readonly registerMiddleware: (
    app: express.IRouter,
    options: { onCapture: (record: Taken) => unknown; onError: (error: unknown) => void },
  ) => void;
}

const [folder = '', sink = 'keep'] = process.argv.slice(2);
const { registerMiddleware } = (await import(pathToFileURL(join(folder, 'index.ts')).href)) as Output;
const rows: Row[] = [];
const errors: string[] = [];
let arrived = 0;

const app = express();
app.disable('x-powered-by');
app.use((_req, _res, next) => {
  arrived += 1;
  next();
});
registerMiddleware(app, {
  onCapture({ requestId, path, outcome, request, response }) {
    rows.push({
      id: requestId,
      path,
      body: response.body,
      upload: request.body,
      outcome,
      omitted: response.omitted,
      spilledBytes: response.spilledBytes,
      truncated: response.truncated,
    });
    if (sink === 'throw') throw new Error('sink');
    if (sink === 'reject') return Promise.reject(new Error('sink'));
    return sink === 'hang' ? new Promise(() => undefined) : undefined;
  },
  onError: (error) => errors.push(String(error)),
});
app.get('/id/:id', (req, res) => {
  // A turn of the loop between the request and its answer, so that exchanges interleave.
  setImmediate(() => res.json({ id: req.params.id, seen: (req as { readonly requestId?: string }).requestId }));
});
app.post('/echo/:id', express.text(), (req, res) => {
  setTimeout(() => res.type('text').send(`${req.params.id}:${String(req.body)}`), Number(req.params.id) % 7);
});
app.post('/sink', (req, res) => {
  req.on('error', () => undefined);
  req.resume().on('end', () => res.end('read'));
});
app.get('/large', (_req, res) => {
  const chunk = Buffer.alloc(64 * 1024, 'large ');
  let left = 128;
  const write = (): void => {
    while (left > 0 && !res.destroyed) {
      left -= 1;
      if (!res.write(chunk)) {
        res.once('drain', write);
        return;
      }
    }
    if (!res.destroyed) res.end();
  };
  res.type('text');
  write();
});
const points: Readonly<Record<string, (res: express.Response) => void>> = {
  first: () => undefined,
  header: (res) => res.setHeader('X-Set', '1'),
  head: (res) => res.writeHead(200, { 'Content-Type': 'text/plain' }),
  flush: (res) => {
    res.flushHeaders();
  },
  write: (res) => res.write('some'),
  end: (res) => res.end('all'),
};
app.get('/fail/:point/:way', async (req, res) => {
  if (req.params.way === 'later') await new Promise(setImmediate);
  points[req.params.point]?.(res);
  if (req.params.way === 'destroy') {
    res.destroy(new Error('boom'));
    return;
  }
  throw new Error('boom');
});
// Express logs what it answers with 500; a thousand of them would drown the test's own output.
app.use((error: Error, _req: express.Request, res: express.Response, next: express.NextFunction) => {
  if (res.headersSent) {
    next(Object.assign(error, { stack: '' }));
    return;
  }
  res.status(500).type('text').send('failed');
});

const server = createServer(app);
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', (message) => {
  if (message === 'stop') {
    server.closeAllConnections();
    server.close(() => process.disconnect());
    return;
  }
  globalThis.gc?.();
  process.send?.({ rows: rows.splice(0), errors: errors.splice(0), arrived, rss: process.memoryUsage().rss });
  arrived = 0;
});
process.on('uncaughtException', (error) => process.send?.({ crash: String(error) }));
process.on('unhandledRejection', (error) => process.send?.({ crash: String(error) }));
console.error = () => undefined;
export type { Row };
