import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Outcome } from '../shared/record.js';

/** Calls `onDone` once: when the last byte is handed to the system, or when the connection is gone before that. */
export function whenDone(req: IncomingMessage, res: ServerResponse, onDone: (outcome: Outcome) => void): void {
  const { socket } = req;
  let isOpen = true;
  const settle = (outcome: Outcome): void => {
    if (isOpen) {
      isOpen = false;
      waiting.get(socket)?.delete(abandon);
      onDone(outcome);
    }
  };
  const abandon = (): void => {
    settle('aborted');
  };
  // These are more listeners than the application knows of: its own limit is not to be used up by them.
  res.setMaxListeners(res.getMaxListeners() + 1);
  res.on('finish', () => {
    settle('completed');
  });
  res.on('close', () => {
    settle(hasClientLeft(req, res) ? 'aborted' : 'failed');
  });
  if (res.socket === null) {
    // Pipelined behind another response: if the connection closes before its turn, Node tells it nothing.
    whenClosed(socket, abandon);
  }
}

/** Whether the connection was ended or reset from the other side, and not by an error that this side destroyed it with. */
function hasClientLeft({ socket, errored }: IncomingMessage, res: ServerResponse): boolean {
  const reason = socket.errored;
  return socket.readableEnded || (reason !== null && reason !== errored && reason !== res.errored);
}

/** What waits for a connection to close: one listener on it, however many responses are pipelined. */
const waiting = new WeakMap<Socket, Set<() => void>>();

function whenClosed(socket: Socket, onClose: () => void): void {
  const callbacks = waiting.get(socket) ?? new Set();
  callbacks.add(onClose);
  if (waiting.has(socket)) {
    return;
  }
  waiting.set(socket, callbacks);
  socket.once('close', () => {
    for (const callback of callbacks) {
      callback();
    }
  });
}
