/**
 * `npm run bench:growth [-- WORD…]`: how the time of helpers grows with their input, on input that is made to be slow. Where
 * time is linear, a size that is four times as large takes about four times as long. With words, only the cases whose
 * names have one of them.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SegmentData } from '../generator/plan/routes.js';
import { generate, load } from '../test/generated/generate.js';
import { pathOf } from '../test/generated/pattern.js';
import { pythonEnvironment } from '../test/python/environment.js';

interface GrowthCase {
  readonly name: string;
  readonly sizes: readonly number[];
  /** An input of about this size. */
  readonly input: (size: number) => string;
  /** The spec of a middleware, and the code that measures one input. */
  readonly spec: string;
  readonly typescript: (folder: string) => Promise<(input: string) => unknown>;
  /** Imports from the package `{output}`, and an expression over `text`. */
  readonly python: { readonly imports: string; readonly setup: string; readonly expression: string };
}

const kibibyte = 1024;
const count = 100;
const redaction = (
  name: string,
  paths: readonly (readonly (string | readonly string[])[])[],
  input: GrowthCase['input'],
): GrowthCase => ({
  name: `redaction: ${name}`,
  sizes: [64 * kibibyte, 256 * kibibyte, 1024 * kibibyte],
  input,
  spec: 'audit:\n  capture:\n    response: true\n    redact: { json: [password] }',
  async typescript(folder) {
    const { Redactor } = await load<RedactModule>(folder, 'internal/redact');
    const redactor = new Redactor(paths, '[redacted]');
    return (text) => redactor.redact(text, 'application/json', false);
  },
  python: {
    imports: 'from {output}._internal.redact import Redactor',
    setup: `redactor = Redactor([tuple(s if isinstance(s, str) else tuple(s) for s in p) for p in json.loads(${JSON.stringify(JSON.stringify(paths))})], "[redacted]")`,
    expression: 'redactor.redact(text, "application/json", is_cut=False)',
  },
});

interface RedactModule {
  readonly Redactor: new (
    paths: readonly (readonly (string | readonly string[])[])[],
    replacement: string,
  ) => { redact(text: string, type: string, truncated: boolean): string | undefined };
}

/** Excluded patterns against one hostile path. */
const exclusion = (name: string, pattern: (at: number) => string, segment: (at: number) => string): GrowthCase => ({
  name: `exclusion: 4,000 patterns, ${name}`,
  sizes: [4 * kibibyte, 16 * kibibyte, 64 * kibibyte],
  input(size) {
    let path = '';
    for (let at = 0; path.length < size; at++) path += `/${segment(at)}`;
    return path;
  },
  spec: `audit:\n  timing: true\n  exclude: [${Array.from({ length: 20 }, (_, at) => pattern(at)).join(', ')}]`,
  async typescript(folder) {
    const { RouteTable } = await load<RoutesModule>(folder, 'internal/routes');
    const table = new RouteTable(patterns(pattern).map((path) => ({ path })));
    return (path) => table.has(path);
  },
  python: {
    imports: 'from {output}._internal.routes import Route, RouteTable',
    setup: `table = RouteTable(*[Route(tuple(s if isinstance(s, str) else tuple(s) for s in p)) for p in json.loads(${JSON.stringify(JSON.stringify(patterns(pattern)))})])`,
    expression: 'table.has(text)',
  },
});

interface RoutesModule {
  readonly RouteTable: new (routes: readonly { readonly path: readonly SegmentData[] }[]) => {
    has(path: string): boolean;
  };
}

function patterns(pattern: (at: number) => string): SegmentData[][] {
  return Array.from({ length: 4000 }, (_, at) => pathOf(pattern(at)));
}

const gzipMembers: GrowthCase = {
  name: 'decompression: gzip of many empty members',
  sizes: [16 * kibibyte, 64 * kibibyte, 256 * kibibyte],
  input: (size) => 'x'.repeat(size / 20),
  spec: 'audit:\n  capture: { response: true, decompress: true }',
  async typescript(folder) {
    const { decompress } = await load<DecompressModule>(folder, 'internal/decompress');
    const bodies = new Map<string, Buffer>();
    return (text) => {
      const body = bodies.get(text) ?? Buffer.concat(Array.from(text, () => gzipSync('')));
      bodies.set(text, body);
      return decompress(body, 'gzip', 1e6);
    };
  },
  python: {
    imports: 'import gzip\nfrom {output}._internal.decompress import decompress',
    setup: 'member = gzip.compress(b"")',
    expression: 'decompress(member * len(text), "gzip", 1_000_000)',
  },
};

interface DecompressModule {
  readonly decompress: (bytes: Buffer, coding: string, limit: number) => Promise<unknown>;
}

