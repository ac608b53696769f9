/** Measures the variants of one framework, all of them in each round. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { figureOf, rotated, type Figure, type Row, type Table } from './figures.js';
import { drained, ServerProcess } from './process.js';
import { bare, commandOf, variantsOf, type BenchTarget, type Variant } from './targets.js';
import { workloads } from './workloads.js';

const mebibyte = 1024 * 1024;
/** Requests without HTTP a round, and rounds. What else runs on the machine only adds to them, so the lowest counts. */
const directly = 400;
const directRounds = 40;
/** Requests before all rounds, in which the runtime compiles the code. Node goes on with that for thousands. */
const compiling = 12_000;
/** A first round, which is not counted, is so many times as long. */
const warmUp = 10;
/** The servers are started so many times, since a runtime compiles the same code a little differently each time. */
const starts = 4;

export interface Plan {
  readonly rounds: number;
  /** Where generated code is written. */
  readonly work: string;
}

/** CPU of a request over HTTP, and without it. */
export async function measureRequests(target: BenchTarget, { rounds, work }: Plan): Promise<Table[]> {
  const variants = await variantsOf(target);
  const commands = new Map<Variant, readonly string[]>();
  for (const variant of variants) commands.set(variant, await commandOf(target, variant, work));
  const http = new Map(workloads.map((workload) => [workload, noCosts(variants)]));
  const direct = noCosts(variants);
  for (let start = 0; start < starts; start += 1) {
    const servers = new Map<Variant, ServerProcess>();
    for (const [variant, command] of commands) servers.set(variant, await ServerProcess.start(command));
    const [first] = workloads;
    if (first !== undefined)
      for (const server of servers.values()) await server.round({ ...first, requests: compiling });
    const each = Math.ceil(rounds / starts);
    for (const [workload, costs] of http) {
      const samples = await inTurn(servers, each, (server, times) =>
        server.round({ ...workload, requests: workload.requests * times }),
      );
      for (const [variant, all] of samples) costs.get(variant)?.push(figureOf(all).median);
    }
    const samples = await inTurn(servers, directRounds, (server, times) => server.direct('/json', directly * times));
    for (const [variant, all] of samples) direct.get(variant)?.push(Math.min(...all));
    await Promise.all(Array.from(servers.values(), (server) => server.stop()));
  }
  const columns = Array.from(http.values(), (medians) => relative(medians, (cost, floor) => cost / floor));
  const rows = (figures: readonly ReadonlyMap<Variant, Figure>[]): Row[] =>
    variants.map((variant) => ({
      label: variant.label,
      figures: figures.map((column) => column.get(variant) ?? null),
    }));
  return [
    {
      name: 'http',
      title: 'CPU of a request over HTTP, as a ratio to no middleware',
      columns: workloads.map(({ label }) => label),
      unit: 'ratio',
      rows: rows(columns),
    },
    {
      name: 'direct',
      title: 'CPU that a request adds, without HTTP',
      columns: ['`/json`, µs'],
      unit: 'µs',
      rows: rows([relative(direct, (cost, floor) => cost - floor)]).filter(({ label }) => label !== bare.label),
    },
  ];
}

type Costs = ReadonlyMap<Variant, number[]>;

function noCosts(variants: Iterable<Variant>): Costs {
  return new Map(Array.from(variants, (variant): [Variant, number[]] => [variant, []]));
}

/** Measures each server once a round. */
async function inTurn(
  servers: ReadonlyMap<Variant, ServerProcess>,
  rounds: number,
  measure: (server: ServerProcess, times: number) => Promise<number>,
): Promise<Costs> {
  const samples = noCosts(servers.keys());
  for (const server of servers.values()) await measure(server, warmUp);
  for (let round = 0; round < rounds; round += 1) {
    for (const [variant, server] of rotated([...servers], round)) samples.get(variant)?.push(await measure(server, 1));
  }
  return samples;
}

