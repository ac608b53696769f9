/** Whether this runs where responses are made by Cloudflare's runtime, which has no disk and reads bodies in tasks of their own. */
export const isWorker: boolean =
  (globalThis as { readonly navigator?: { readonly userAgent?: string } }).navigator?.userAgent ===
  'Cloudflare-Workers';

/** Stops at start-up where a body could never be written to a file. */
export function requireDisk(name: string): void {
  if (isWorker) {
    throw new Error(`${name} spills bodies to files, and this runtime has no disk.`);
  }
}
