/** The server side of the control connection, for all frameworks that run on Node's HTTP server. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { AppSettings } from '../../harness/case.js';
import { onLines } from '../../harness/lines.js';
import { Lab } from './lab.js';

/** The exports of a generated folder that applications use. */
export interface Output {
  readonly registerMiddleware?: (host: never, options: unknown) => unknown;
  readonly withMiddleware?: (handler: never, options: unknown) => unknown;
  readonly requestIdOf?: (request: Request) => string | undefined;
}

/**
 * Registers the generated middleware on a router or handler, and returns it or the wrapped handler. Does nothing for
 * the application without middleware.
 */
export type Register = <Host>(host: Host) => Host;
export type CreateApp = (lab: Lab, register: Register, output: Output) => RequestListener | Promise<RequestListener>;

interface Running {
  readonly lab: Lab;
  readonly server: Server;
  readonly sockets: Set<Socket>;
  readonly responses: Set<ServerResponse>;
}

interface Order {
  readonly id: number;
  readonly op: string;
  readonly key: string;
  readonly folder: string | null;
  readonly settings: AppSettings;
  readonly gate: string;
  readonly event: string;
  readonly times: number;
  readonly count: number;
  readonly text: string;
}

/** The case of the current request, to attribute uncaught exceptions. */
const caseOf = new AsyncLocalStorage<string>();

export function serve(createApp: CreateApp): void {
  const running = new Map<string, Running>();
  const memory = { base: 0, highest: 0, timer: undefined as NodeJS.Timeout | undefined };
  const socket = connect(Number(process.env['CONFORMANCE_CONTROL']), '127.0.0.1');
  const tell = (message: unknown): void => {
    socket.write(`${JSON.stringify(message)}\n`);
  };
  const crash =
    (kind: string) =>
    (reason: unknown): void => {
      tell({
        crash: `${kind}: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`,
        key: caseOf.getStore(),
      });
    };
  process.on('uncaughtException', crash('uncaughtException'));
  process.on('unhandledRejection', crash('unhandledRejection'));
  process.on('warning', (warning) => {
    if (warning.name === 'MaxListenersExceededWarning') crash('warning')(warning);
  });

  const find = (key: string): Running => {
    const found = running.get(key);
    if (found === undefined) throw new Error(`no application ${key}`);
    return found;
  };
  const orders: Record<string, (order: Order) => unknown> = {
    async open({ key, folder, settings }) {
      const lab = new Lab(settings);
      const output = folder === null ? {} : ((await import(pathToFileURL(indexOf(folder)).href)) as Output);
      const listener = await createApp(lab, registration(output, lab), output);
      const server =
        settings.bulk === true
          ? createServer({ requestTimeout: 0 }, listener)
          : createServer((request, response) => {
              caseOf.run(key, listener, request, response);
            });
      const one = watched(server, lab);
      if (settings.upgrade === true) one.server.on('upgrade', echoUpgrade);
      running.set(key, one);
      await new Promise<void>((resolve) => one.server.listen(0, '127.0.0.1', resolve));
      const address = one.server.address();
      return typeof address === 'object' && address !== null ? address.port : null;
    },
    go: ({ key, gate, times }) => {
      find(key).lab.go(gate, times);
    },
    seen: ({ key, event, times }) => find(key).lab.seen(event, times),
    recorded: ({ key, count }) => find(key).lab.recorded(count),
    settle: ({ key }) => settled(find(key)),
    heldBack: ({ key }) => stalled(find(key)),
    close: ({ key }) => {
      const { server, sockets } = find(key);
      running.delete(key);
      server.close();
      for (const one of sockets) one.destroy();
    },
    watchMemory: () => {
      globalThis.gc?.();
      memory.base = memory.highest = process.memoryUsage.rss();
      memory.timer = setInterval(() => {
        memory.highest = Math.max(memory.highest, process.memoryUsage.rss());
      }, 20);
    },
    memoryGrowth: () => {
      clearInterval(memory.timer);
      return (Math.max(memory.highest, process.memoryUsage.rss()) - memory.base) / (1024 * 1024);
    },
    mark: ({ text }) => {
      process.stdout.write(`${text}\n`);
      process.stderr.write(`${text}\n`);
    },
    stop: () => {
      clearInterval(memory.timer);
      for (const { server, sockets } of running.values()) {
        server.close();
        for (const one of sockets) one.destroy();
      }
      socket.end();
    },
  };

  onLines(socket, (line) => {
    const order = JSON.parse(line) as Order;
    const run = (): unknown => orders[order.op]?.(order);
    Promise.resolve()
      .then(run)
      .then(
        (result) => {
          tell({ id: order.id, result: result ?? null });
        },
        (error: unknown) => {
          tell({ id: order.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        },
      );
  });
}

function watched(server: Server, lab: Lab): Running {
  const sockets = new Set<Socket>();
  const responses = new Set<ServerResponse>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', (_request, response) => {
    responses.add(response);
    response.once('close', () => responses.delete(response));
  });
  return { lab, server, sockets, responses };
}

