/**
 * The cost of the middleware on Hono. Measures CPU time per request over real HTTP, as a ratio to the application
 * without middleware, with all variants interleaved; and memory while a gibibyte is streamed, and while a client stops
 * reading.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { Agent, request as send } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { compile } from '../generator/index.js';

const rounds = Number(process.env['ROUNDS'] ?? 7);
const work = join(import.meta.dirname, '.work', 'hono');

const specs: Readonly<Record<string, string>> = {
  'mwgen timing': 'timing: true',
  'mwgen timing, id, 3 headers':
    'timing: true\n    requestId: true\n    headers: { response: { set: { X-A: a, X-B: b }, remove: [X-C] } }',
  'mwgen capture': 'capture: { response: true, request: true, sink: callback }',
  'mwgen capture of failures': "capture: { response: true, request: true, statuses: ['5xx'], sink: callback }",
};
const variants = [
  'bare',
  'bare again',
  'timing by hand',
  'c.header after next',
  'hono/timing',
  'hono/logger',
  'capture by clone',
  ...Object.keys(specs),
];

interface Server {
  readonly child: ChildProcess;
  readonly port: number;
}

async function generate(spec: string, folder: string): Promise<string> {
  const text = `version: 1\ntargets: [{ framework: hono, output: mw }]\nmiddleware:\n  mw:\n    ${spec}\n`;
  const { targets } = await compile(text, {
    file: 'mwgen.yaml',
    settings: () => ({ importExtension: '.js', prettier: {} }),
  });
  for (const { path, text: code } of targets.flatMap(({ files }) => files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), code);
  }
  return pathToFileURL(join(folder, 'mw/index.ts')).href;
}

async function start(variant: string, index: number): Promise<Server> {
  const spec = specs[variant];
  const generated = spec === undefined ? [] : [await generate(spec, join(work, String(index)))];
  const child = fork(join(import.meta.dirname, 'hono-server.ts'), [variant, ...generated], {
    execArgv: ['--expose-gc', '--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const { port } = await answer(child);
  return { child, port: port ?? 0 };
}

function answer(
  child: ChildProcess,
): Promise<{ readonly port?: number; readonly cpu?: number; readonly growth?: number }> {
  return new Promise((resolve) => {
    child.once('message', (message) => {
      resolve(message as { port?: number });
    });
  });
}

async function ask(child: ChildProcess, order: string): Promise<{ cpu: number; growth: number }> {
  const told = answer(child);
  child.send(order);
  const { cpu = 0, growth = 0 } = await told;
  return { cpu, growth };
}

const echo = JSON.stringify({ rows: Array.from({ length: 100 }, (_, id) => ({ id, text: 'x'.repeat(80) })) });
const loads: readonly Load[] = [
  { path: '/json', count: 2000 },
  { path: '/echo', count: 800, body: echo },
  { path: '/big', count: 60 },
  { path: '/stream/100', count: 6 },
];

interface Load {
  readonly path: string;
  readonly count: number;
  readonly body?: string;
}

async function load(port: number, { path, count, body }: Load): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  let left = count;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const headers =
        body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
      const request = send(
        { agent, host: '127.0.0.1', port, path, method: body === undefined ? 'GET' : 'POST', headers },
        (response) => {
          response.resume().on('end', resolve);
        },
      );
      request.on('error', reject).end(body);
    });
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (left > 0) {
        left -= 1;
        await one();
      }
    }),
  );
  agent.destroy();
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

await rm(work, { recursive: true, force: true });
await mkdir(work, { recursive: true });
await writeFile(join(work, 'package.json'), '{ "type": "module" }\n');
const servers: Server[] = [];
for (const [index, variant] of variants.entries()) servers.push(await start(variant, index));

for (const one of loads) {
  const costs = variants.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, { child, port }] of servers.entries()) {
      const before = await ask(child, 'cpu');
      await load(port, one);
      const after = await ask(child, 'cpu');
      if (round >= 0) costs[index]?.push((after.cpu - before.cpu) / one.count);
    }
  }
  const bare = median(costs[0] ?? []);
  console.log(`\n${one.path}: bare ${bare.toFixed(1)} µs of CPU a request`);
  for (const [index, variant] of variants.entries())
    console.log(`  ${(median(costs[index] ?? []) / bare).toFixed(2)}  ${variant}`);
}
for (const { child } of servers) child.kill();

console.log('\nmemory, MiB above the start');
for (const variant of ['bare', 'mwgen capture', 'capture by clone']) {
  const { child, port } = await start(variant, 100);
  await load(port, { path: '/json', count: 3000 });
  await ask(child, 'base');
  if (variant !== 'capture by clone') {
    await new Promise((resolve, reject) => {
      send({ host: '127.0.0.1', port, path: '/stream/16384' }, (response) => response.resume().on('end', resolve))
        .on('error', reject)
        .end();
    });
    console.log(`  ${(await ask(child, 'growth')).growth.toFixed(0)}  ${variant}, 1 GiB streams`);
  }
  const stalled = send({ host: '127.0.0.1', port, path: '/stream/16384' }, (response) => response.pause()).on(
    'error',
    () => undefined,
  );
  stalled.end();
  await pause(3000);
  console.log(`  ${(await ask(child, 'growth')).growth.toFixed(0)}  ${variant}, a client that stops reading`);
  stalled.destroy();
  child.kill();
}
process.exit(0);
