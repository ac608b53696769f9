import { context } from '@opentelemetry/api';
import { facts } from '../facts.js';
import { BodyRecorder } from '../shared/body.js';
import { admitBody, isRecorded } from '../shared/capture-settings.js';
import type { RequestFacts } from '../shared/capture-settings.js';
import { bodyRecord, milliseconds } from '../shared/content.js';
import type { CaptureRecord, Outcome } from '../shared/record.js';
import type { RecordQueue } from '../shared/records.js';
import { redactQuery } from '../shared/redact.js';
import type { CaptureSettings } from '../shared/settings.js';
import { observeRequestBody } from './request.js';
import { fieldsOf } from './response.js';
import type { HeaderFields } from './response.js';

/** Observes one exchange and creates its record. */
export class ExchangeCapture {
  readonly #settings: CaptureSettings;
  readonly #records: RecordQueue;
  readonly #request: Request;
  readonly #facts: RequestFacts;
  readonly #time = Date.now();
  readonly #context = facts.sendsTelemetry ? context.active() : undefined;
  /** The original headers; the application may see changed ones. */
  readonly #requestHeaders: Headers;
  readonly #requestBody: BodyRecorder | undefined;
  #isRead = false;
  readonly #responseBody: BodyRecorder | undefined;
  #responseHeaders: HeaderFields = new Map();
  #status: number | null = null;
  #timeToHead: number | null = null;
  #isDone = false;

  constructor(
    settings: CaptureSettings,
    records: RecordQueue,
    request: Request,
    facts: RequestFacts,
    headers: Headers = request.headers,
  ) {
    this.#settings = settings;
    this.#records = records;
    this.#request = request;
    this.#facts = facts;
    this.#requestHeaders = headers;
    if (settings.request !== undefined) {
      this.#requestBody = new BodyRecorder(settings.request, records.report);
      this.#observeRequest(this.#requestBody);
    }
    this.#responseBody =
      settings.response === undefined ? undefined : new BodyRecorder(settings.response, records.report);
  }

  #observeRequest(body: BodyRecorder): void {
    if (!hasBody(this.#request)) {
      body.expectNone();
      return;
    }
    const { headers } = this.#request;
    if (this.#request.bodyUsed) {
      body.expectUnread(Number(headers.get('Content-Length') ?? 0));
      return;
    }
    admitBody(body, { get: (name) => headers.get(name) ?? undefined }, this.#settings);
    observeRequestBody(this.#request, {
      onChunk: (chunk) => {
        if (!this.#isDone) {
          body.add(chunk, undefined);
        }
      },
      onEnd: () => {
        this.#isRead = true;
      },
    });
  }

  /**
   * Called when the response headers are about to be sent. Returns whether the rest of the response will be recorded.
   */
  head(response: Response): boolean {
    if (this.#isDone) {
      return false;
    }
    this.#status = response.status;
    this.#timeToHead = milliseconds(performance.now() - this.#facts.started);
    if (!isRecorded(this.#status, this.#settings)) {
      this.#abandon();
      return false;
    }
    const body = this.#responseBody;
    if (body === undefined) {
      return true;
    }
    this.#responseHeaders = fieldsOf(response.headers);
    if (this.#request.method === 'HEAD' || response.status === 204 || response.status === 304) {
      // RFC 9110, section 6.4.1: no body is sent, whatever the handler returns.
      body.expectNone();
    } else {
      admitBody(body, this.#responseHeaders, this.#settings);
    }
    return true;
  }

  /** Called with each chunk of the response body. */
  chunk(chunk: Uint8Array): void {
    if (!this.#isDone) {
      this.#responseBody?.add(chunk, undefined);
    }
  }

  /** Called when the exchange is over. Resolves when the sink has handled the record. */
  async done(outcome: Outcome): Promise<void> {
    if (!isRecorded(this.#status, this.#settings) || !this.#records.accepts()) {
      this.#abandon();
      return;
    }
    this.#isDone = true;
    await this.#records.send(() => this.#record(outcome), this.#context);
    this.#release();
  }

  async #record(outcome: Outcome): Promise<CaptureRecord> {
    const { middleware, redactedQuery, replacement } = this.#settings;
    const { path, query, requestId, started } = this.#facts;
    return {
      middleware,
      time: new Date(this.#time).toISOString(),
      ...(requestId === undefined ? {} : { requestId }),
      method: this.#request.method,
      path,
      ...(query === undefined
        ? {}
        : { query: redactedQuery === undefined ? query : redactQuery(query, redactedQuery, replacement) }),
      status: this.#status,
      outcome,
      timeToHeadMs: this.#timeToHead,
      durationMs: milliseconds(performance.now() - started),
      ...(this.#requestBody === undefined
        ? {}
        : {
            request: await bodyRecord(
              this.#requestBody,
              fieldsOf(this.#requestHeaders),
              this.#isWhole(this.#requestBody),
              this.#settings,
            ),
          }),
      ...(this.#responseBody === undefined
        ? {}
        : { response: await bodyRecord(this.#responseBody, this.#responseHeaders, true, this.#settings) }),
    };
  }

  /** Whether the application has read the whole body of the request. */
  #isWhole(body: BodyRecorder): boolean {
    return this.#isRead || body.size === Number(this.#request.headers.get('Content-Length') ?? Number.NaN);
  }

  /** Stops observing the exchange without creating a record. */
  #abandon(): void {
    this.#isDone = true;
    this.#release();
    void this.#requestBody?.file?.discard();
    void this.#responseBody?.file?.discard();
  }

  #release(): void {
    this.#requestBody?.release();
    this.#responseBody?.release();
  }
}

/** Whether a request has a body. `body` is accessed last, because some servers create the stream only then. */
function hasBody(request: Request): boolean {
  const length = request.headers.get('Content-Length');
  if (request.method === 'GET' || request.method === 'HEAD' || length === '0') {
    return false;
  }
  return length !== null || request.headers.has('Transfer-Encoding') || request.bodyUsed || request.body !== null;
}
