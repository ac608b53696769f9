/** Local servers and TCP connections, for tests of exact bytes. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

const servers: Server[] = [];

/** Starts a server with `listener` and returns its port. */
export async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

export function closeServers(): void {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
}

/** A TCP connection, with the data received so far. */
export interface Connection {
  readonly socket: Socket;
  readonly received: () => string;
}

export async function open(port: number): Promise<Connection> {
  const socket = connect(port, '127.0.0.1');
  const pieces: Buffer[] = [];
  socket.on('data', (piece) => pieces.push(piece));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return { socket, received: () => Buffer.concat(pieces).toString('latin1') };
}

/** Sends a request as raw bytes and returns everything received until the server closes the connection. */
export async function exchange(
  port: number,
  request = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
): Promise<string> {
  const { socket, received } = await open(port);
  socket.write(request, 'latin1');
  await once(socket, 'close');
  return received();
}

/** Waits until a condition is true, and fails after some seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`It did not come to be: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
