/** Reads the configuration files of runtimes other than Node. */
import { join, resolve } from 'node:path';
import { textOf, type Disk } from '../../disk.js';
import { foldersUp } from '../../folders.js';
import { asObject, parseJsonc } from '../../jsonc.js';
import { tomlOrNothing } from '../../toml.js';
import { denoFileNames } from './settings-files.js';

const wranglerFileNames = ['wrangler.json', 'wrangler.jsonc', 'wrangler.toml'] as const;

/** Whether the code in a folder runs on Deno. */
export function isForDeno(disk: Disk, folder: string): boolean {
  return foldersUp(folder).some((candidate) => denoFileNames.some((name) => disk.isFile(join(candidate, name))));
}

/** Configuration files of runtimes and bundlers that use ES modules regardless of package.json. */
const moduleFileNames = [
  ...[...denoFileNames, ...wranglerFileNames, 'bun.lock', 'bun.lockb'],
  ...['next.config.js', 'next.config.mjs', 'next.config.ts', 'next-env.d.ts'],
];

/** Whether code in a folder is treated as ES modules if package.json does not say so. */
export function runsModules(disk: Disk, folder: string): boolean {
  return foldersUp(folder).some((candidate) => moduleFileNames.some((name) => disk.isFile(join(candidate, name))));
}

/** The source files that are started, according to the configuration files of runtimes in a folder. */
export function filesStartedByRuntimes(disk: Disk, folder: string): string[] {
  const words = [
    ...denoFileNames.flatMap((name) => taskWords(disk, join(folder, name))),
    ...mainsOfWorkers(disk, folder),
  ];
  return words
    .filter((word) => /\.[cm]?[jt]sx?$/.test(word))
    .map((word) => resolve(folder, word))
    .filter(disk.isFile);
}

function taskWords(disk: Disk, path: string): string[] {
  const tasks = Object.values(asObject(fieldsOf(disk, path)['tasks']));
  const lines = tasks.map((task) => (typeof task === 'string' ? task : asObject(task)['command']));
  return lines.filter((line) => typeof line === 'string').flatMap((line) => line.split(/[\s"']+/));
}

/** The entries of the import maps in a folder. */
export function importMaps(disk: Disk, folder: string): (readonly [specifier: string, target: string])[] {
  return denoFileNames.flatMap((name) =>
    Object.entries(asObject(fieldsOf(disk, join(folder, name))['imports'])).flatMap(([specifier, target]) =>
      typeof target === 'string' ? [[specifier, target] as const] : [],
    ),
  );
}

function mainsOfWorkers(disk: Disk, folder: string): string[] {
  return wranglerFileNames.flatMap((name) => {
    const path = join(folder, name);
    const main = name.endsWith('.toml') ? tomlOrNothing(textOf(disk, path))['main'] : fieldsOf(disk, path)['main'];
    return typeof main === 'string' ? [main] : [];
  });
}

/** The contents of a JSON file with comments; empty if it is absent or invalid, which its runtime will report. */
function fieldsOf(disk: Disk, path: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(parseJsonc(disk.readIfReadable(path)?.toString('utf8') ?? '{}'));
  } catch {
    return {};
  }
}
