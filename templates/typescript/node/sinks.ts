import { logLine } from '../shared/log-line.js';
import type { CaptureRecord } from '../shared/record.js';

/** Writes a record to standard output as one line of JSON. Resolves when the line has been written. */
export function logSink(record: CaptureRecord): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${logLine(record)}\n`, (error) => {
      if (error) {
        if (process.stdout.listenerCount('error') === 0) {
          // Like `console`: a closed pipe must not end the process with an unhandled 'error' event.
          process.stdout.once('error', () => undefined);
        }
        reject(error);
      } else {
        resolve();
      }
    });
  });
}
