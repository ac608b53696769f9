import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUuid } from '#platform';
import type { Bytes } from '#platform';
import { GrowingBytes } from '../shared/memory.js';
import type { SpillStore } from './store.js';

/** Small pieces that wait for the disk are joined to blocks of at most this size. */
const blockBytes = 65_536;

/** Writes a body to its own file, which only the current user can read. Writing never delays the body. */
export class SpillFile {
  /** The path of the file, once it has been created. */
  path: string | undefined;
  /** Number of bytes in the file. */
  size = 0;
  /** Whether bytes are missing from the file: because of the limit, an error, or a disk that is too slow. */
  isCut = false;
  readonly #store: SpillStore;
  readonly #memoryLimit: number;
  readonly #report: (error: unknown) => void;
  #accepted = 0;
  #hasFailed = false;
  /** Bytes that wait to be written. */
  readonly #queue: GrowingBytes[] = [];
  #writing: Promise<void> | undefined;
  #handle: FileHandle | undefined;

  constructor(store: SpillStore, memoryLimit: number, report: (error: unknown) => void) {
    this.#store = store;
    this.#memoryLimit = memoryLimit;
    this.#report = report;
  }

  /** Writes bytes. They are copied: the application may reuse its buffer. */
  write(bytes: Bytes): void {
    const wanted = bytes.subarray(0, this.#store.maxBytes - this.#accepted);
    if (this.isCut || !this.#enqueue(wanted)) {
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
      await this.#attempt(() => this.#store.remove(path));
    }
  }

  /** Returns `false` if there is not enough memory. */
  #enqueue(bytes: Bytes): boolean {
    const last = this.#queue.at(-1);
    if (last !== undefined && last.length + bytes.length <= blockBytes) {
      return last.append(bytes);
    }
    // A large piece is a block of its own.
    const block = new GrowingBytes({ maxBytes: Math.max(bytes.length, blockBytes), memoryLimit: this.#memoryLimit });
    if (!block.append(bytes)) {
      return false;
    }
    this.#queue.push(block);
    return true;
  }

  async #drain(): Promise<void> {
    for (let block = this.#queue.shift(); block !== undefined; block = this.#queue.shift()) {
      const bytes = block.content();
      await this.#attempt(async () => {
        if (this.#hasFailed) {
          return;
        }
        await this.#append(bytes);
      });
      block.release();
    }
    this.#writing = undefined;
  }

  async #append(bytes: Bytes): Promise<void> {
    const path = this.path ?? join(await this.#store.folder(), `${randomUuid()}.body`);
    const end = await this.#store.claim(path, bytes.length);
    if (end < bytes.length) {
      this.isCut = true;
    }
    if (end === 0) {
      return;
    }
    this.#handle ??= await open(path, 'wx', 0o600);
    const handle = this.#handle;
    this.path = path;
    for (let at = 0; at < end;) {
      const { bytesWritten } = await handle.write(bytes, at, end - at);
      at += bytesWritten;
      this.size += bytesWritten;
    }
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
