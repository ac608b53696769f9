import { allocateBytes } from '#platform';
import type { Bytes, WholeBytes } from '#platform';

/** Number of bytes that captured bodies hold in this process. */
let heldBytes = 0;

/** Reserves memory for a captured body. Returns `false` if more than `limit` bytes would be in use. */
export function holdBytes(count: number, limit: number): boolean {
  if (heldBytes + count > limit) {
    return false;
  }
  heldBytes += count;
  return true;
}

export function freeBytes(count: number): void {
  heldBytes -= count;
}

/** The smallest capacity to which a buffer grows. */
const leastCapacity = 256;

const noBytes = allocateBytes(0);

/**
 * Bytes that arrive in pieces, in one buffer. Its capacity counts as memory in use, not the number of its bytes: small
 * pieces that are kept one by one take up many times their length.
 */
export class GrowingBytes {
  #buffer = noBytes;
  #length = 0;
  readonly #maxBytes: number;
  readonly #memoryLimit: number;

  /** No more than `maxBytes` may be appended. */
  constructor(maxBytes: number, memoryLimit: number) {
    this.#maxBytes = maxBytes;
    this.#memoryLimit = memoryLimit;
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a copy: the application may reuse its buffer. Returns `false` if there is not enough memory. */
  append(bytes: Bytes): boolean {
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length && !this.#grow(length)) {
      return false;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
    return true;
  }

  /** A view of the bytes. */
  view(): WholeBytes {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Releases the memory. */
  release(): void {
    freeBytes(this.#buffer.length);
    this.#buffer = noBytes;
    this.#length = 0;
  }

  #grow(length: number): boolean {
    // A body that arrives in one piece needs no spare capacity.
    const wanted = this.#length === 0 ? length : Math.max(length, 2 * this.#buffer.length, leastCapacity);
    const capacity = Math.min(wanted, this.#maxBytes);
    if (!holdBytes(capacity, this.#memoryLimit)) {
      return false;
    }
    const buffer = allocateBytes(capacity);
    buffer.set(this.view());
    freeBytes(this.#buffer.length);
    this.#buffer = buffer;
    return true;
  }
}
