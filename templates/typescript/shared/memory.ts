import { allocateBytes } from '#platform';
import type { Bytes, WholeBytes } from '#platform';
import type { BodyLimits } from '../shared/settings.js';

/** Number of bytes that captured bodies hold in this process. */
export let heldBytes = 0;

/** Size of the blocks in which bodies grow, once they are as large as that. */
const blockBytes = 4096;

/**
 * Blocks that can be used again. If they were left to the garbage collector, they would take up memory until it comes, and
 * others would be allocated in the meantime.
 */
const unusedBlocks: WholeBytes[] = [];

/** The smallest capacity to which bytes grow. */
const leastCapacity = 256;

/**
 * Bytes that arrive in pieces, in blocks. The capacity of these counts as memory in use, not the number of bytes: small
 * pieces that are kept one by one take up many times their length. One buffer that grows would not do either: what it has
 * outgrown takes up memory too.
 */
export class GrowingBytes {
  #blocks: WholeBytes[] = [];
  #capacity = 0;
  #length = 0;
  #isShown = false;
  readonly #limits: Pick<BodyLimits, 'maxBytes' | 'memoryLimit'>;

  /** No more than `maxBytes` may be appended. */
  constructor(limits: Pick<BodyLimits, 'maxBytes' | 'memoryLimit'>) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a copy: the application may reuse its buffer. Returns `false` if there is not enough memory. */
  append(bytes: Bytes): boolean {
    const room = this.#capacity - this.#length;
    const last = this.#blocks.at(-1);
    if (bytes.length > room) {
      const block = this.#allocate(this.#length + bytes.length);
      if (block === undefined) {
        return false;
      }
      block.set(room === 0 ? bytes : bytes.subarray(room));
    }
    last?.set(bytes.subarray(0, room), last.length - room);
    this.#length += bytes.length;
    return true;
  }

  /** The bytes, which are put into one block for that. */
  content(): WholeBytes {
    let [content] = this.#blocks;
    if (content === undefined || this.#blocks.length > 1) {
      content = allocateBytes(this.#length);
      let at = 0;
      for (const block of this.#blocks) {
        content.set(block.subarray(0, this.#length - at), at);
        at += block.length;
      }
      const length = this.#length;
      this.release();
      heldBytes += length;
      this.#blocks = [content];
      this.#capacity = length;
      this.#length = length;
    }
    this.#isShown = true;
    return content.subarray(0, this.#length);
  }

  /** Releases the memory. */
  release(): void {
    heldBytes -= this.#capacity;
    // What is shown may still be in use elsewhere.
    if (!this.#isShown) {
      for (const block of this.#blocks) {
        if (block.length === blockBytes) {
          unusedBlocks.push(block);
        }
      }
    }
    // After a peak, a block is given up with each body, so that they do not stay for ever, and not all at once.
    if (unusedBlocks.length * blockBytes > heldBytes) {
      unusedBlocks.pop();
    }
    this.#blocks = [];
    this.#capacity = 0;
    this.#length = 0;
  }

  /** Adds a block, so that there is room for `length` bytes, unless there is not enough memory. */
  #allocate(length: number): WholeBytes | undefined {
    // A body that arrives in one piece needs no spare capacity.
    const spare =
      this.#length === 0 ? 0 : Math.max(Math.min(this.#capacity, blockBytes), leastCapacity - this.#capacity);
    const { maxBytes, memoryLimit } = this.#limits;
    const size = Math.min(Math.max(length, this.#capacity + spare), maxBytes) - this.#capacity;
    if (heldBytes + size > memoryLimit) {
      return undefined;
    }
    heldBytes += size;
    const unused = size === blockBytes ? unusedBlocks.pop() : undefined;
    if (unused === undefined && unusedBlocks.length > 0) {
      const excess = heldBytes + unusedBlocks.length * blockBytes - memoryLimit;
      unusedBlocks.splice(0, Math.ceil(excess / blockBytes));
    }
    const block = unused ?? allocateBytes(size);
    this.#blocks.push(block);
    this.#capacity += size;
    return block;
  }
}
