import { rmSync } from 'node:fs';
import { access, lstat, mkdir, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentProcess } from '#platform';

export interface SpillSettings {
  /** Default: the system's temporary folder. */
  readonly directory?: string;
  /** Number of bytes after which a file is truncated. */
  readonly maxBytes: number;
  /** Number of bytes that all files of the process may take up together. */
  readonly totalBytes: number;
}

/**
 * Where bodies are written: a folder for this process, which other users can neither read nor predict. It is removed
 * when the process ends, or, if the process was killed, when the next one starts.
 */
export class SpillStore {
  /** Number of bytes after which a file is truncated. */
  readonly maxBytes: number;
  readonly #directory: string | undefined;
  readonly #totalBytes: number;
  #folder: Promise<string> | undefined;

  constructor({ directory, maxBytes, totalBytes }: SpillSettings) {
    this.maxBytes = maxBytes;
    this.#directory = directory;
    this.#totalBytes = totalBytes;
    // There is nothing to remove if this fails: the folder may not exist yet.
    this.#removeAbandoned().catch(() => undefined);
  }

  /** Returns the folder, and creates it if necessary. */
  async folder(): Promise<string> {
    this.#folder ??= createFolder(this.#parent()).catch((error: unknown) => {
      this.#folder = undefined;
      throw error;
    });
    const folder = await this.#folder;
    // Again, because old files in the temporary folder may be removed.
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** Returns how many of `count` bytes may be added to a file. */
  async claim(path: string, count: number): Promise<number> {
    if (totalSize + count > this.#totalBytes) {
      await forgetMissing();
    }
    const claimed = Math.max(0, Math.min(count, this.#totalBytes - totalSize));
    if (claimed > 0) {
      totalSize += claimed;
      sizes.set(path, (sizes.get(path) ?? 0) + claimed);
    }
    return claimed;
  }

  /** Removes a file. */
  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
    forget(path);
  }

  #parent(): string {
    return this.#directory ?? tmpdir();
  }

  /** Removes the folders of processes that were killed. */
  async #removeAbandoned(): Promise<void> {
    const prefix = await ownPrefix();
    for (const name of await readdir(this.#parent())) {
      const [, pid] = name.startsWith(prefix) ? (/^(\d+)-\w+$/.exec(name.slice(prefix.length)) ?? []) : [];
      const path = join(this.#parent(), name);
      if (pid !== undefined && !isRunning(Number(pid)) && (await isOwn(path))) {
        await rm(path, { recursive: true, force: true });
      }
    }
  }
}

/** Number of bytes by file, of all files of this process. */
const sizes = new Map<string, number>();
let totalSize = 0;
let lookedAt = -Infinity;

function forget(path: string): void {
  totalSize -= sizes.get(path) ?? 0;
  sizes.delete(path);
}

/** Stops counting files that the application has moved or removed. */
async function forgetMissing(): Promise<void> {
  const now = performance.now();
  // The more files there are, the less often they are looked for.
  if (now - lookedAt < sizes.size) {
    return;
  }
  lookedAt = now;
  for (const path of Array.from(sizes.keys())) {
    await access(path).catch(() => {
      forget(path);
    });
  }
}

const folders = new Set<string>();

async function createFolder(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(directory, `${await ownPrefix()}${String(currentProcess().pid)}-`));
  if (folders.size === 0) {
    currentProcess().on('exit', removeFolders);
  }
  folders.add(folder);
  return folder;
}

function removeFolders(): void {
  for (const folder of folders) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // The next process tries again.
    }
  }
}

/** Process IDs only mean something on the same machine and, in containers, in the same namespace. */
async function ownPrefix(): Promise<string> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return `bodies-${hostname().replace(/\W/g, '_')}-${namespace.replace(/\D/g, '')}-`;
}

function isRunning(pid: number): boolean {
  try {
    currentProcess().kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Whether this user has created a folder. */
async function isOwn(path: string): Promise<boolean> {
  const found = await lstat(path);
  return found.isDirectory() && found.uid === (currentProcess().getuid?.() ?? found.uid);
}
