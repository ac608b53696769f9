/**
 * A server process as the tests see it: it is started, controlled with JSON lines over a loopback connection, and
 * stopped.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import type { AppSettings } from './case.js';
import { patienceMs } from './connection.js';
import { onLines } from './lines.js';
import type { Target } from './targets.js';

/** What a server reports about a case when it has finished. */
export interface Report {
  readonly records: readonly unknown[];
  readonly observed: Readonly<Record<string, readonly unknown[]>>;
  readonly reported: readonly unknown[];
}

/** How much data the server buffers for the responses in progress. */
export interface HeldBack {
  readonly bytes: number;
  readonly responses: number;
}

type Answer =
  | { readonly id: number; readonly result?: unknown; readonly error?: string }
  | { readonly crash: string; readonly key?: string };

export class ServerProcess {
  /** Uncaught exceptions, unhandled rejections and leak warnings, with the case that caused them if it is known. */
  readonly crashes: { readonly key: string | undefined; readonly text: string }[] = [];
  private readonly child: ChildProcess;
  private readonly control: Socket;
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  private readonly output: { stdout: string; stderr: string } = { stdout: '', stderr: '' };
  private onOutput: () => void = () => undefined;
  private serial = 0;
  private stopping = false;
  private gone: string | undefined;

  private constructor(child: ChildProcess, control: Socket) {
    this.child = child;
    this.control = control;
    onLines(control, (line) => {
      this.take(JSON.parse(line) as Answer);
    });
    control.on('error', () => undefined);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this.output[name] += text;
        this.onOutput();
      });
    }
    child.once('exit', (code, signal) => {
      this.gone = `the server process is gone (${code ?? signal}): ${this.output.stderr.slice(-2000)}`;
      if (!this.stopping)
        this.crashes.push({
          key: undefined,
          text: `the server process ended by itself (${code ?? signal}): ${this.output.stderr.slice(-2000)}`,
        });
      for (const { reject } of this.waiting.values()) reject(new Error(this.gone));
      this.waiting.clear();
    });
  }

  static async start(target: Target, environment: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const [command = '', ...rest] = target.command;
    const child = spawn(command, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...target.environment, ...environment, CONFORMANCE_CONTROL: String(address.port) },
    });
    let early = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      early += text;
    });
    const control = await new Promise<Socket>((resolve, reject) => {
      listener.once('connection', resolve);
      child.once('exit', (code) => {
        reject(new Error(`the server process did not start (${code}): ${early}`));
      });
    });
    listener.close();
    child.stderr.removeAllListeners('data');
    return new ServerProcess(child, control);
  }

  /** Problems in the process that were caused by requests of a case. */
  crashesOf(key: string): string[] {
    return this.crashes.filter((crash) => crash.key === key).map(({ text }) => text);
  }

  /** Starts the application of a case and returns its port. */
  async open(key: string, folder: string | null, settings: AppSettings): Promise<number> {
    const result = await this.call('open', { key, folder, settings });
    if (typeof result !== 'number') throw new Error('no port came back');
    return result;
  }

  async go(key: string, gate: string, times = 1): Promise<void> {
    await this.call('go', { key, gate, times });
  }

  /** Waits until an event has been reported this many times. */
  async seen(key: string, event: string, times = 1): Promise<void> {
    await this.call('seen', { key, event, times });
  }

  /** Waits until a case has created this many records. */
  async recorded(key: string, count: number): Promise<void> {
    await this.call('recorded', { key, count });
  }

  /** Waits until all connections of a case are closed and nothing more happens, and returns the report. */
  async settle(key: string): Promise<Report> {
    return (await this.call('settle', { key })) as Report;
  }

  /** How much data the responses buffer when the sockets accept no more. */
  async heldBack(key: string): Promise<HeldBack> {
    return (await this.call('heldBack', { key })) as HeldBack;
  }

  async close(key: string): Promise<void> {
    await this.call('close', { key });
  }

  async startWatchingMemory(): Promise<void> {
    await this.call('watchMemory', {});
  }
  /** The maximum growth of the resident set size, in MiB. */
  async memoryGrowth(): Promise<number> {
    return (await this.call('memoryGrowth', {})) as number;
  }

  /** The output of the process since the last call. */
  async printed(): Promise<{ stdout: string; stderr: string }> {
    const mark = `conformance-mark-${(this.serial += 1)}`;
    await this.call('mark', { text: mark });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error('the mark did not come back'));
      }, patienceMs);
      this.onOutput = () => {
        if (!this.output.stdout.includes(`${mark}\n`) || !this.output.stderr.includes(`${mark}\n`)) return;
        clearTimeout(timer);
        resolve();
      };
      this.onOutput();
    });
    this.onOutput = () => undefined;
    return { stdout: this.cutAt('stdout', `${mark}\n`), stderr: this.cutAt('stderr', `${mark}\n`) };
  }

  /** Asks the process to exit normally. Returns its exit code, or `null` if it had to be killed. */
  async stop(): Promise<number | null> {
    this.stopping = true;
    const { child } = this;
    if (this.gone !== undefined) return child.exitCode;
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      // Not `exit`, because the last output may not have been received by then.
      child.once('close', (code) => {
        clearTimeout(timer);
        resolve(code);
      });
      this.control.end(`${JSON.stringify({ id: 0, op: 'stop' })}\n`);
    });
  }

  /** The output on standard output since `printed` was last called. It is complete once the process has stopped. */
  get stdout(): string {
    return this.output.stdout;
  }

  private cutAt(name: 'stdout' | 'stderr', mark: string): string {
    const text = this.output[name];
    const at = text.indexOf(mark);
    this.output[name] = text.slice(at + mark.length);
    return text.slice(0, at);
  }

  private call(op: string, argument: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.gone !== undefined) return Promise.reject(new Error(this.gone));
    const id = (this.serial += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(
          new Error(`the server did not answer ${op} ${JSON.stringify({ ...argument, settings: undefined })} in time`),
        );
      }, patienceMs);
      const done =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          then(value);
        };
      this.waiting.set(id, { resolve: done(resolve), reject: done(reject) });
      this.control.write(`${JSON.stringify({ id, op, ...argument })}\n`);
    });
  }

  private take(answer: Answer): void {
    if ('crash' in answer) {
      this.crashes.push({ key: answer.key, text: answer.crash });
      return;
    }
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (answer.error === undefined) waiting?.resolve(answer.result);
    else waiting?.reject(new Error(answer.error));
  }
}
