import { logLine } from '../shared/log-line.js';
import type { CaptureRecord } from '../shared/record.js';

/** Standard output, if the runtime has it. */
interface Output {
  readonly write: (text: string, callback: (error?: Error | null) => void) => unknown;
  readonly listenerCount: (event: 'error') => number;
  readonly once: (event: 'error', listener: () => void) => unknown;
}

/** Writes a record to standard output as one line of JSON. Resolves when the line has been written. */
export function logSink(record: CaptureRecord): Promise<void> {
  const line = logLine(record);
  const stdout = (globalThis as { readonly process?: { readonly stdout?: Output } }).process?.stdout;
  // Edge runtimes have no file descriptors; there the console is used instead.
  if (stdout === undefined || typeof stdout.listenerCount !== 'function') {
    console.log(line);
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    stdout.write(`${line}\n`, (error) => {
      if (error) {
        if (stdout.listenerCount('error') === 0) {
          // Like `console`: a closed pipe must not end the process with an unhandled 'error' event.
          stdout.once('error', () => undefined);
        }
        reject(error);
      } else {
        resolve();
      }
    });
  });
}
