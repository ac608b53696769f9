/**
 * Reads the module options of a tsconfig.json and of those that it extends. The TypeScript compiler could do the same,
 * but takes a hundred times as long, and only five options are needed.
 */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Disk } from '../../disk.js';
import { isInside, nearestFolder } from '../../folders.js';
import { asObject, parseJsonc } from '../../jsonc.js';
import { UnreadableFile } from '../../project.js';

export interface ModuleOptions {
  readonly module?: string;
  readonly moduleResolution?: string;
  readonly allowImportingTsExtensions?: boolean;
  readonly rewriteRelativeImportExtensions?: boolean;
  /** In lower case; absent if `lib` says which library there is. */
  readonly target?: string;
}

export interface Tsconfig {
  readonly options: ModuleOptions;
  readonly rootDir?: string;
  /** Aliases of files, and the folder that they are relative to. */
  readonly paths?: Readonly<Record<string, readonly string[]>>;
  readonly pathsBase?: string;
  /** All files that were read. */
  readonly files: readonly string[];
}

/** The nearest tsconfig.json; `undefined` if there is none. */
export function readTsconfig(disk: Disk, folder: string): Tsconfig | undefined {
  const home = nearestFolder(folder, (candidate) => disk.isFile(join(candidate, 'tsconfig.json')));
  if (home === undefined) return undefined;
  const files: string[] = [];
  const merged = merge(disk, join(home, 'tsconfig.json'), folder, files);
  const options = inFolder(merged.options, merged.folder);
  const rootDir = text(options['rootDir']);
  return {
    options: {
      ...optional('module', text(options['module'])?.toLowerCase()),
      ...optional('target', options['lib'] === undefined ? text(options['target'])?.toLowerCase() : undefined),
      ...optional('moduleResolution', text(options['moduleResolution'])?.toLowerCase()),
      ...optional('allowImportingTsExtensions', flag(options['allowImportingTsExtensions'])),
      ...optional('rewriteRelativeImportExtensions', flag(options['rewriteRelativeImportExtensions'])),
    },
    ...optional('rootDir', rootDir),
    ...optional('pathsBase', text(options['baseUrl']) ?? text(options['pathsBase'])),
    paths: pathsIn(options['paths']),
    files,
  };
}

interface Merged {
  readonly options: Readonly<Record<string, unknown>>;
  /** The folder that `${configDir}` stands for: that of the file which extends all others. */
  readonly folder: string;
}

/** Reads a file and those that it extends. Later ones take precedence, and the file itself comes last. */
function merge(disk: Disk, file: string, folder: string, files: string[], chain: readonly string[] = []): Merged {
  if (chain.includes(file)) throw unreadable(file, `it extends itself: ${[...chain, file].join(' -> ')}`);
  const config = readConfig(disk, file, files);
  const parents = [config['extends'] ?? []].flat();
  let options: Record<string, unknown> = {};
  for (const parent of parents) {
    if (typeof parent !== 'string') throw unreadable(file, '"extends" must be a path or a list of paths');
    options = { ...options, ...merge(disk, extendedFile(disk, file, parent), folder, files, [...chain, file]).options };
  }
  const own = asObject(config['compilerOptions']);
  // A path is relative to the file that it is written in.
  const placed = {
    ...optional('rootDir', placedAt(file, own['rootDir'])),
    ...optional('baseUrl', placedAt(file, own['baseUrl'])),
    ...(own['paths'] === undefined ? {} : { pathsBase: dirname(file) }),
  };
  if (chain.length === 0 && isSolution(config)) {
    const project = referencedProject(disk, file, config, folder);
    if (project !== undefined) return merge(disk, project, folder, files, [file]);
  }
  return { options: { ...options, ...own, ...placed }, folder: dirname(file) };
}

/** The folder of the configuration, in paths that shared files of settings contain. */
const configFolder = '${configDir}';

function placedAt(file: string, path: unknown): string | undefined {
  const written = text(path);
  if (written === undefined || written.startsWith(configFolder)) return written;
  return resolve(dirname(file), written);
}

