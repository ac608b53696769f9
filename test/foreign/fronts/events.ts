/** Notes what the middleware of a run does, for the process that started the run. */
import { appendFileSync } from 'node:fs';

const file = process.env['MWGEN_FOREIGN_EVENTS'] ?? '';

/** Writes at once, because test runners end their processes as they like. */
export function note(event: 'request' | 'record'): void {
  appendFileSync(file, `${event}\n`);
}

/** The options of the middleware. */
export const options = {
  onCapture: () => {
    note('record');
  },
  onError: (error: unknown) => {
    appendFileSync(file, `error ${JSON.stringify(String(error))}\n`);
  },
};
