/** A minimal adapter that uses only the Fetch API, without the shortcuts of frameworks. */
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { serve } from 'app';

const server = createServer((incoming, outgoing) => {
  const gone = new AbortController();
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const hasBody =
    incoming.headers['content-length'] !== undefined || incoming.headers['transfer-encoding'] !== undefined;
  const request = new Request(`http://${incoming.headers.host ?? 'localhost'}${incoming.url ?? '/'}`, {
    method: incoming.method ?? 'GET',
    headers: Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    ),
    signal: gone.signal,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } : {}),
  });
  const answer = async (): Promise<void> => {
    const response = await serve(request);
    outgoing.statusCode = response.status;
    for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
    if (response.body === null) {
      outgoing.end();
      return;
    }
    outgoing.flushHeaders();
    await pipeline(Readable.fromWeb(response.body, { highWaterMark: 1 }), outgoing);
  };
  answer().catch(() => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(500).end('runtime page');
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`port ${String(typeof address === 'object' && address !== null ? address.port : 0)}`);
});
