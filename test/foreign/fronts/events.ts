/** Notes what the middleware of a run does, for the process that started the run. */
import { appendFileSync } from 'node:fs';

const events = process.env['MWGEN_FOREIGN_EVENTS'] ?? '';

/**
 * Takes notes, with the test file in which things happen if the runner tells. They are written at once, because test
 * runners end their processes as they like.
 */
export class Notes {
  readonly #file: string;

  constructor(file = '') {
    this.#file = file;
  }

  request(): void {
    this.#add('request');
  }

  /** The options of the middleware. */
  readonly options = {
    onCapture: () => {
      this.#add('record');
    },
    onError: (error: unknown) => {
      this.#add('error', String(error));
    },
  };

  #add(event: 'request' | 'record' | 'error', text?: string): void {
    appendFileSync(events, `${JSON.stringify({ event, file: this.#file, text })}\n`);
  }
}
