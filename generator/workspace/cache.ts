/**
 * The cache for a spec between two runs. It is optional: without a valid cache, a run takes longer and may not know why
 * a file is stale.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { MountLines } from '../compile.js';
import type { Plan } from '../plan/plan.js';
import type { Build } from './build-fingerprint.js';
import { isFolder, readIfReadable } from './disk.js';
import { sha256 } from '../languages/hash.js';
import { nearestFolder } from '../languages/folders.js';
import { readHeader } from '../languages/header.js';
import type { SettingsInputs } from './settings-inputs.js';
import { removeStrayFiles, temporaryName } from './temporary-file.js';

/** The state in which all files of a spec were last up to date. */
export interface Memory {
  readonly build: Build;
  /** Hash of the spec's bytes. */
  readonly spec: string;
  readonly inputs: SettingsInputs;
  readonly further: readonly string[];
  /** Whether the output depends only on what is recorded here, so that an unchanged record means unchanged output. */
  readonly conclusive: boolean;
  readonly files: readonly RememberedFile[];
  readonly targets: readonly RememberedTarget[];
  /** Folders that contain output, absolute. Includes folders of earlier runs in which files were left. */
  readonly folders: readonly string[];
  readonly plan: Plan;
  /** Whether this was written before the files of the first run, so that the plan has never been carried out. */
  readonly unfinished?: true;
}

export interface RememberedFile {
  /** Absolute, as named by the spec, without resolving symbolic links. */
  readonly path: string;
  /** Hash of the bytes on disk. */
  readonly hash: string;
  /** The hash in the header, which does not depend on the layout; absent for files without a header. */
  readonly signature?: string;
  readonly ownership: 'generated' | 'once';
  /** Whether mwgen formatted the file. `false`: another formatter did so since then. */
  readonly ours: boolean;
}

/** Reads the cache of a spec. Returns `undefined` if there is none or it is not valid. */
export function recall(spec: string): Memory | undefined {
  try {
    const place = cachePlace(spec);
    const bytes = readIfReadable(place.file);
    if (bytes === undefined) return undefined;
    const text = bytes.toString('utf8');
    const end = text.indexOf('\n');
    const content = text.slice(end + 1);
    // The first line verifies the format, the spec, the completeness of the rest, and that this user has written it.
    return text.slice(0, end) === seal(place.key, content, secret()) ? (JSON.parse(content) as Memory) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a text has the code of a remembered file. Its layout may differ. */
export function isCodeOf(remembered: RememberedFile | undefined, text: string | undefined): boolean {
  if (remembered?.signature === undefined || text === undefined) return false;
  return readHeader(text)?.hash === remembered.signature;
}

export function remember(spec: string, memory: Memory): void {
  try {
    const { file, key } = cachePlace(spec);
    const content = JSON.stringify(memory);
    const sealed = seal(key, content, secret() ?? newSecret());
    if (sealed === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    removeStrayFiles(dirname(file));
    const temporary = join(dirname(file), temporaryName());
    writeFileSync(temporary, `${sealed}\n${content}`);
    renameSync(temporary, file);
  } catch {
    // Continue without a cache.
  }
}

export interface RememberedTarget {
  readonly framework: string;
  /** The output folder, absolute. */
  readonly output: string;
  readonly mount: MountLines;
}

const format = 'mwgen-cache 2';

/** Without a secret, nothing is a valid seal: the file may come from somebody else, as a part of a project can. */
function seal(key: string, content: string, secretKey: string | undefined): string | undefined {
  if (secretKey === undefined) return undefined;
  return `${format} ${createHmac('sha256', secretKey).update(`${key}\n${content}`).digest('hex')}`;
}

/** A random text that is kept in the user's own cache folder, and never in a project. */
function secret(): string | undefined {
  const text = readIfReadable(secretPath())?.toString('utf8');
  return text !== undefined && /^[0-9a-f]{64}$/.test(text) ? text : undefined;
}

function newSecret(): string | undefined {
  mkdirSync(dirname(secretPath()), { recursive: true });
  const temporary = join(dirname(secretPath()), temporaryName());
  writeFileSync(temporary, randomBytes(32).toString('hex'), { mode: 0o600 });
  renameSync(temporary, secretPath());
  return secret();
}

function secretPath(): string {
  return join(userCacheFolder(), 'mwgen', 'key');
}

/** In `node_modules/.cache`, which is not under version control; otherwise in the user's cache folder. */
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
