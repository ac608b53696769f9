/** Controls a server process of the benchmark. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Workload } from './variants.js';

export interface Usage {
  /** CPU time in microseconds since the process started. */
  readonly cpu: number;
  readonly rss: number;
  /** Peak memory since the last reset. */
  readonly peak: number;
  /** Bytes that the last stream has produced. */
  readonly produced: number;
}

const connections = 16;

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: connections });
  readonly #port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  /** `generated` is the index module of the generated code, or empty. */
  static async start(variant: string, generated: string): Promise<ServerProcess> {
    const execArgv = ['--expose-gc', '--import', import.meta.resolve('tsx')];
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = fork(join(import.meta.dirname, 'server.ts'), [variant, generated], {
      execArgv,
      env,
      stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    });
    const [address] = (await once(child, 'message')) as [{ port: number }];
    return new ServerProcess(child, address.port);
  }

  async usage(what: 'usage' | 'settle' = 'usage'): Promise<Usage> {
    const answer = once(this.#child, 'message') as Promise<[Usage]>;
    const death = once(this.#child, 'exit').then(() => Promise.reject(new Error('The server has died.')));
    this.#child.send(what, () => undefined);
    return (await Promise.race([answer, death]))[0];
  }

  /** Sends a round of requests over persistent connections and returns the CPU time per request in microseconds. */
  async round({ path, requests, body }: Workload): Promise<number> {
    const before = await this.usage();
    let left = requests;
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await drained(this.ask(path, body));
      }
    };
    await Promise.all(Array.from({ length: connections }, worker));
    return ((await this.usage()).cpu - before.cpu) / requests;
  }

  ask(path: string, body?: string): ClientRequest {
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const method = body === undefined ? 'GET' : 'POST';
    return request({ host: '127.0.0.1', port: this.#port, agent: this.#agent, path, method, headers }).end(body);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}

/** Reads a response to its end. */
export async function drained(sent: ClientRequest): Promise<void> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`${sent.path}: status ${String(response.statusCode)}`);
  await once(response.resume(), 'end');
}
