import { chunkHead, chunkLength, chunkRest, joinBytes } from '#platform';
import type { Bytes, Chunk, ChunkEncoding, WholeBytes } from '#platform';
import { facts } from '../facts.js';
import { SpillFile } from '../disk/spill.js';
import type { SpillSettings } from '../disk/spill.js';
import { freeBytes, holdBytes } from './memory.js';
import type { Omission } from '../shared/record.js';

export interface BodyLimits {
  readonly maxBytes: number;
  /** Bytes that all captured bodies of the process may hold. */
  readonly memoryLimit: number;
  /** Keep nothing of a body over `maxBytes`. */
  readonly drop?: boolean;
  /** Where a body over `maxBytes` goes as a whole. */
  readonly spill?: SpillSettings;
}

/** Keeps what it may of one body as it passes, and counts the rest. */
export class BodyRecorder {
  /** Bytes seen, kept or not. */
  size = 0;
  omitted: Omission | undefined;
  /** The file that the body goes to since it is over `maxBytes`. */
  file: SpillFile | undefined;
  /** Whether the body that begins like this may be written to a file as it is; set when its headers are known. */
  maySpill: ((bytes: Bytes) => boolean) | undefined;
  readonly #report: (error: unknown) => void;
  readonly #limits: BodyLimits;
  readonly #chunks: Bytes[] = [];
  #held = 0;

  constructor(limits: BodyLimits, report: (error: unknown) => void) {
    this.#limits = limits;
    this.#report = report;
  }

  add(chunk: Chunk, encoding: ChunkEncoding): void {
    if (this.omitted === 'empty') {
      return;
    }
    const length = chunkLength(chunk, encoding);
    this.size += length;
    if (this.omitted !== undefined) {
      return;
    }
    const { maxBytes, memoryLimit } = this.#limits;
    if (this.#limits.drop === true && this.size > maxBytes) {
      this.omit('overflow');
      return;
    }
    const wanted = Math.min(length, maxBytes - this.#held);
    if (wanted > 0) {
      if (!holdBytes(wanted, memoryLimit)) {
        this.omit('memory');
        return;
      }
      this.#held += wanted;
      // A copy: the application may use its buffer again, and a view would keep the whole of it alive.
      this.#chunks.push(chunkHead(chunk, encoding, wanted));
    }
    if (this.size > maxBytes && this.#limits.spill !== undefined) {
      this.#spill(this.#limits.spill, chunkRest(chunk, encoding, wanted, length));
    }
  }

  get maxBytes(): number {
    return this.#limits.maxBytes;
  }

  /** What has been kept. */
  bytes(): WholeBytes {
    return joinBytes(this.#chunks);
  }

  /** There is no body, whatever is written. */
  expectNone(): void {
    this.size = 0;
    this.omit('empty');
  }

  /** Keeps nothing of the body, from now on. */
  omit(reason: Omission): void {
    this.omitted = reason;
    this.release();
  }

  /** Gives back the memory. */
  release(): void {
    freeBytes(this.#held);
    this.#held = 0;
    this.#chunks.length = 0;
  }

  #spill(settings: SpillSettings, rest: Bytes): void {
    if (this.file === undefined) {
      const head = this.bytes();
      if (facts.redactsJson && this.maySpill?.(head) !== true) {
        this.omit('unredactable');
        return;
      }
      this.file = new SpillFile(settings, this.#limits.memoryLimit, this.#report);
      this.file.write(head);
    }
    this.file.write(rest);
  }
}
