import { context } from '@opentelemetry/api';
import { facts } from '../facts.js';
import { BodyRecorder } from '../shared/body.js';
import { admitBody, isRecorded } from '../shared/capture-settings.js';
import type { BodySettings, CaptureOutlet, CaptureSettings, RequestFacts } from '../shared/capture-settings.js';
import { exchangeRecord } from '../shared/exchange-record.js';
import type { ObservedExchange } from '../shared/exchange-record.js';
import type { Outcome } from '../shared/record.js';
import { observeRequestBody } from './request.js';
import { fieldsOf } from './response.js';
import type { HeaderFields } from './response.js';

/** Observes one exchange and creates its record. */
export class ExchangeCapture {
  readonly #settings: CaptureSettings;
  readonly #outlet: CaptureOutlet;
  readonly #request: Request;
  readonly #facts: RequestFacts;
  readonly #time = new Date();
  readonly #context = facts.sendsTelemetry ? context.active() : undefined;
  /** The original headers; the application may see changed ones. */
  readonly #requestHeaders: Headers;
  readonly #requestBody: BodyRecorder | undefined;
  #isRead = false;
  readonly #responseBody: BodyRecorder | undefined;
  #responseHeaders: HeaderFields = {};
  #status: number | null = null;
  #timeToHead: number | null = null;
  #isDone = false;

  constructor(
    settings: CaptureSettings,
    outlet: CaptureOutlet,
    request: Request,
    facts: RequestFacts,
    headers: Headers = request.headers,
  ) {
    this.#settings = settings;
    this.#outlet = outlet;
    this.#request = request;
    this.#facts = facts;
    this.#requestHeaders = headers;
    if (settings.request !== undefined) {
      this.#requestBody = new BodyRecorder(settings.request, outlet.report);
      this.#observeRequest(this.#requestBody, settings.request);
    }
    this.#responseBody =
      settings.response === undefined ? undefined : new BodyRecorder(settings.response, outlet.report);
  }

  #observeRequest(body: BodyRecorder, settings: BodySettings): void {
    if (!hasBody(this.#request)) {
      body.expectNone();
      return;
    }
    const { headers } = this.#request;
    if (this.#request.bodyUsed) {
      body.expectUnread(Number(headers.get('Content-Length') ?? 0));
      return;
    }
    // Only these headers: the others are read for the record.
    const typing =
      facts.spills && facts.redactsJson
        ? {
            'content-type': headers.get('Content-Type') ?? undefined,
            'content-encoding': headers.get('Content-Encoding') ?? undefined,
          }
        : { 'content-type': headers.get('Content-Type') ?? undefined };
    admitBody(body, settings, typing, this.#settings);
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
    this.#timeToHead = performance.now() - this.#facts.started;
    if (!isRecorded(this.#status, this.#settings)) {
      this.#abandon();
      return false;
    }
    const body = this.#responseBody;
    const settings = this.#settings.response;
    if (body === undefined || settings === undefined) {
      return true;
    }
    this.#responseHeaders = fieldsOf(response.headers);
    if (this.#request.method === 'HEAD' || response.status === 204 || response.status === 304) {
      // RFC 9110, section 6.4.1: no body is sent, whatever the handler returns.
      body.expectNone();
    } else {
      admitBody(body, settings, this.#responseHeaders, this.#settings);
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
    const { records } = this.#outlet;
    if (!isRecorded(this.#status, this.#settings) || !records.accepts()) {
      this.#abandon();
      return;
    }
    this.#isDone = true;
    const exchange = this.#observed(outcome);
    await records.send(() => exchangeRecord(exchange, this.#settings), this.#context);
    for (const body of this.#bodies()) {
      body.release();
    }
  }

  #observed(outcome: Outcome): ObservedExchange {
    return {
      facts: this.#facts,
      time: this.#time,
      method: this.#request.method,
      status: this.#status,
      timeToHead: this.#timeToHead,
      duration: performance.now() - this.#facts.started,
      outcome,
      request: this.#requestBody && {
        body: this.#requestBody,
        headers: fieldsOf(this.#requestHeaders),
        isWhole:
          this.#isRead || this.#requestBody.size === Number(this.#request.headers.get('Content-Length') ?? Number.NaN),
      },
      response: this.#responseBody && { body: this.#responseBody, headers: this.#responseHeaders, isWhole: true },
    };
  }

  /** Stops observing the exchange without creating a record. */
  #abandon(): void {
    this.#isDone = true;
    for (const body of this.#bodies()) {
      body.release();
      void body.file?.discard();
    }
  }

  #bodies(): BodyRecorder[] {
    return [this.#requestBody, this.#responseBody].filter((body) => body !== undefined);
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
