/** The server from which responses are fetched. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Upstream {
  readonly url: string;
  readonly stop: () => void;
}

export async function startUpstream(): Promise<Upstream> {
  const server: Server = createServer((request, response) => {
    switch (request.url) {
      case '/redirect':
        response.writeHead(307, { Location: '/elsewhere' }).end();
        break;
      case '/stream':
        response.writeHead(200, { 'Content-Type': 'text/plain' });
        response.write('one ');
        setTimeout(() => response.end('two'), 100);
        break;
      case '/none':
        response.writeHead(204, { 'X-Upstream': 'yes' }).end();
        break;
      default:
        response.setHeader('X-Upstream', 'yes');
        response.setHeader('Set-Cookie', ['a=1', 'b=2']);
        response.setHeader('Content-Type', 'text/plain');
        response.end('from upstream');
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
