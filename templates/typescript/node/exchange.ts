import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { facts } from '../facts.js';
import { hasClientReset, isComplete, streamOf } from '../node/http2.js';
import { hasClientLeft, noteEnd } from '../shared/connection.js';
import type { Outcome } from '../shared/record.js';

/**
 * Calls `onDone` once: when the last byte has been passed to the operating system, or when the connection closes before
 * that.
 */
export function whenDone(req: IncomingMessage, res: ServerResponse, onDone: (outcome: Outcome) => void): void {
  const stream = facts.servesHttp2 ? streamOf(req) : undefined;
  if (stream !== undefined) {
    whenStreamDone(stream, onDone);
    return;
  }
  // Requests that are simulated can be without a connection, and some servers remove a closed one.
  const socket = req.socket as Socket | null;
  let isOpen = true;
  let isFinished = false;
  const settle = (outcome: Outcome): void => {
    if (isOpen) {
      isOpen = false;
      if (socket !== null) {
        waiting.get(socket)?.delete(breakOff);
      }
      onDone(isFinished ? 'completed' : outcome);
    }
  };
  const breakOff = (): void => {
    if (isOpen) {
      const isAborted = socket === null ? res.errored === null : hasClientLeft(socket, req.errored, res.errored);
      settle(isAborted ? 'aborted' : 'failed');
    }
  };
  if (res.closed) {
    // Other middleware came first, and the exchange was over before it went on.
    isFinished = res.writableFinished;
    breakOff();
    return;
  }
  // Raise the limit, so that these listeners do not count against the application's own.
  res.setMaxListeners(res.getMaxListeners() + 1);
  res.on('close', breakOff);
  if (!isOfNode(socket)) {
    res.on('finish', () => {
      isFinished = true;
      // The event comes from inside `end`, before the last chunk has been observed.
      queueMicrotask(breakOff);
    });
    return;
  }
  noteEnd(socket);
  const detach = res.detachSocket.bind(res);
  res.detachSocket = (given) => {
    detach(given);
    // The handler has taken over the connection, of which the response tells nothing from then on. Node itself calls
    // this after the end.
    if (!res.writableEnded) {
      settle('completed');
    }
  };
  let isWritten = false;
  res.on('prefinish', () => {
    isWritten = socket.writableLength === 0;
  });
  res.on('finish', () => {
    // Node emits the event even if the connection was destroyed before the last bytes had been sent.
    isFinished = isWritten || !socket.destroyed;
    if (isFinished) {
      settle('completed');
    }
  });
  if (res.socket === null) {
    // A pipelined response that waits for another one: Node does not notify it if the connection closes.
    whenClosed(socket, breakOff);
  }
}

/** Does the same for a request over HTTP/2, which is one of many on its connection. */
function whenStreamDone(stream: ServerHttp2Stream, onDone: (outcome: Outcome) => void): void {
  const { session } = stream;
  let isOpen = true;
  let isClosedHere = false;
  const settle = (outcome: Outcome): void => {
    if (isOpen) {
      isOpen = false;
      onDone(outcome);
    }
  };
  if (stream.destroyed) {
    // Other middleware came first, and the client did not wait for it.
    settle(isComplete(stream) ? 'completed' : 'aborted');
    return;
  }
  stream.on('finish', () => {
    if (isComplete(stream)) {
      settle('completed');
    }
  });
  // Afterwards, a stream does not tell which side has closed it: the error code is the same.
  const close = stream.close.bind(stream);
  stream.close = (code, callback) => {
    // Node calls this too, when the client has closed the connection.
    isClosedHere ||= !stream.closed && session?.socket.destroyed === false;
    close(code, callback);
  };
  stream.on('close', () => {
    settle(!isClosedHere && hasClientReset(stream, session?.destroyed === false) ? 'aborted' : 'failed');
  });
}

/** Whether a request has a connection. If a test or an adapter has made it up, its socket is none of Node's. */
function isOfNode(socket: Partial<Socket> | null): socket is Socket {
  return socket?.errored !== undefined;
}

/**
 * Callbacks for when a connection closes. There is one listener per connection, however many responses are pipelined.
 */
const waiting = new WeakMap<Socket, Set<() => void>>();

function whenClosed(socket: Socket, onClose: () => void): void {
  if (socket.closed) {
    onClose();
    return;
  }
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
