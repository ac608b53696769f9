import type { CaptureRecord } from '../shared/record.js';

/** Writes a record as one line of JSON to standard output; settles when the line is out. */
export function logSink(record: CaptureRecord): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${JSON.stringify(record)}\n`, (error) => {
      if (error) {
        if (process.stdout.listenerCount('error') === 0) {
          // As `console` does: a reader that is gone must not end the process by an unheard 'error' event.
          process.stdout.once('error', () => undefined);
        }
        reject(error);
      } else {
        resolve();
      }
    });
  });
}
