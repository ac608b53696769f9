/**
 * `npm run bench`: runs all benchmarks interleaved and prints ratios, since absolute times depend on the machine. With
 * arguments, only these parts: `requests`, `memory`, `commands`, `package`.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { compile } from '../generator/index.js';
import { drained, ServerProcess } from './server-process.js';
import { variants, workloads, type Variant } from './variants.js';

const root = join(import.meta.dirname, '..');
const work = join(root, '.work', 'bench');
const mebibyte = 1024 * 1024;

const parts: Readonly<Record<string, () => Promise<void> | void>> = {
  requests: benchRequests,
  memory: benchMemory,
  commands: benchCommands,
  package: showPackage,
};
rmSync(work, { recursive: true, force: true });
const asked = process.argv.slice(2);
for (const [name, part] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await part();

/** CPU time of the server process per request, as a ratio to the server without middleware. */
async function benchRequests(): Promise<void> {
  const servers = new Map<Variant, ServerProcess>();
  for (const variant of variants)
    servers.set(variant, await ServerProcess.start(variant.name, await generated(variant)));
  const columns: Map<Variant, number>[] = [];
  for (const workload of workloads) {
    const samples = new Map(variants.map((variant): [Variant, number[]] => [variant, []]));
    for (let round = -1; round < workload.rounds; round += 1) {
      // The order differs in each round, so that no variant always runs after the same one.
      for (const [variant, server] of rotated([...servers], round)) {
        const cost = await server.round(workload);
        if (round >= 0) samples.get(variant)?.push(cost);
      }
    }
    columns.push(new Map(Array.from(samples, ([variant, costs]) => [variant, median(costs)])));
  }
  await Promise.all(Array.from(servers.values(), (server) => server.stop()));
  heading('CPU of the server per request, as a ratio to no middleware', ['', ...workloads.map(({ label }) => label)]);
  const [bare] = variants;
  for (const variant of variants) {
    row([
      variant.label,
      ...columns.map((column) => ratio(column.get(variant), bare === undefined ? undefined : column.get(bare))),
    ]);
  }
}

/** Memory of the server while a large response is sent, and while nobody reads it. */
async function benchMemory(): Promise<void> {
  heading('Growth of the server’s memory, 1 GiB as one answer', [
    '',
    'to a client that reads',
    'to one that stopped reading',
    'produced for that one',
  ]);
  for (const variant of variants.filter(({ name }) =>
    ['bare', 'capture', 'hand-capture', 'express-winston'].includes(name),
  )) {
    const server = await ServerProcess.start(variant.name, await generated(variant));
    // The first stream warms the server up.
    await drained(server.ask('/stream'));
    const before = await server.usage('settle');
    let growth: string;
    try {
      await drained(server.ask('/gigabyte'));
      growth = mib((await server.usage()).peak - before.rss);
    } catch {
      growth = 'it died';
    }
    if (growth === 'it died') {
      row([variant.label, growth, '', '']);
      continue;
    }
    const settled = await server.usage('settle');
    const sent = server.ask('/gigabyte');
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.pause();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const stalled = await server.usage();
    row([variant.label, growth, mib(stalled.peak - settled.rss), mib(stalled.produced)]);
    sent.destroy();
    await server.stop();
  }
}

/** Wall time of the commands, as a ratio to starting Node alone. */
function benchCommands(): void {
  const folder = join(work, 'project');
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'demo', 'project', 'mwgen.yaml'), join(folder, 'mwgen.yaml'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "dependencies": { "express": "^5.0.0" } }\n');
  // A project with its own root and cache folder.
  mkdirSync(join(folder, 'node_modules'));
  const cli = join(root, 'dist', 'cli.js');
  if (!existsSync(cli)) throw new Error('Run `npm run build` first.');
  const forget = (): void => {
    for (const name of ['middleware', 'node_modules']) rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(join(folder, 'node_modules'));
  };
  const calls: readonly (readonly [label: string, words: readonly string[], before?: () => void])[] = [
    ['`node -e 0`', ['-e', '0']],
    ['`node -e 0`, a second time', ['-e', '0']],
    ['`mwgen generate`, everything new', [cli, 'generate'], forget],
    ['`mwgen generate`, nothing to do', [cli, 'generate']],
    ['`mwgen check`, nothing to do', [cli, 'check']],
    ['`mwgen --help`', [cli, '--help']],
  ];
  const samples = calls.map((): number[] => []);
  for (let round = -1; round < 15; round += 1) {
    for (const [index, [label, words, before]] of calls.entries()) {
      before?.();
      const started = performance.now();
      const { status, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
      if (round >= 0) samples[index]?.push(performance.now() - started);
      if (status !== 0) throw new Error(`${label}: exit code ${String(status)}\n${stderr}`);
    }
  }
  heading('Wall time of a command, as a ratio to `node -e 0`', ['', 'median', 'fastest']);
  const [floor = []] = samples;
  for (const [index, [label]] of calls.entries()) {
    const times = samples[index] ?? [];
    row([label, ratio(median(times), median(floor)), ratio(Math.min(...times), Math.min(...floor))]);
  }
}

function showPackage(): void {
  const npm = (...words: string[]): string => spawnSync('npm', words, { cwd: root, encoding: 'utf8' }).stdout;
  const reports = Object.values(JSON.parse(npm('pack', '--dry-run', '--ignore-scripts', '--json')) as object) as {
    unpackedSize: number;
    size: number;
  }[];
  const needed = npm('ls', '--all', '--omit=dev', '--parseable').trim().split('\n').length - 1;
  heading('The package', ['', '']);
  row(['unpacked', `${String(Math.round((reports[0]?.unpackedSize ?? 0) / 1000))} kB`]);
  row(['packages that it brings', String(needed)]);
}

/** Generates the middleware of a variant and returns its index module. */
async function generated({ name, spec }: Variant): Promise<string> {
  if (spec === undefined) return '';
  const text = `version: 1\ntargets: [{ framework: express, output: ${name} }]\nmiddleware:\n  measured: ${spec}\n`;
  const { targets, diagnostics } = await compile(text, {
    file: 'mwgen.yaml',
    settings: () => ({ importExtension: '.js', prettier: {} }),
  });
  const files = targets.flatMap((target) => target.files);
  if (files.length === 0) throw new Error(JSON.stringify(diagnostics));
  for (const { path, text: code } of files) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), code);
  }
  writeFileSync(join(work, 'package.json'), '{ "type": "module" }\n');
  return join(work, name, 'index.ts');
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = (by + items.length) % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? NaN;
}

function ratio(value = NaN, floor = NaN): string {
  return (value / floor).toFixed(2);
}

function mib(bytes: number): string {
  return `${String(Math.round(bytes / mebibyte))} MiB`;
}

function heading(title: string, columns: readonly string[]): void {
  console.log(`\n${title}\n`);
  row(columns);
  row(columns.map((_, index) => (index === 0 ? '---' : '---:')));
}

function row(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
