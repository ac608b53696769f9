/**
 * A server process: `main.ts FRAMEWORK VARIANT [INDEX-MODULE]`. It prints its port as a line, and answers each line that
 * it reads with one line of JSON: `collect` collects garbage, `direct PATH COUNT` sends requests without HTTP and tells
 * their CPU time in microseconds, and `sample` begins to sample the generated code, or ends that and tells what it found.
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import inject from 'light-my-request';
import type { Application, Server } from './application.js';
import { startSampling, type Shares } from './profile.js';

const [framework = '', variant = '', index] = process.argv.slice(2);
const { server } = (await import(`./${framework}.js`)) as { server: Server<unknown, unknown> };
const application = await server.make(await mountOf());

async function mountOf(): Promise<unknown> {
  if (index !== undefined) return server.ours(await import(pathToFileURL(index).href));
  return server.others[variant]?.();
}

/** One request without a socket. */
async function direct(target: Application, path: string): Promise<void> {
  if ('fetch' in target) {
    const response = await target.fetch(new Request(`http://localhost${path}`));
    await response.arrayBuffer();
  } else {
    await inject(target.listener, { method: 'GET', url: path });
  }
}

let stopSampling: (() => Promise<Shares>) | undefined;

async function sample(): Promise<Shares> {
  const stop = stopSampling;
  stopSampling = stop === undefined ? await startSampling(dirname(index ?? '')) : undefined;
  return (await stop?.()) ?? {};
}

async function answerTo(line: string): Promise<object> {
  const [order, path = '', count] = line.split(' ');
  if (order === 'collect') {
    globalThis.gc?.();
    return {};
  }
  if (order === 'sample') return sample();
  const before = process.cpuUsage();
  for (let left = Number(count); left > 0; left -= 1) await direct(application, path);
  const { user, system } = process.cpuUsage(before);
  return { cpu: user + system };
}

const listener: RequestListener = 'fetch' in application ? getRequestListener(application.fetch) : application.listener;
const http = createServer(listener);
// Connections are idle while other variants run.
http.keepAliveTimeout = 600_000;
http.listen(0, '127.0.0.1', () => console.log((http.address() as AddressInfo).port));
for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await answerTo(line)));
process.exit(0);
