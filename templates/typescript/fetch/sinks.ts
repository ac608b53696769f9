import type { CaptureRecord } from '../shared/record.js';

/** Standard output, where the runtime has one. */
interface Output {
  readonly write: (text: string, callback: (error?: Error | null) => void) => unknown;
  readonly listenerCount: (event: 'error') => number;
  readonly once: (event: 'error', listener: () => void) => unknown;
}

/** Writes a record as one line of JSON to standard output; settles when the line is out. */
export function logSink(record: CaptureRecord): Promise<void> {
  const line = JSON.stringify(record);
  const stdout = (globalThis as { readonly process?: { readonly stdout?: Output } }).process?.stdout;
  // Without a file descriptor to write to, as on edge runtimes, the console is standard output.
  if (stdout === undefined || typeof stdout.listenerCount !== 'function') {
    console.log(line);
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    stdout.write(`${line}\n`, (error) => {
      if (error) {
        if (stdout.listenerCount('error') === 0) {
          // As `console` does: a reader that is gone must not end the process by an unheard 'error' event.
          stdout.once('error', () => undefined);
        }
        reject(error);
      } else {
        resolve();
      }
    });
  });
}
