/**
 * `npm run foreign -- NAME [--source DIR]`: runs the own test suite of a framework twice, plain and with our middleware
 * in front of every application, and prints what fails with ours and not without. The README beside this file says more.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { differences, reports, unrecorded, type Unrecorded } from './differences.js';
import { generateFront } from './generate.js';
import type { Results } from './reports.js';
import { frontsOf, install, runTests, type Places } from './runners.js';
import { putSource } from './source.js';
import { suites, type Suite } from './suites.js';

const { values, positionals } = parseArgs({ options: { source: { type: 'string' } }, allowPositionals: true });
const suite = suites.find(({ name }) => name === positionals[0]);
if (suite === undefined || positionals.length !== 1) {
  console.error(`Usage: npm run foreign -- ${suites.map(({ name }) => name).join('|')} [--source DIR]`);
  process.exitCode = 1;
} else {
  try {
    process.exitCode = (await compare(suite)) ? 0 : 1;
  } catch (error) {
    console.error(`${suite.name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

/** Runs a suite twice and prints how the runs differ. Returns whether that is as it should be. */
async function compare(suite: Suite): Promise<boolean> {
  // Not in a folder that begins with a dot: some frameworks send no files from such a folder.
  const work = join(import.meta.dirname, '..', '..', 'work', 'foreign', suite.name);
  const places: Places = { work, source: join(work, 'source'), front: join(work, 'front') };
  await mkdir(work, { recursive: true });
  await putSource(suite, places.source, sourceOf(suite));
  await generateFront(suite.name, places.front, frontsOf(suite));
  await install(suite, places);

  const plain = await runTests(suite, places, { name: 'plain' });
  const events = join(work, 'events.txt');
  const ours = await runTests(suite, places, { name: 'ours', events });
  const seen = await readEvents(events);
  const names = newlyFailing(plain, ours);
  const files = new Set(names.flatMap((name) => (ours.get(name) ?? plain.get(name))?.file ?? []));
  const failing = await failingAgain(suite, places, names, Array.from(files));

  const counts = { ...seen, passed: passed(plain) };
  const expected = reports.filter((report) => report.suite === suite.name).map(({ error }) => error);
  const listed = differences.filter((difference) => difference.suite === suite.name);
  const silent = unrecorded.filter((one) => one.suite === suite.name);
  const problems = [
    ...failing.filter((name) => !listed.some(({ test }) => test === name)).map((name) => `fails with ours: ${name}`),
    ...listed.filter(({ test }) => !failing.includes(test)).map(({ test }) => `is listed, but does not fail: ${test}`),
    ...Array.from(new Set(seen.errors))
      .filter((text) => !expected.includes(text))
      .map((text) => `was reported by the middleware: ${text}`),
    ...expected
      .filter((text) => !seen.errors.includes(text))
      .map((text) => `is listed, but was not reported by the middleware: ${text}`),
    ...miscounted(silent, seen),
    ...(['passed', 'requests', 'records'] as const)
      .filter((kind) => counts[kind] < suite.least[kind])
      .map((kind) => `${kind}: ${counts[kind]}, which is fewer than ${suite.least[kind]}`),
  ];
  console.log(`${suite.name} ${suite.tag}`);
  console.log(`  plain: ${passed(plain)} of ${plain.size} tests passed; with ours: ${passed(ours)} of ${ours.size}`);
  console.log(`  the middleware saw ${seen.requests} requests and made ${seen.records} records`);
  for (const { file, requests, reason } of silent) console.log(`  no record of ${requests} in ${file}: ${reason}`);
  console.log(`  ${failing.length} tests fail with ours only, of which ${listed.length} are listed with a reason`);
  for (const problem of problems) console.log(`  ${problem}`);
  return problems.length === 0;
}

function sourceOf({ name }: Suite): string | undefined {
  const folder = process.env['MWGEN_FOREIGN'];
  const from = values.source ?? (folder === undefined ? undefined : join(folder, name));
  if (from === undefined) return undefined;
  if (!existsSync(from)) throw new Error(`there is no source in ${from}`);
  return resolve(from);
}

/** The tests that passed without the middleware, and failed with it or did not run. */
function newlyFailing(plain: Results, ours: Results): string[] {
  const failed = Array.from(ours).flatMap(([name, { hasFailed }]) =>
    hasFailed && plain.get(name)?.hasFailed !== true ? [name] : [],
  );
  return [...failed, ...Array.from(plain.keys()).filter((name) => !ours.has(name))];
}

/**
 * Runs the files of these tests once more, and returns which fail again. Suites have tests that fail once in a while on
 * a busy machine.
 */
async function failingAgain(
  suite: Suite,
  places: Places,
  names: readonly string[],
  files: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  const again = await runTests(suite, places, { name: 'again', events: join(places.work, 'events-again.txt'), files });
  const failing = names.filter((name) => again.get(name)?.hasFailed !== false);
  for (const name of names.filter((one) => !failing.includes(one))) console.log(`  failed only once: ${name}`);
  return failing;
}

interface Seen {
  readonly requests: number;
  readonly records: number;
  readonly errors: readonly string[];
  /** How many requests of each test file left no record. */
  readonly unrecorded: ReadonlyMap<string, number>;
}

interface Noted {
  readonly event: 'request' | 'record' | 'error';
  readonly file: string;
  readonly text?: string | null;
}

async function readEvents(path: string): Promise<Seen> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  const noted = lines.map((line) => JSON.parse(line) as Noted);
  const count = (wanted: Noted['event'], among = noted): number => among.filter(({ event }) => event === wanted).length;
  const files = new Set(noted.map(({ file }) => file));
  const unrecordedIn = (file: string): number => {
    const own = noted.filter((one) => one.file === file);
    return count('request', own) - count('record', own);
  };
  return {
    requests: count('request'),
    records: count('record'),
    errors: noted.flatMap(({ event, text }) => (event === 'error' ? [text ?? ''] : [])),
    unrecorded: new Map(Array.from(files, (file) => [file, unrecordedIn(file)])),
  };
}

/** Files whose requests did not leave as many records as they should have. */
function miscounted(listed: readonly Unrecorded[], seen: Seen): string[] {
  const files = new Set([...seen.unrecorded.keys(), ...listed.map(({ file }) => file)]);
  return Array.from(files).flatMap((file) => {
    const expected = listed.find((one) => one.file === file)?.requests ?? 0;
    const found = seen.unrecorded.get(file) ?? 0;
    return found === expected ? [] : [`${found} requests of ${file} left no record, where ${expected} should`];
  });
}

function passed(results: Results): number {
  return Array.from(results.values()).filter(({ hasFailed }) => !hasFailed).length;
}
