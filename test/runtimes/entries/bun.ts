import { serve } from 'app';
import { websocket } from 'hono/bun';

interface Socket {
  /** The data that Hono's helper stores with its sockets. */
  readonly data?: { readonly events?: unknown };
  readonly send: (data: unknown) => void;
}

declare const Bun: { readonly serve: (options: object) => { readonly port: number } };
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  development: false,
  fetch: serve,
  error: () => new Response('runtime page', { status: 500 }),
  websocket: {
    message(socket: Socket, message: string) {
      if (socket.data?.events === undefined) socket.send(message);
      else (websocket.message as (socket: unknown, message: string) => void)(socket, message);
    },
  },
});
console.log(`port ${String(server.port)}`);
