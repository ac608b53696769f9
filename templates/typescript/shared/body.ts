import { chunkHead, chunkLength, chunkRest } from '#platform';
import type { Bytes, Chunk, ChunkEncoding, WholeBytes } from '#platform';
import { facts } from '../facts.js';
import { SpillFile } from '../disk/spill.js';
import type { SpillStore } from '../disk/store.js';
import { GrowingBytes } from './memory.js';
import type { Omission } from '../shared/record.js';
import type { BodyLimits } from '../shared/settings.js';

/** Records one body as it passes: counts all bytes and keeps those within the limits. */
export class BodyRecorder {
  /** Number of bytes seen, including those that were not kept. */
  size = 0;
  omitted: Omission | undefined;
  /** The file that the body is written to once it is larger than `maxBytes`. */
  file: SpillFile | undefined;
  /**
   * Whether a body that starts with these bytes may be written to a file unredacted. Set when its headers are known.
   */
  maySpill: ((bytes: Bytes) => boolean) | undefined;
  readonly limits: BodyLimits;
  readonly #report: (error: unknown) => void;
  readonly #kept: GrowingBytes;

  constructor(limits: BodyLimits, report: (error: unknown) => void) {
    this.limits = limits;
    this.#report = report;
    this.#kept = new GrowingBytes(limits);
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
    const { maxBytes } = this.limits;
    if (this.limits.drop === true && this.size > maxBytes) {
      this.omit('overflow');
      return;
    }
    const wanted = Math.min(length, maxBytes - this.#kept.length);
    if (wanted > 0 && !this.#kept.append(chunkHead(chunk, encoding, wanted))) {
      this.omit('memory');
    } else if (this.size > maxBytes && this.limits.spill !== undefined) {
      this.#spill(this.limits.spill, chunkRest(chunk, encoding, wanted, length));
    }
  }

  /** The bytes that were kept. */
  bytes(): WholeBytes {
    return this.#kept.content();
  }

  /** Called if no body is sent, even if one is written. */
  expectNone(): void {
    this.size = 0;
    this.omit('empty');
  }

  /** Called if other code has read the body before, or a part of it. */
  expectUnread(declaredSize: number): void {
    this.size = declaredSize;
    this.omit('unread');
  }

  /** Stops keeping bytes and releases those kept so far. */
  omit(reason: Omission): void {
    this.omitted = reason;
    this.release();
  }

  /** Releases the memory. */
  release(): void {
    this.#kept.release();
  }

  #spill(store: SpillStore, rest: Bytes): void {
    if (this.file === undefined) {
      const head = this.bytes();
      if (facts.redactsJson && this.maySpill?.(head) !== true) {
        this.omit('unredactable');
        return;
      }
      this.file = new SpillFile(store, this.limits.memoryLimit, this.#report);
      this.file.write(head);
    }
    this.file.write(rest);
  }
}
