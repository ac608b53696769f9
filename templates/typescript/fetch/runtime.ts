/** Whether this runs on Cloudflare Workers, which have no disk and read bodies in separate tasks. */
export const isWorker: boolean =
  (globalThis as { readonly navigator?: { readonly userAgent?: string } }).navigator?.userAgent ===
  'Cloudflare-Workers';

/** Throws at start-up if bodies cannot be written to files. */
export function requireDisk(name: string): void {
  if (isWorker) {
    throw new Error(`${name} spills bodies to files, and this runtime has no disk.`);
  }
}