/** Compares the cost at each start of the servers with that of the bare application. */
function relative(costs: Costs, compare: (cost: number, floor: number) => number): ReadonlyMap<Variant, Figure> {
  const floors = costs.get(bare) ?? [];
  return new Map(
    Array.from(costs, ([variant, own]) => [
      variant,
      figureOf(own.map((cost, start) => compare(cost, floors[start] ?? NaN))),
    ]),
  );
}

/** How many functions a profile shows by name. */
const shownFunctions = 20;

/** How much of the work for `/json` over HTTP the functions of the generated code do. */
export async function measureProfile(target: BenchTarget, { work }: Plan): Promise<Table> {
  const variants = (await variantsOf(target)).filter(
    ({ label, spec }) => spec !== undefined && label.startsWith('capture') && !label.includes('failures'),
  );
  const shares: Readonly<Record<string, number>>[] = [];
  for (const variant of variants) {
    const server = await ServerProcess.start(await commandOf(target, variant, work));
    const requests = { path: '/json', label: '', requests: 20_000 };
    await server.round(requests);
    shares.push(await server.sample(() => server.round(requests)));
    await server.stop();
  }
  const sums = new Map<string, number>();
  for (const [name, share] of shares.flatMap((one) => Object.entries(one)))
    sums.set(name, (sums.get(name) ?? 0) + share);
  const names = Array.from(sums.keys()).sort((left, right) => (sums.get(right) ?? 0) - (sums.get(left) ?? 0));
  const row = (label: string, included: readonly string[]): Row => ({
    label,
    figures: shares.map((one) => figureOf([100 * included.reduce((sum, name) => sum + (one[name] ?? 0), 0)])),
  });
  return {
    name: 'profile',
    title: 'Share of the generated code in the CPU time of `/json` over HTTP, by function',
    columns: variants.map(({ label }) => label),
    unit: '%',
    rows: [
      row('all of it', names),
      ...names.slice(0, shownFunctions).map((name) => row(`\`${name}\``, [name])),
      row('its other functions', names.slice(shownFunctions)),
    ],
  };
}

/** Growth of the resident memory while 1 GiB is sent as one response, and while nobody reads it. */
export async function measureMemory(target: BenchTarget, { work }: Plan): Promise<Table> {
  const variants = (await variantsOf(target)).filter(
    ({ label }) => label === bare.label || (label.startsWith('capture') && !label.includes('redaction')),
  );
  const rows: Row[] = [];
  for (const variant of variants) {
    const command = await commandOf(target, variant, work);
    const figures = [await growth(command, readAll), await growth(command, readNothing)];
    rows.push({ label: variant.label, figures });
  }
  return {
    name: 'memory',
    title: 'Growth of the server’s memory while it sends 1 GiB, MiB',
    columns: ['to a client that reads', 'to a client that stopped reading'],
    unit: 'MiB',
    rows,
  };
}

/** How far the memory of a new server grows meanwhile; `null` if the server dies or takes more than a minute. */
async function growth(
  command: readonly string[],
  meanwhile: (server: ServerProcess) => Promise<void>,
): Promise<Figure | null> {
  const server = await ServerProcess.start(command);
  try {
    // The first stream warms the server up.
    await drained(server.send('/stream'));
    await server.forgetPeak();
    const before = server.memory().now;
    const late = pause(60_000, 'late', { ref: false });
    if ((await Promise.race([meanwhile(server), late])) === 'late') return null;
    return figureOf([Math.max(0, server.memory().peak - before) / mebibyte]);
  } catch {
    return null;
  } finally {
    await server.stop();
  }
}

async function readAll(server: ServerProcess): Promise<void> {
  await drained(server.send('/gigabyte'));
}

async function readNothing(server: ServerProcess): Promise<void> {
  const sent = server.send('/gigabyte');
  sent.on('error', () => undefined);
  const headed = once(sent, 'response') as Promise<[IncomingMessage]>;
  // Middleware that collects the whole response sends its head after the last byte.
  const response = await Promise.race([headed, pause(10_000)]);
  response?.[0].pause();
  await pause(3000);
  sent.destroy();
}
