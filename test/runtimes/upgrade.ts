/** Upgrades a connection to a WebSocket that echoes messages, in the way of each runtime. */
interface Socket {
  readonly accept: () => void;
  readonly send: (data: unknown) => void;
  readonly addEventListener: (event: 'message', listener: (event: { readonly data: unknown }) => void) => void;
}

declare const Deno: { readonly upgradeWebSocket: (request: Request) => { socket: Socket; response: Response } };
declare const WebSocketPair: new () => { readonly 0: unknown; readonly 1: Socket };

export function upgrade(request: Request, server: unknown): Response | undefined {
  if ('Bun' in globalThis) {
    const isTaken = (server as { upgrade: (request: Request) => boolean }).upgrade(request);
    return isTaken ? undefined : new Response(null, { status: 426 });
  }
  if ('Deno' in globalThis) {
    const { socket, response } = Deno.upgradeWebSocket(request);
    answer(socket);
    return response;
  }
  const { 0: client, 1: socket } = new WebSocketPair();
  socket.accept();
  answer(socket);
  return new Response(null, { status: 101, webSocket: client } as ResponseInit);
}

function answer(socket: Socket): void {
  socket.addEventListener('message', ({ data }) => {
    socket.send(data);
  });
}
