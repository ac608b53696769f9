/** The runtimes: how each is started on a bundle, and what it does in a way of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bundle, type Framework, freePort, here } from './build.js';

export const runtimes = ['node-server', 'plain-node', 'bun', 'deno', 'workerd'] as const;
export type Runtime = (typeof runtimes)[number];

export interface Server {
  readonly port: number;
  /** What it has printed on standard error. */
  readonly errors: () => string;
  readonly stop: () => Promise<void>;
}

export async function start(framework: Framework, runtime: Runtime): Promise<Server> {
  const file = await bundle(framework, runtime);
  const port = await freePort();
  const [command, ...args] = await commandOf(runtime, file, port);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const told = await (runtime === 'workerd' ? answers(port) : toldPort(child, () => errors));
  return {
    port: told,
    errors: () => errors,
    async stop() {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}

async function commandOf(runtime: Runtime, file: string, port: number): Promise<[string, ...string[]]> {
  const binary = (name: string): string => join(here, 'node_modules/.bin', name);
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
      await writeFile(config, workerdConfig(basename(file), port));
      return [binary('workerd'), 'serve', config];
    }
  }
}

function workerdConfig(module: string, port: number): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:${String(port)}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${module}")],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["enable_request_signal"],
);
`;
}

function toldPort(child: ChildProcess, errors: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const port = /^port (\d+)$/m.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', () => {
      reject(new Error(`it ended before it listened:\n${errors()}`));
    });
  });
}

async function answers(port: number): Promise<number> {
  for (let turn = 0; turn < 100; turn += 1) {
    try {
      await (await fetch(`http://127.0.0.1:${String(port)}/health/live`)).text();
      return port;
    } catch {
      await pause(50);
    }
  }
  throw new Error('it does not listen');
}
