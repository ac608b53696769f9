import { type FileHandle, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUuid } from '#platform';
import type { Bytes } from '#platform';
import { freeBytes, holdBytes } from '../shared/memory.js';

export interface SpillSettings {
  /** Absent: a private folder below the system's folder for temporary files. */
  readonly directory?: string;
  /** Bytes after which a file is cut. */
  readonly maxBytes: number;
}

/** A body on its way to a file of its own, readable by this user alone. Writing never holds the body up. */
export class SpillFile {
  /** Absent until the file is there. */
  path: string | undefined;
  /** Bytes that are in the file. */
  size = 0;
  /** Whether bytes were left out: past the limit, after a failure, or because the disk fell too far behind. */
  isCut = false;
  readonly #settings: SpillSettings;
  readonly #memoryLimit: number;
  readonly #report: (error: unknown) => void;
  #accepted = 0;
  #hasFailed = false;
  #queue: Bytes[] = [];
  #writing: Promise<void> | undefined;
  #handle: FileHandle | undefined;

  constructor(settings: SpillSettings, memoryLimit: number, report: (error: unknown) => void) {
    this.#settings = settings;
    this.#memoryLimit = memoryLimit;
    this.#report = report;
  }

  /** Takes bytes that nobody changes any more. */
  write(bytes: Bytes): void {
    const wanted = bytes.subarray(0, this.#settings.maxBytes - this.#accepted);
    if (this.isCut || !holdBytes(wanted.length, this.#memoryLimit)) {
      this.isCut = true;
      return;
    }
    this.isCut = wanted.length < bytes.length;
    this.#accepted += wanted.length;
    this.#queue.push(wanted);
    this.#writing ??= this.#drain();
  }

  /** Settles when all is written, or has failed and been reported. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#attempt(async () => this.#handle?.close());
    this.#handle = undefined;
  }

  /** Removes the file. */
  async discard(): Promise<void> {
    this.isCut = true;
    await this.close();
    const { path } = this;
    if (path !== undefined) {
      await this.#attempt(() => rm(path, { force: true }));
    }
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const chunks = this.#queue;
      this.#queue = [];
      await this.#attempt(async () => {
        if (this.#hasFailed) {
          return;
        }
        this.#handle ??= await this.#open();
        for (const chunk of chunks) {
          await this.#handle.appendFile(chunk);
          this.size += chunk.length;
        }
      });
      freeBytes(chunks.reduce((sum, { length }) => sum + length, 0));
    }
    this.#writing = undefined;
  }

  async #open(): Promise<FileHandle> {
    const directory = this.#settings.directory ?? (await privateFolder());
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, `${randomUuid()}.body`);
    const handle = await open(path, 'wx', 0o600);
    this.path = path;
    return handle;
  }

  async #attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.isCut = true;
      this.#hasFailed = true;
      this.#report(error);
    }
  }
}

let madeFolder: Promise<string> | undefined;

/** One folder a process, that no other user can look into or foresee. */
function privateFolder(): Promise<string> {
  madeFolder ??= mkdtemp(join(tmpdir(), 'bodies-')).catch((error: unknown) => {
    madeFolder = undefined;
    throw error;
  });
  return madeFolder;
}
