/** How the dependencies of a suite are installed and its tests run, for each test runner. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findPython } from '../python/environment.js';
import { run, succeed } from './process.js';
import { readMocha, readNodeTest, readPytest, readVitest, type ReadReport, type Results } from './reports.js';
import type { NodeSuite, PythonSuite, Suite } from './suites.js';

/** The folders of a run. */
export interface Places {
  readonly source: string;
  /** Dependencies, reports and logs. */
  readonly work: string;
  /** What `generateFront` has written. */
  readonly front: string;
}

export interface Look {
  /** The name of the report and of the log. */
  readonly name: string;
  /** With the middleware: the file that events are noted in. */
  readonly events?: string;
  /** Runs only these files. */
  readonly files?: readonly string[];
}

interface Command {
  readonly program: string;
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

interface Runner {
  /** The files of `fronts/` that it needs, besides that of the framework. */
  readonly fronts: readonly string[];
  readonly read: ReadReport;
}

const runners: Readonly<Record<Suite['runner'], Runner>> = {
  mocha: { fronts: ['events.ts'], read: readMocha },
  vitest: { fronts: ['events.ts', 'vitest.config.ts'], read: readVitest },
  node: { fronts: ['events.ts', 'reporter.ts'], read: readNodeTest },
  pytest: { fronts: ['mwgen_front.py'], read: readPytest },
};

export function frontsOf({ name, runner }: Suite): readonly string[] {
  return [...runners[runner].fronts, ...(runner === 'pytest' ? [] : [`${name}.ts`])];
}

/** Installs what the tests need, unless the same is there from an earlier run. */
export async function install(suite: Suite, places: Places): Promise<void> {
  const wanted =
    suite.runner === 'pytest' ? await readFile(requirements(suite), 'utf8') : await manifest(suite, places);
  const stamp = join(places.work, 'installed');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;
  const log = join(places.work, 'install.log');
  if (suite.runner === 'pytest') {
    const found = findPython();
    if (found === undefined) throw new Error('there is no Python 3.10 or newer: set PYTHON to one');
    await rm(join(places.work, 'venv'), { recursive: true, force: true });
    await succeed(found.command, ['-m', 'venv', join(places.work, 'venv')], { log });
    const words = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement'];
    await succeed(pythonOf(places), [...words, requirements(suite)], { log });
  } else {
    await writeFile(join(places.work, 'package.json'), wanted);
    const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
    await succeed('npm', words, { cwd: places.work, log });
  }
  await writeFile(stamp, wanted);
}

/** Runs the tests once. Throws if the runner ends without a report. */
export async function runTests(suite: Suite, places: Places, look: Look): Promise<Results> {
  await mkdir(join(places.work, 'reports'), { recursive: true });
  const report = join(places.work, 'reports', look.name);
  const log = `${report}.log`;
  await rm(report, { force: true });
  if (look.events !== undefined) await writeFile(look.events, '');
  const { program, words, environment } = commands[suite.runner](suite as never, places, { ...look, report });
  await run(program, words, {
    cwd: places.source,
    environment: { ...environment, ...(look.events !== undefined && { MWGEN_FOREIGN_EVENTS: look.events }) },
    log,
  });
  if (!existsSync(report)) throw new Error(`the tests ended without a report: see ${log}`);
  return runners[suite.runner].read(await readFile(report, 'utf8'), places.source);
}

type Asked = Look & { readonly report: string };

const commands = {
  mocha: (_: NodeSuite, { work, front }: Places, { report, events, files }: Asked): Command => ({
    program: process.execPath,
    words: [
      join(work, 'node_modules/mocha/bin/mocha.js'),
      // Tests that fail leave their servers open.
      ...['--require', 'test/support/env', '--check-leaks', '--exit'],
      ...(events === undefined ? [] : ['--require', join(front, 'express.js')]),
      ...['--reporter', 'json', '--reporter-option', `output=${report}`],
      ...(files ?? ['test/', 'test/acceptance/']),
    ],
  }),
  vitest: (_: NodeSuite, { work, front }: Places, { report, files = [] }: Asked): Command => ({
    program: process.execPath,
    words: [
      join(work, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--config', join(front, 'vitest.config.js')],
      ...['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${report}`],
      ...files,
    ],
  }),
  node: (suite: NodeSuite, { source, front }: Places, { report, events, files }: Asked): Command => ({
    program: process.execPath,
    words: [
      ...(events === undefined ? [] : ['--import', pathToFileURL(join(front, `${suite.name}.js`)).href]),
      ...['--test', '--test-concurrency=2', `--test-reporter=${pathToFileURL(join(front, 'reporter.js')).href}`],
      `--test-reporter-destination=${report}`,
      ...(files ?? testFiles(suite, source)),
    ],
  }),
  pytest: (suite: PythonSuite, places: Places, { report, events, files }: Asked): Command => ({
    program: pythonOf(places),
    words: [
      ...['-m', 'pytest', '-q', '-p', 'no:cacheprovider', `--junit-xml=${report}`],
      ...(events === undefined ? [] : ['-p', 'mwgen_front']),
      ...(files ?? suite.arguments),
    ],
    environment: {
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONPATH: [...suite.importsFrom.map((path) => join(places.source, path)), places.front].join(delimiter),
    },
  }),
};

/** Node 20 cannot find test files by a pattern. */
function testFiles({ tests }: NodeSuite, source: string): readonly string[] {
  if (tests === undefined) return [];
  const paths = readdirSync(join(source, tests.folder), { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => tests.ending.test(path)).map((path) => join(tests.folder, path));
}

function pythonOf({ work }: Places): string {
  return join(work, 'venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}

function requirements({ name }: PythonSuite): string {
  return join(import.meta.dirname, 'requirements', `${name}.txt`);
}

/** The `package.json` of a folder around the source: what the suite depends on, and what its tests need. */
async function manifest({ packages }: NodeSuite, { source }: Places): Promise<string> {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(
    await readFile(join(source, 'package.json'), 'utf8'),
  ) as Readonly<Partial<Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>>>;
  const needed = Object.fromEntries(packages.map((name) => [name, devDependencies[name] ?? '*']));
  return `${JSON.stringify({ private: true, dependencies: { ...dependencies, ...needed } }, null, 2)}\n`;
}
