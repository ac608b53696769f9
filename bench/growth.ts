/**
 * `npm run bench:growth [-- WORD…]`: how the time of helpers grows with their input, on input that is made to be slow. Where
 * time is linear, a size that is four times as large takes about four times as long. With words, only the cases whose
 * names have one of them.
 */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { generate, load } from '../test/generated/generate.js';
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

const cases: readonly GrowthCase[] = [
  redaction('100 paths with **, flat', single, flat),
  redaction('100 paths with **, nested', single, nested),
  redaction('100 paths with ** twice, nested', double, nested),
  redaction('JSON in strings, as deep as can be', single, strings),
];

const words = process.argv.slice(2);
const environment = pythonEnvironment();
console.log(
  `| case | language | ${['small', 'middle', 'large'].join(' | ')} | growth for 4 × the size |\n| --- | --- | --- | --- | --- | --- |`,
);
for (const [index, one] of cases.entries()) {
  if (words.length > 0 && !words.some((word) => one.name.includes(word))) continue;
  const run = await one.typescript(await generate(`growth_${index}`, one.spec));
  tell(
    one,
    'TypeScript',
    one.sizes.map((size) => best(run, one.input(size))),
  );
  if (environment.kind === 'ready') tell(one, 'Python', await inPython(one, index, environment.python));
}

/** The shortest of some runs, in milliseconds. */
function best(run: (input: string) => unknown, input: string): number {
  return Math.min(
    ...Array.from({ length: 5 }, () => {
      const started = performance.now();
      run(input);
      return performance.now() - started;
    }),
  );
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
        started = time.perf_counter()
        ${python.expression}
        times.append(time.perf_counter() - started)
    print(min(times) * 1000)
`;
  const { stdout } = spawnSync(command, ['-c', program], {
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
