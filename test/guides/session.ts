/** A terminal session in a temporary project, as the guides show it: everything that is shown has happened. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkCommand } from '../../generator/commands/check.js';
import { generateCommand } from '../../generator/commands/generate.js';
import { initCommand } from '../../generator/commands/init.js';
import type { Terminal } from '../../generator/commands/terminal.js';
import { freePort } from '../free-port.js';

const repository = join(import.meta.dirname, '..', '..');
const patienceMs = 60_000;

export class Session {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'mwgen-guide-')));
  readonly #lines: string[] = [];
  #server: ChildProcess | undefined;
  #output = '';
  #port = 0;

  /** Creates the project. `packages` are linked from this repository. */
  constructor(files: Readonly<Record<string, string>>, packages: readonly string[]) {
    mkdirSync(join(this.folder, '.git'));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    for (const name of packages) {
      const link = join(this.folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(repository, 'node_modules', name), link, 'dir');
    }
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Replaces a text in a file, and returns the change as the lines of a diff. */
  edit(path: string, before: string, after: string): string {
    const text = this.read(path);
    if (!text.includes(before)) throw new Error(`${path} does not contain:\n${before}`);
    this.write(
      path,
      text.replace(before, () => after),
    );
    const [old, now] = [before.split('\n'), after.split('\n')];
    let start = 0;
    while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
    let end = 0;
    while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
    return [
      ...old.slice(0, start).map((line) => ` ${line}`),
      ...old.slice(start, old.length - end).map((line) => `-${line}`),
      ...now.slice(start, now.length - end).map((line) => `+${line}`),
      ...old.slice(old.length - end).map((line) => ` ${line}`),
    ].join('\n');
  }

  /** Runs a command of mwgen, and fails if it ends with another exit code. */
  async mwgen(words: string, exitCode = 0): Promise<void> {
    this.#lines.push(`$ npx mwgen ${words}`);
    const [command, ...flags] = words.split(' ');
    const terminal: Terminal = {
      out: (text) => {
        this.#print(text);
      },
      err: (text) => {
        this.#print(text);
      },
      outPaint: (_, text) => text,
      errPaint: (_, text) => text,
      errColour: false,
      canAsk: false,
      canErase: false,
      level: 'normal',
      json: false,
    };
    const run = (): Promise<number> => {
      if (command === 'init') {
        const framework = flags.includes('--framework') ? flags[flags.indexOf('--framework') + 1] : undefined;
        return initCommand({ framework, wire: flags.includes('--wire') ? '' : undefined, yes: true }, terminal);
      }
      if (command === 'generate') return generateCommand({ diff: false }, terminal);
      if (command === 'check') return checkCommand({}, terminal);
      throw new Error(`The guides do not run mwgen ${words}.`);
    };
    const before = process.cwd();
    process.chdir(this.folder);
    try {
      const code = await run();
      if (code !== exitCode) throw new Error(`mwgen ${words} ended with ${code}:\n${this.#lines.join('\n')}`);
    } finally {
      process.chdir(before);
    }
  }

  /** Starts the application, shown as one command and run as another one, and waits until it accepts connections. */
  async start(shown: string, [command = '', ...words]: readonly string[]): Promise<void> {
    this.#lines.push(`$ ${shown} &`);
    this.#port = await freePort();
    const server = spawn(
      command,
      words.map((word) => word.replace('PORT', String(this.#port))),
      {
        cwd: this.folder,
        env: { ...process.env, PORT: String(this.#port) },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#server = server;
    let errors = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
    });
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const deadline = Date.now() + patienceMs;
    while (!(await answers(this.#port))) {
      if (server.exitCode !== null || Date.now() > deadline) throw new Error(`${shown} did not start: ${errors}`);
      await sleep(50);
    }
    this.#output = '';
  }

  /** Sends a request, and shows the response and the lines that the application has printed for it. */
  async curl(path: string, printed = 0): Promise<void> {
    this.#lines.push(`$ curl -i localhost:3000${path}`);
    const sent = request({ port: this.#port, path, agent: false });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const fields: string[] = [];
    for (let index = 0; index < response.rawHeaders.length; index += 2) {
      const [name = '', value = ''] = response.rawHeaders.slice(index, index + 2);
      if (!/^(?:date|connection|keep-alive|server)$/i.test(name)) fields.push(`${name}: ${value}`);
    }
    const status = `HTTP/1.1 ${response.statusCode} ${response.statusMessage}`;
    this.#print([status, ...fields, '', Buffer.concat(chunks).toString().trimEnd()].join('\n'));
    const deadline = Date.now() + patienceMs;
    while (this.#output.split('\n').length <= printed) {
      if (Date.now() > deadline) throw new Error(`The application did not print: ${this.#output}`);
      await sleep(20);
    }
    this.#print(this.#output);
    this.#output = '';
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server?.exitCode !== null) return;
    server.kill();
    await once(server, 'exit');
  }

  /** Returns what has been shown since the last call. Values that differ from run to run have fixed examples. */
  shown(): string {
    const text = this.#lines.splice(0).join('\n');
    return text
      .replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'f3a0c1de-5f0b-4d6c-9a43-2b7d1e8c6a90')
      .replace(/(@mwgen sha256:)[\da-f]+/g, '$1…')
      .replace(/(x-process-time: )\d+\.\d+/gi, '$10.000731');
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #print(text: string): void {
    if (text !== '') this.#lines.push(text.replace(/\n$/, ''));
  }
}

/** Whether something accepts connections on a port. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, 'localhost');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