/** Waits until all connections are closed, and a little longer so that an unexpected record is noticed. */
async function settled({ lab, sockets, responses }: Running): Promise<unknown> {
  // Node emits no `close` event for a pipelined response that was still waiting when the socket was closed.
  const open = (): number => [...responses].filter(({ socket }) => socket?.destroyed === false).length;
  for (let tries = 0; tries < 1000 && (sockets.size > 0 || open() > 0); tries += 1) await pause(2);
  if (sockets.size > 0 || open() > 0) throw new Error(`${sockets.size} connections and ${open()} responses stay open`);
  for (let tries = 0; tries < 5; tries += 1) await turn();
  await pause(15);
  return { records: lab.records, observed: lab.observed, reported: lab.reported };
}

/** Waits until nothing changes any more, because the sockets accept no more data and the handlers are waiting. */
async function stalled({ sockets, responses }: Running): Promise<unknown> {
  const held = (): number => [...responses].reduce((sum, response) => sum + response.writableLength, 0);
  const moved = (): string => [...sockets].map((socket) => `${socket.bytesWritten}`).join() + `/${held()}`;
  let same = 0;
  for (let tries = 0, last = ''; tries < 400 && same < 8; tries += 1) {
    await pause(15);
    const now = moved();
    same = now === last ? same + 1 : 0;
    last = now;
  }
  if (same < 8) throw new Error('the server does not stall, though the client reads nothing');
  return { bytes: held(), responses: responses.size };
}

function registration({ registerMiddleware, withMiddleware }: Output, lab: Lab): Register {
  const { onError, generateRequestId, times = 1 } = lab.settings;
  let count = 0;
  const options = {
    onCapture: lab.onCapture,
    ...(onError === 'default' ? {} : { onError: lab.onError }),
    ...(generateRequestId === undefined ? {} : { generateRequestId: () => `${generateRequestId}${(count += 1)}` }),
  };
  const mount = (registerMiddleware ?? withMiddleware) as ((host: unknown, options: unknown) => unknown) | undefined;
  return <Host>(host: Host) => {
    let made: unknown = host;
    for (let time = 0; time < times; time += 1) made = mount?.(made, options) ?? made;
    return made as Host;
  };
}

/**
 * Echoes data on an upgraded connection. It does not implement WebSockets, but shows that the bytes are not changed.
 */
function echoUpgrade(_request: unknown, socket: NodeJS.WritableStream & NodeJS.ReadableStream): void {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
  socket.on('error', () => undefined);
  socket.pipe(socket);
}

/** The index module of a generated folder, which can be in JavaScript. */
function indexOf(folder: string): string {
  return [`${folder}/index.ts`].find(existsSync) ?? `${folder}/index.js`;
}
