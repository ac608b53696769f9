/** A server of the benchmark as the side that asks sees it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Workload } from './variants.js';

export interface Usage {
  /** Microseconds of CPU since the process began. */
  readonly cpu: number;
  readonly rss: number;
  /** The most memory since it was last settled. */
  readonly peak: number;
  /** Bytes that the last stream has given out. */
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

  /** `generated` is the index module of generated code, or empty. */
  static async start(variant: string, generated: string): Promise<ServerProcess> {
    const execArgv = ['--expose-gc', '--import', import.meta.resolve('tsx')];
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = fork(join(import.meta.dirname, 'server.ts'), [variant, generated], { execArgv, env });
    const [address] = (await once(child, 'message')) as [{ port: number }];
    return new ServerProcess(child, address.port);
  }

  async usage(what: 'usage' | 'settle' = 'usage'): Promise<Usage> {
    const answer = once(this.#child, 'message') as Promise<[Usage]>;
    this.#child.send(what);
    return (await answer)[0];
  }

  /** Sends a round of requests over kept connections, and gives the CPU time of one, in microseconds. */
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
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}

/** Reads an answer to its end. */
export async function drained(sent: ClientRequest): Promise<void> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`${sent.path}: status ${String(response.statusCode)}`);
  await once(response.resume(), 'end');
}
