/** Runs the demo application in its own process. Sends requests to it and reads its output. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Question {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Iterable<Buffer>;
}

export class AppProcess {
  readonly #child: ChildProcess;
  readonly #port: number;
  /** Lines on the application's standard output, which are its capture records. */
  readonly records: string[] = [];
  #errors = '';

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  static async start(folder: string): Promise<AppProcess> {
    const child = fork(join(folder, 'app.ts'), {
      cwd: folder,
      execArgv: ['--import', import.meta.resolve('tsx')],
      silent: true,
    });
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => (errors += piece));
    const ended = once(child, 'exit').then(() =>
      Promise.reject(new Error(`The application ended at once.\n${errors}`)),
    );
    const [address] = (await Promise.race([once(child, 'message'), ended])) as [{ port: number }];
    const app = new AppProcess(child, address.port);
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      app.records.push(...lines);
    });
    child.stderr?.on('data', (piece: string) => (app.#errors += piece));
    return app;
  }

  async ask({ method = 'GET', path, headers = {}, body = '' }: Question): Promise<Answer> {
    const sent = request({ host: '127.0.0.1', port: this.#port, method, path, headers, agent: false });
    const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
    await pipeline(typeof body === 'string' ? [body] : Readable.from(body), sent);
    const [response] = await answered;
    return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
  }

  /** Memory of the process in bytes. */
  async memory(): Promise<number> {
    const answer = once(this.#child, 'message') as Promise<[{ rss: number }]>;
    this.#child.send('memory');
    return (await answer)[0].rss;
  }

  /** The record with this index; throws if it does not arrive within two seconds. */
  async record(index: number): Promise<string> {
    for (let waited = 0; waited < 2000; waited += 20) {
      const line = this.records[index];
      if (line !== undefined) return line;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`The application wrote no record.\n${this.#errors}`);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}
