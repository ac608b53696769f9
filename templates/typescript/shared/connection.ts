/** The socket of a request on Node. If the request is simulated, the socket can be without some of these properties. */
export interface Connection {
  readonly readableEnded: boolean;
  readonly errored: Error | null;
  readonly once: (event: 'finish', listener: () => void) => unknown;
}

/** The connections of exchanges, and whether the server was the first to end each. */
const endedHere = new WeakMap<object, boolean>();

/** Notes who is the first to end a connection. There is one listener per connection, however many exchanges it has. */
export function noteEnd(socket: Connection): void {
  if (!endedHere.has(socket)) {
    endedHere.set(socket, false);
    socket.once('finish', () => {
      endedHere.set(socket, !socket.readableEnded);
    });
  }
}

/**
 * Whether the client ended or reset the connection, as opposed to the server, which may also destroy it with an error:
 * one of those of the request and the response.
 */
export function hasClientLeft(socket: Partial<Connection>, ...ownErrors: unknown[]): boolean {
  const reason = socket.errored ?? {};
  return (
    endedHere.get(socket) !== true &&
    (socket.readableEnded === true ||
      // The error comes from the operating system, or from bytes that are no HTTP.
      (('syscall' in reason || 'rawPacket' in reason) && !ownErrors.includes(reason)))
  );
}
