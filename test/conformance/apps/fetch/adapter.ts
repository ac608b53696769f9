/** A minimal adapter from Node's server to a Fetch handler, with the standard Request and Response classes. */
import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';

export type Handler = (request: Request) => Response | undefined | Promise<Response | undefined>;

export function listenerOf(handler: Handler): RequestListener {
  return (incoming, outgoing) => {
    void answer(handler, incoming, outgoing);
  };
}

async function answer(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = requestOf(incoming, outgoing);
  if (request === undefined) {
    outgoing.writeHead(400).end();
    return;
  }
  let response;
  try {
    response = await handler(request);
  } catch {
    response = new Response('The handler failed', { status: 500 });
  }
  // Discard what has not been read of the request, as Node does after its own responses.
  outgoing.once('finish', () => incoming.removeAllListeners('data').resume());
  if (outgoing.destroyed) {
    await response?.body?.cancel();
  } else if (response === undefined || response.status === 0) {
    outgoing.destroy();
  } else if (!isSendable(response)) {
    outgoing.writeHead(500).end();
  } else {
    await send(response, outgoing, request.method === 'HEAD').catch(() => outgoing.destroy());
  }
}

function requestOf(incoming: IncomingMessage, outgoing: ServerResponse): Request | undefined {
  const { url: target = '', headers, rawHeaders, method = 'GET', socket } = incoming;
  const url = /^https?:\/\//i.test(target) ? target : `http://${headers.host ?? 'localhost'}${target}`;
  if (!URL.canParse(url) || (url !== target && !target.startsWith('/'))) return undefined;
  const abort = new AbortController();
  const leave = (): void => {
    socket.off('close', leave);
    open.delete(outgoing);
    if (!outgoing.writableFinished) abort.abort();
  };
  // A pipelined response that waits for another one gets no `close` event, but its connection does.
  socket.setMaxListeners(0).once('close', leave);
  outgoing.once('close', leave);
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  const request = new Request(url, {
    method,
    headers: rawHeaders.flatMap((name, index): [string, string][] =>
      index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
    ),
    signal: abort.signal,
    ...(hasBody && method !== 'GET' && method !== 'HEAD' ? { body: bodyOf(incoming), duplex: 'half' } : {}),
  });
  open.set(outgoing, request);
  return request;
}

/**
 * The requests whose connections are open. A request follows the signal that it is given by a weak reference, so it would
 * be collected if its handler waited for nothing but its signal.
 */
const open = new Map<ServerResponse, Request>();

/** The body of a request, which is read from the connection on demand. */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let isOpen = false;
  let isOver = false;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (!isOpen) {
          isOpen = true;
          incoming.on('data', (chunk: Buffer) => {
            incoming.pause();
            controller.enqueue(Uint8Array.from(chunk));
          });
          incoming.once('end', () => {
            if (!isOver) controller.close();
          });
          incoming.on('error', (error) => {
            controller.error(error);
          });
        }
        incoming.resume();
        return new Promise<void>((resolve) => {
          const done = (): void => {
            for (const event of ['data', 'end', 'error']) incoming.off(event, done);
            resolve();
          };
          for (const event of ['data', 'end', 'error']) incoming.on(event, done);
        });
      },
      cancel() {
        isOver = true;
        incoming.removeAllListeners('data').resume();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Whether a value has what is needed of a response. Handlers that are not type-checked can return others. */
function isSendable({ headers }: { readonly headers?: Partial<Headers> }): boolean {
  return typeof headers?.[Symbol.iterator] === 'function';
}

function bodyOfResponse({ body }: { readonly body?: ReadableStream<Uint8Array> | null }): typeof body {
  return body;
}

async function send(response: Response, outgoing: ServerResponse, isHead: boolean): Promise<void> {
  outgoing.statusCode = response.status;
  if (response.statusText !== '') outgoing.statusMessage = response.statusText;
  for (const [name, value] of response.headers) {
    outgoing.setHeader(name, name === 'set-cookie' ? response.headers.getSetCookie() : value);
  }
  const body = bodyOfResponse(response);
  if (isHead || body === null || body === undefined) {
    await body?.cancel();
    outgoing.end();
    return;
  }
  const reader = body.getReader();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) reader.cancel().catch(() => undefined);
  });
  // A body that is available immediately is sent with its length. Otherwise, the headers are sent without waiting for
  // it.
  const first = reader.read();
  const start = await Promise.race([first, turn()]);
  const second = start?.done === false ? reader.read() : first;
  const end = await Promise.race([second, turn()]);
  if (start?.done === false && end?.done === true) {
    outgoing.end(start.value);
    return;
  }
  if (start?.done === false) await write(start.value, outgoing);
  else outgoing.flushHeaders();
  for (let read = await second; !read.done; read = await reader.read()) await write(read.value, outgoing);
  outgoing.end();
}

async function write(chunk: Uint8Array, outgoing: ServerResponse): Promise<void> {
  if (outgoing.write(chunk) || outgoing.destroyed) return;
  const gone = new AbortController();
  await Promise.race([once(outgoing, 'drain', gone), once(outgoing, 'close', gone)]);
  gone.abort();
}
