import { fieldText } from '#platform';
import type { HeaderMap } from '#platform';
import type { BodyLimits, BodyRecorder } from '../shared/body.js';
import { isHarmless } from '../shared/content.js';
import type { RecordQueue } from '../shared/records.js';
import type { Redactor } from '../shared/redact.js';

/** The capture settings of one middleware, as given in the spec. */
export interface CaptureSettings {
  readonly middleware: string;
  readonly request?: BodySettings;
  readonly response?: BodySettings;
  /** Status codes to record, as inclusive ranges. Default: all. */
  readonly statuses?: readonly (readonly [from: number, to: number])[];
  /** Decode gzip and deflate bodies. */
  readonly decompress?: boolean;
  readonly redactedHeaders: ReadonlySet<string>;
  readonly redactedQuery?: ReadonlySet<string>;
  readonly redactor?: Redactor;
  readonly replacement: string;
}

export interface BodySettings extends BodyLimits {
  /** Whether bodies with this content type are captured. */
  readonly keeps: (contentType: string | undefined) => boolean;
}

/** What is known when the request comes in. */
export interface RequestFacts {
  readonly path: string;
  readonly query: string | undefined;
  /** In the time of `performance.now()`. */
  readonly started: number;
  readonly requestId?: string | undefined;
}

/** Where records are sent and errors are reported. */
export interface CaptureOutlet {
  readonly records: RecordQueue;
  readonly report: (error: unknown) => void;
}

/** Whether an exchange with this status is recorded; `null` means that no response headers were sent. */
export function isRecorded(status: number | null, { statuses }: CaptureSettings): boolean {
  return statuses === undefined || (status !== null && statuses.some(([from, to]) => status >= from && status <= to));
}

/** Decides whether a body is captured, based on its headers. */
export function admitBody(
  body: BodyRecorder,
  { keeps }: BodySettings,
  headers: HeaderMap,
  { redactor }: CaptureSettings,
): void {
  if (!keeps(fieldText(headers['content-type']))) {
    body.omit('content-type');
  }
  if (redactor === undefined) {
    body.maySpill = () => true;
  } else {
    body.maySpill = (bytes) => isHarmless(bytes, headers, redactor);
  }
}
