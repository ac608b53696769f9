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
