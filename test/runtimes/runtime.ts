/** How each runtime is started, and how runtimes differ. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../free-port.js';
import { bundle, type Runtime } from './build.js';
import type { Framework, Spec } from './generate.js';
import { binary } from './install.js';

/** The value of an environment variable that the spec uses. A Worker gets it as a binding. */
const SERVED = 'there';

export interface Server {
  readonly port: number;
  /** The output on standard error. */
  readonly errors: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts a server. Rejects with its output if it ends before it listens. */
export async function start(
  framework: Framework,
  runtime: Runtime,
  spec: Spec = 'everything',
  compatibilityDate = '2026-11-01',
): Promise<Server> {
  const file = await bundle(framework, runtime, spec);
  const port = await freePort();
  const [command, ...args] = await commandOf(runtime, file, port, compatibilityDate);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', SERVED },
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  // Stops the server however this process ends.
  process.once('exit', kill);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      process.off('exit', kill);
      resolve();
    });
  });
  const tooEarly = ended.then(() => {
    throw new Error(`it ended before it listened:\n${errors}`);
  });
  const told = await Promise.race([tooEarly, runtime === 'workerd' ? answers(port) : toldPort(child)]);
  tooEarly.catch(() => undefined);
  return {
    port: told,
    errors: () => errors,
    async stop() {
      kill();
      await ended;
    },
  };
}

async function commandOf(
  runtime: Runtime,
  file: string,
  port: number,
  compatibilityDate: string,
): Promise<[string, ...string[]]> {
  switch (runtime) {
    case 'node-server':
    case 'plain-node':
      return [process.execPath, file];
    case 'bun':
      return [binary('bun'), file];
    case 'deno':
      return [binary('deno'), 'run', '-A', '--no-config', file];
    case 'workerd': {
      const config = file.replace(/\.mjs$/, '.capnp');
      await writeFile(config, workerdConfig(basename(file), port, compatibilityDate));
      return [binary('workerd'), 'serve', config];
    }
  }
}

function workerdConfig(module: string, port: number, compatibilityDate: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${String(port)}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${module}")],
  compatibilityDate = "${compatibilityDate}",
  compatibilityFlags = ["enable_request_signal"],
  bindings = [(name = "SERVED", text = "${SERVED}")],
);
`;
}

function toldPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const port = /^port (\d+)$/m.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

async function answers(port: number): Promise<number> {
  for (let turn = 0; turn < 200; turn += 1) {
    try {
      await (await fetch(`http://127.0.0.1:${String(port)}/health/live`)).text();
      return port;
    } catch {
      await pause(50);
    }
  }
  throw new Error('it does not listen');
}
