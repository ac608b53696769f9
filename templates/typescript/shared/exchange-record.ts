import type { HeaderMap } from '#platform';
import type { BodyRecorder } from '../shared/body.js';
import type { CaptureSettings, RequestFacts } from '../shared/capture-settings.js';
import { bodyContent, shownHeaders } from '../shared/content.js';
import type { BodyRecord, CaptureRecord, Outcome } from '../shared/record.js';
import { redactQuery } from '../shared/redact.js';

/** A finished exchange. */
export interface ObservedExchange {
  readonly facts: RequestFacts;
  readonly time: Date;
  readonly method: string;
  readonly status: number | null;
  /** In milliseconds, like `duration`. */
  readonly timeToHead: number | null;
  readonly duration: number;
  readonly outcome: Outcome;
  readonly request: ObservedBody | undefined;
  readonly response: ObservedBody | undefined;
}

export interface ObservedBody {
  readonly body: BodyRecorder;
  readonly headers: HeaderMap;
  /** Whether the application has read or sent the whole body. */
  readonly isWhole: boolean;
}

/** Creates the record of an exchange. */
export async function exchangeRecord(exchange: ObservedExchange, settings: CaptureSettings): Promise<CaptureRecord> {
  const { middleware, redactedQuery, replacement } = settings;
  const { facts, time, method, status, timeToHead, duration, outcome, request, response } = exchange;
  const { path, query, requestId } = facts;
  return {
    middleware,
    time: time.toISOString(),
    ...(requestId === undefined ? {} : { requestId }),
    method,
    path,
    ...(query === undefined
      ? {}
      : { query: redactedQuery === undefined ? query : redactQuery(query, redactedQuery, replacement) }),
    status,
    outcome,
    timeToHeadMs: timeToHead === null ? null : milliseconds(timeToHead),
    durationMs: milliseconds(duration),
    ...(request === undefined ? {} : { request: await bodyRecord(request, settings) }),
    ...(response === undefined ? {} : { response: await bodyRecord(response, settings) }),
  };
}

async function bodyRecord({ body, headers, isWhole }: ObservedBody, settings: CaptureSettings): Promise<BodyRecord> {
  return {
    headers: shownHeaders(headers, settings),
    size: body.size,
    ...(await bodyContent(body, headers, isWhole, settings)),
  };
}

function milliseconds(duration: number): number {
  return Math.round(duration * 1000) / 1000;
}
