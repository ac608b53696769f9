import { fieldText } from '#platform';
import type { HeaderSource } from '#platform';
import type { BodyRecorder } from '../shared/body.js';
import { isHarmless } from '../shared/content.js';
import type { CaptureSettings } from '../shared/settings.js';

/** What is known when the request comes in. */
export interface RequestFacts {
  readonly path: string;
  readonly query: string | undefined;
  /** In the time of `performance.now()`. */
  readonly started: number;
  readonly requestId?: string | undefined;
}

/** Whether an exchange with this status is recorded; `null` means that no response headers were sent. */
export function isRecorded(status: number | null, { statuses }: CaptureSettings): boolean {
  return statuses === undefined || (status !== null && statuses.some(([from, to]) => status >= from && status <= to));
}

/** Decides whether a body is captured, based on its headers. */
export function admitBody(body: BodyRecorder, headers: HeaderSource, { redactor }: CaptureSettings): void {
  if (!body.limits.keeps(fieldText(headers.get('content-type')))) {
    body.omit('content-type');
  }
  if (redactor === undefined) {
    body.maySpill = () => true;
  } else {
    body.maySpill = (bytes) => isHarmless(bytes, headers, redactor);
  }
}
