/**
 * What mwgen remembers of a spec between two runs. Only a help: without it, or with a broken one, a run takes longer and says
 * less about why a file is stale, and that is all.
 */
import { mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { MountLines } from '../compile.js';
import type { Plan } from '../plan/plan.js';
import type { Build } from './build-fingerprint.js';
import { isFolder, readIfReadable } from './disk.js';
import { sha256 } from '../languages/hash.js';
import { nearestFolder } from '../languages/folders.js';
import type { SettingsInputs } from './settings-inputs.js';
import { temporaryName } from './temporary-file.js';

/** The state in which all files of a spec were last seen to be as they should. */
export interface Memory {
  readonly build: Build;
  /** Hash of the spec's bytes. */
  readonly spec: string;
  readonly inputs: SettingsInputs;
  readonly further: readonly string[];
  /** Whether nothing but what is recorded here can have a say in the output, so that equality of it all is enough. */
  readonly conclusive: boolean;
  readonly files: readonly RememberedFile[];
  readonly targets: readonly RememberedTarget[];
  /** Folders that hold output, absolute; also those of earlier runs in which something was left. */
  readonly folders: readonly string[];
  readonly plan: Plan;
}

export interface RememberedFile {
  /** Absolute, as the spec names it, symbolic links not resolved. */
  readonly path: string;
  /** Hash of the bytes on the disk. */
  readonly hash: string;
  readonly ownership: 'generated' | 'once';
  /** Whether the bytes were laid out by mwgen; `false`: by another formatter since. */
  readonly ours: boolean;
}

/** What is remembered of a spec, or `undefined` where that is nothing or cannot be trusted. */
export function recall(spec: string): Memory | undefined {
  try {
    const place = cachePlace(spec);
    const bytes = readIfReadable(place.file);
    if (bytes === undefined) return undefined;
    const text = bytes.toString('utf8');
    const end = text.indexOf('\n');
    const content = text.slice(end + 1);
    // The first line vouches for the rest: for its format, its spec and its completeness.
    return text.slice(0, end) === seal(place.key, content) ? (JSON.parse(content) as Memory) : undefined;
  } catch {
    return undefined;
  }
}

export function remember(spec: string, memory: Memory): void {
  try {
    const { file, key } = cachePlace(spec);
    const content = JSON.stringify(memory);
    mkdirSync(dirname(file), { recursive: true });
    const temporary = join(dirname(file), temporaryName());
    writeFileSync(temporary, `${seal(key, content)}\n${content}`);
    renameSync(temporary, file);
  } catch {
    // No cache, then.
  }
}

export interface RememberedTarget {
  readonly framework: string;
  /** The output folder, absolute. */
  readonly output: string;
  readonly mount: MountLines;
}

const format = 'mwgen-cache 1';

function seal(key: string, content: string): string {
  return `${format} ${sha256(`${key}\n${content}`)}`;
}

/** Beside the installed packages, where no version control looks; else in the user's folder for caches. */
function cachePlace(spec: string): { file: string; key: string } {
  const key = realpathSync(spec);
  const home = nearestFolder(dirname(key), (folder) => isFolder(join(folder, 'node_modules')));
  const folder = home === undefined ? join(userCacheFolder(), 'mwgen') : join(home, 'node_modules', '.cache', 'mwgen');
  return { file: join(folder, `${sha256(key).slice(0, 32)}.json`), key };
}

function userCacheFolder(): string {
  const configured = process.env['XDG_CACHE_HOME'];
  return configured !== undefined && isAbsolute(configured) ? configured : join(homedir(), '.cache');
}
