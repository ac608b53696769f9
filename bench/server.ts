/** An application with one variant of middleware, in its own process, which reports its CPU time and memory. */
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import express, { type IRouter } from 'express';
import { peers } from './peers.js';

const [variant = '', generated = ''] = process.argv.slice(2);
const app = express();
if (generated !== '') {
  const { registerMiddleware } = (await import(pathToFileURL(generated).href)) as {
    registerMiddleware: (app: IRouter, options: { onCapture: () => void }) => void;
  };
  registerMiddleware(app, { onCapture: () => undefined });
} else {
  const peer = peers[variant];
  if (peer !== undefined) app.use(await peer());
}

const small = { text: 'x'.repeat(180) };
const big = Buffer.alloc(1024 * 1024, 'a line of text\n');
const piece = Buffer.alloc(64 * 1024, 'a line of text\n');
let produced = 0;

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
  res.type('text/plain');
  produced = 0;
  Readable.from(pieces(req.path === '/stream' ? 100 : 16 * 1024)).pipe(res);
});

function* pieces(count: number): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) {
    produced += piece.length;
    // A new buffer each time, as when reading from a file or a socket.
    yield Buffer.from(piece);
  }
}

let peak = 0;
const watch = (): void => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
setInterval(watch, 20).unref();

const server = app.listen(0, '127.0.0.1', () => process.send?.(server.address()));
// Connections are idle while other variants run.
server.keepAliveTimeout = 600_000;
process.on('message', (what) => {
  if (what === 'settle') {
    globalThis.gc?.();
    peak = 0;
  }
  watch();
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system, rss: process.memoryUsage.rss(), peak, produced });
});
