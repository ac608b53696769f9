/** A server process of the benchmark. What it costs is read from Linux's accounting, alike for Node and Python. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { createInterface, type Interface } from 'node:readline';
import type { Workload } from './workloads.js';

const connections = 16;

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: connections });
  #port = 0;

  private constructor(command: readonly string[]) {
    const [file = '', ...words] = command;
    const env = { ...process.env, NODE_ENV: 'production' };
    this.#child = spawn(file, words, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('The server has no output.');
    this.#lines = createInterface({ input: stdout });
  }

  static async start(command: readonly string[]): Promise<ServerProcess> {
    const server = new ServerProcess(command);
    server.#port = Number(await server.#line());
    return server;
  }

  /** CPU time of all threads so far, in microseconds. */
  cpu(): number {
    const tasks = `/proc/${String(this.#child.pid)}/task`;
    let nanoseconds = 0;
    for (const task of readdirSync(tasks)) {
      nanoseconds += Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]);
    }
    return nanoseconds / 1000;
  }

  /** Resident memory in bytes, now and at its highest since `forgetPeak`. */
  memory(): { readonly now: number; readonly peak: number } {
    const status = readFileSync(`/proc/${String(this.#child.pid)}/status`, 'utf8');
    const kibibytes = (key: string): number => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]);
    return { now: kibibytes('VmRSS') * 1024, peak: kibibytes('VmHWM') * 1024 };
  }

  /** Collects garbage and starts to look for a new peak. */
  async forgetPeak(): Promise<void> {
    await this.#ask('collect');
    // See proc(5): 5 resets the peak.
    writeFileSync(`/proc/${String(this.#child.pid)}/clear_refs`, '5');
  }

  /** CPU time of a request without HTTP, in microseconds. */
  async direct(path: string, count: number): Promise<number> {
    return Number((await this.#ask(`direct ${path} ${String(count)}`))['cpu']) / count;
  }

  /** CPU time of a request over persistent connections, in microseconds. */
  async round({ path, requests, body }: Workload): Promise<number> {
    const before = this.cpu();
    let left = requests;
    const client = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await drained(this.send(path, body));
      }
    };
    await Promise.all(Array.from({ length: connections }, client));
    return (this.cpu() - before) / requests;
  }

  /** How much of the work the functions of the generated code do meanwhile; 1 is all of it. */
  async sample(meanwhile: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
    await this.#ask('sample');
    await meanwhile();
    return (await this.#ask('sample')) as Record<string, number>;
  }

  send(path: string, body?: string): ClientRequest {
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const method = body === undefined ? 'GET' : 'POST';
    return request({ host: '127.0.0.1', port: this.#port, agent: this.#agent, path, method, headers }).end(body);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }

  async #ask(order: string): Promise<Readonly<Record<string, unknown>>> {
    const answer = this.#line();
    this.#child.stdin?.write(`${order}\n`);
    return JSON.parse(await answer) as Record<string, unknown>;
  }

  async #line(): Promise<string> {
    const ended = new AbortController();
    const line = once(this.#lines, 'line', { signal: ended.signal }) as Promise<[string]>;
    const end = (): void => ended.abort();
    this.#child.once('exit', end);
    try {
      return (await line)[0];
    } finally {
      this.#child.off('exit', end);
    }
  }
}

/** Reads a response to its end. */
export async function drained(sent: ClientRequest): Promise<void> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`${sent.path}: status ${String(response.statusCode)}`);
  await once(response.resume(), 'end');
}