const keys = Array.from({ length: count }, (_, at) => `k${at}`);
const single = keys.map((key) => [['**'], key, 'x']);
const double = keys.map((key, at) => [['**'], key, ['**'], `k${(at + 7) % count}`, 'x']);

/** Objects in objects, with a key of another path at each level. */
function nested(size: number): string {
  let text = '';
  for (let at = 0; text.length * 1.3 < size; at++) text += `{"k${(at * 37) % count}":`;
  return `${text}1${'}'.repeat(text.split('{').length - 1)}`;
}

function flat(size: number): string {
  const members: string[] = [];
  for (let at = 0; at * 13 < size; at++) members.push(`"k${at % count}":{"a":${at % 10}}`);
  return `{${members.join()}}`;
}

/** JSON in strings: a level costs five characters. */
function strings(size: number): string {
  return `{"a":"{\\u0022a\\u0022:\\u0022${'\\u005c'.repeat(size / 6)}u0022\\u0022}"}`;
}

/** A string that looks like JSON and is none, so that keys are searched in it. */
function unreadable(text: string): string {
  return JSON.stringify({ a: `[:${text}(` });
}

const cases: readonly GrowthCase[] = [
  redaction('100 paths with **, flat', single, flat),
  redaction('100 paths with **, nested', single, nested),
  redaction('100 paths with ** twice, nested', double, nested),
  redaction('JSON in strings, as deep as can be', single, strings),
  redaction('a run of backslashes', single, (size) => unreadable(`\\u0041${'\\'.repeat(size / 4)}`)),
  redaction('keys of any name, in lines', [['a', ['*']]], (size) => unreadable(`{${'\nr'.repeat(size / 3)}`)),
  redaction('a key of any name', [['a', ['*']]], (size) => unreadable(`{${'r'.repeat(size)}`)),
  exclusion(
    '/**/x1/**/y/z',
    (at) => `/**/x${at}/**/y/z`,
    (at) => (at < 400 ? `x${at}` : 'y'),
  ),
  exclusion(
    '/**/x1/**/y1',
    (at) => `/**/x${at}/**/y${at}`,
    (at) => `x${at}`,
  ),
  exclusion(
    '/**/a1-*',
    (at) => `/**/a${at}-*`,
    (at) => `a${at}`,
  ),
  exclusion(
    '/**/*-1.pdf',
    (at) => `/**/*-${at}.pdf`,
    () => 'a.pdf',
  ),
  gzipMembers,
];

const words = process.argv.slice(2);
const environment = pythonEnvironment();
console.log(
  `| case | language | ${['small', 'middle', 'large'].join(' | ')} | growth for 4 × the size |\n| --- | --- | --- | --- | --- | --- |`,
);
for (const [index, one] of cases.entries()) {
  if (words.length > 0 && !words.some((word) => one.name.includes(word))) continue;
  const run = await one.typescript(await generate(`growth_${index}`, one.spec));
  tell(one, 'TypeScript', await inTurn(one.sizes, (size) => best(run, one.input(size))));
  if (environment.kind === 'ready') tell(one, 'Python', await inPython(one, index, environment.python));
}

/** The shortest of some runs, in milliseconds of CPU time, which other processes change least. */
async function best(run: (input: string) => unknown, input: string): Promise<number> {
  await run(input);
  const times = await inTurn([1, 2, 3, 4, 5], async () => {
    const started = process.cpuUsage();
    await run(input);
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

async function inTurn<Item, Result>(items: readonly Item[], run: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}

async function inPython({ spec, python, sizes, input }: GrowthCase, index: number, command: string): Promise<number[]> {
  const name = `growth_python_${index}`;
  const folder = await generate(name, spec, 'starlette');
  const program = `
import json, sys, time
${python.imports.replace('{output}', name)}
${python.setup}
for text in json.load(sys.stdin):
    times = []
    for _ in range(3):
        started = time.process_time()
        ${python.expression}
        times.append(time.process_time() - started)
    print(min(times) * 1000)
`;
  const file = join(dirname(folder), `${name}_times.py`);
  writeFileSync(file, program);
  const { stdout } = spawnSync(command, [file], {
    cwd: dirname(folder),
    input: JSON.stringify(sizes.map(input)),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  });
  return stdout.trim().split('\n').map(Number);
}

function tell({ name }: GrowthCase, language: string, times: readonly number[]): void {
  const growth = times.slice(1).map((time, at) => (time / (times[at] ?? NaN)).toFixed(1));
  console.log(
    `| ${name} | ${language} | ${times.map((time) => `${time.toFixed(1)} ms`).join(' | ')} | ${growth.join(', ')} |`,
  );
}
