import { fieldText } from '#platform';
import type { HeaderMap } from '#platform';
import type { BodyLimits, BodyRecorder } from '../shared/body.js';
import { contentCoding } from '../shared/content.js';
import type { RecordQueue } from '../shared/records.js';
import type { Redactor } from '../shared/redact.js';
import { decodeText, mediaType } from '../shared/text.js';

/** What the spec says about the records of one middleware. */
export interface CaptureSettings {
  readonly middleware: string;
  readonly request?: BodySettings;
  readonly response?: BodySettings;
  /** Only these make a record, as inclusive ranges; absent: all. */
  readonly statuses?: readonly (readonly [from: number, to: number])[];
  /** Show gzip and deflate bodies decoded. */
  readonly decompress?: boolean;
  readonly redactedHeaders: ReadonlySet<string>;
  readonly redactedQuery?: ReadonlySet<string>;
  readonly redactor?: Redactor;
  readonly replacement: string;
}

export interface BodySettings extends BodyLimits {
  /** Whether bodies of a type are kept. */
  readonly keeps: (contentType: string | undefined) => boolean;
}

/** What is known when the request comes in. */
export interface RequestFacts {
  readonly path: string;
  readonly query: string | undefined;
  /** On the clock of `performance.now()`. */
  readonly started: number;
  readonly requestId?: string | undefined;
}

/** Where records go, and where failures on the way are told. */
export interface CaptureOutlet {
  readonly records: RecordQueue;
  readonly report: (error: unknown) => void;
}

/** Whether an exchange with this status makes a record; `null` is one that never had a head. */
export function isRecorded(status: number | null, { statuses }: CaptureSettings): boolean {
  return statuses === undefined || (status !== null && statuses.some(([from, to]) => status >= from && status <= to));
}

/** Decides by the headers of a body whether it is kept. */
export function admitBody(
  body: BodyRecorder,
  { keeps }: BodySettings,
  headers: HeaderMap,
  { redactor }: CaptureSettings,
): void {
  const contentType = fieldText(headers['content-type']);
  if (!keeps(contentType)) {
    body.omit('content-type');
  }
  if (redactor === undefined) {
    body.maySpill = () => true;
  } else {
    body.maySpill = (bytes) =>
      contentCoding(headers) === '' &&
      !redactor.mayConcern(mediaType(contentType), decodeText(bytes, contentType, true));
  }
}
