import { type FileHandle, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUuid } from '#platform';
import type { Bytes } from '#platform';
import { GrowingBytes } from '../shared/memory.js';

export interface SpillSettings {
  /** Default: a private folder in the system's temporary folder. */
  readonly directory?: string;
  /** Number of bytes after which a file is truncated. */
  readonly maxBytes: number;
}

/** Writes a body to its own file, which only the current user can read. Writing never delays the body. */
export class SpillFile {
  /** The path of the file, once it has been created. */
  path: string | undefined;
  /** Number of bytes in the file. */
  size = 0;
  /** Whether bytes are missing from the file: because of the limit, an error, or a disk that is too slow. */
  isCut = false;
  readonly #settings: SpillSettings;
  readonly #memoryLimit: number;
  readonly #report: (error: unknown) => void;
  #accepted = 0;
  #hasFailed = false;
  /** Bytes that wait to be written. */
  #queue: GrowingBytes;
  #writing: Promise<void> | undefined;
  #handle: FileHandle | undefined;

  constructor(settings: SpillSettings, memoryLimit: number, report: (error: unknown) => void) {
    this.#settings = settings;
    this.#memoryLimit = memoryLimit;
    this.#report = report;
    this.#queue = this.#newQueue();
  }

  /** Writes bytes. They are copied: the application may reuse its buffer. */
  write(bytes: Bytes): void {
    const wanted = bytes.subarray(0, this.#settings.maxBytes - this.#accepted);
    if (this.isCut || !this.#queue.append(wanted)) {
      this.isCut = true;
      return;
    }
    this.isCut = wanted.length < bytes.length;
    this.#accepted += wanted.length;
    this.#writing ??= this.#drain();
  }

  /** Resolves when all bytes have been written, or writing has failed and the error has been reported. */
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
      const queue = this.#queue;
      this.#queue = this.#newQueue();
      await this.#attempt(async () => {
        if (this.#hasFailed) {
          return;
        }
        this.#handle ??= await this.#open();
        const bytes = queue.view();
        for (let at = 0; at < bytes.length;) {
          const { bytesWritten } = await this.#handle.write(bytes, at);
          at += bytesWritten;
          this.size += bytesWritten;
        }
      });
      queue.release();
    }
    this.#writing = undefined;
  }

  #newQueue(): GrowingBytes {
    return new GrowingBytes(this.#settings.maxBytes, this.#memoryLimit);
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

/** A folder for this process that other users can neither read nor predict. */
function privateFolder(): Promise<string> {
  madeFolder ??= mkdtemp(join(tmpdir(), 'bodies-')).catch((error: unknown) => {
    madeFolder = undefined;
    throw error;
  });
  return madeFolder;
}