/** The same options with `${configDir}` replaced, in all texts within them. */
function inFolder(options: Merged['options'], folder: string): Merged['options'] {
  const placed = (value: unknown): unknown => {
    if (typeof value === 'string' && value.startsWith(configFolder))
      return resolve(folder, `.${value.slice(configFolder.length)}`);
    if (Array.isArray(value)) return value.map(placed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, placed(inner)]));
  };
  return asObject(placed(options));
}

function pathsIn(value: unknown): Readonly<Record<string, readonly string[]>> {
  const entries = Object.entries(asObject(value)).filter(([, targets]) => Array.isArray(targets));
  return Object.fromEntries(
    entries.map(([pattern, targets]) => [pattern, [targets].flat(2).filter((target) => typeof target === 'string')]),
  );
}

function readConfig(disk: Disk, file: string, files: string[]): Readonly<Record<string, unknown>> {
  let bytes: Buffer | undefined;
  try {
    bytes = disk.readIfFile(file);
  } catch (error) {
    throw new UnreadableFile('settings-unreadable', file, error instanceof Error ? error.message : String(error));
  }
  if (bytes === undefined) throw unreadable(file, 'there is no such file');
  files.push(file);
  try {
    return asObject(parseJsonc(bytes.toString('utf8')));
  } catch (error) {
    throw unreadable(file, error instanceof Error ? error.message : String(error));
  }
}

/** Resolves an `extends` entry: a path, with or without `.json`, or a file of a package. */
function extendedFile(disk: Disk, from: string, name: string): string {
  const candidates = [name, `${name}.json`, `${name}/tsconfig.json`];
  if (/^\.{1,2}([/\\]|$)/.test(name) || isAbsolute(name)) {
    const found = candidates.map((candidate) => resolve(dirname(from), candidate)).find(disk.isFile);
    if (found !== undefined) return found;
  } else {
    for (const candidate of [`${name}/tsconfig.json`, name, `${name}.json`]) {
      try {
        const found = disk.resolveModule(from, candidate);
        if (found.endsWith('.json')) return found;
      } catch {
        // Try the next spelling.
      }
    }
  }
  throw unreadable(from, `it extends "${name}", which was not found`);
}

/** Whether the file compiles nothing itself and only references projects, as in bundlers' starter templates. */
function isSolution(config: Readonly<Record<string, unknown>>): boolean {
  return (
    Array.isArray(config['references']) &&
    Array.isArray(config['files']) &&
    config['files'].length === 0 &&
    config['include'] === undefined
  );
}

/** The referenced project whose `include` covers the folder. */
function referencedProject(
  disk: Disk,
  file: string,
  config: Readonly<Record<string, unknown>>,
  folder: string,
): string | undefined {
  const references = Array.isArray(config['references']) ? config['references'] : [];
  const projects = references
    .map((reference: unknown) => text(asObject(reference)['path']))
    .filter((path) => path !== undefined)
    .map((path) => resolve(dirname(file), path))
    .map((path) => (disk.isFolder(path) ? join(path, 'tsconfig.json') : path))
    .filter(disk.isFile);
  return projects.find((project) => {
    const include = readConfig(disk, project, [])['include'];
    const globs = Array.isArray(include) ? include : [''];
    return globs.some((glob: unknown) => isInside(resolve(dirname(project), staticPart(text(glob) ?? '')), folder));
  });
}

/** The folders at the beginning of a glob, up to the first wildcard. */
function staticPart(glob: string): string {
  const parts = glob.split('/');
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  return (wild === -1 ? parts : parts.slice(0, wild)).join('/');
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Readonly<Partial<Record<Key, Value>>> {
  return (value === undefined ? {} : { [key]: value }) as Partial<Record<Key, Value>>;
}

function unreadable(file: string, detail: string): UnreadableFile {
  return new UnreadableFile('tsconfig-unreadable', file, detail);
}
