import type { Context } from '@opentelemetry/api';
import { logSink } from '#platform';
import type { CaptureRecord } from '../shared/record.js';

/** The maximum number of pending records, so that a sink that is slower than the traffic cannot exhaust memory. */
const maxInFlight = 1000;

/** Passes records to a sink and reports its errors, so that they cannot affect requests. */
export class RecordQueue {
  readonly report: (error: unknown) => void;
  /** Default: standard output. */
  readonly #sink: ((record: CaptureRecord, context: Context | undefined) => unknown) | undefined;
  #inFlight = 0;
  #dropped = 0;

  constructor(
    report: (error: unknown) => void,
    sink?: (record: CaptureRecord, context: Context | undefined) => unknown,
  ) {
    this.report = report;
    this.#sink = sink;
  }

  /** Whether another record can be accepted. Dropped records are reported once per overload. */
  accepts(): boolean {
    if (this.#inFlight < maxInFlight) {
      return true;
    }
    if (this.#dropped === 0) {
      this.report(
        new Error(
          `${String(maxInFlight)} capture records are in flight: new ones are dropped until the sink catches up.`,
        ),
      );
    }
    this.#dropped += 1;
    return false;
  }

  /** Creates a record and passes it to the sink. Never rejects. */
  async send(makeRecord: () => CaptureRecord | Promise<CaptureRecord>, context: Context | undefined): Promise<void> {
    this.#inFlight += 1;
    try {
      const record = await makeRecord();
      await (this.#sink === undefined ? logSink(record) : this.#sink(record, context));
    } catch (error) {
      this.report(error);
    } finally {
      this.#inFlight -= 1;
      if (this.#dropped > 0) {
        this.report(new Error(`${String(this.#dropped)} capture records were dropped: the sink was too slow.`));
        this.#dropped = 0;
      }
    }
  }
}
