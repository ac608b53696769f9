/** Bytes that captured bodies hold in this process. */
let heldBytes = 0;

/** Asks for room for the bytes of a captured body; `false` where `limit` bytes are in use. */
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
