import type { IncomingMessage, ServerResponse } from 'node:http';
import { context } from '@opentelemetry/api';
import { facts } from '../facts.js';
import { streamOf } from '../node/http2.js';
import { announcesBody, observeRequestBody, withoutPseudoHeaders } from '../node/request.js';
import type { HeadersByName } from '../node/response.js';
import { BodyRecorder } from '../shared/body.js';
import { admitBody, isRecorded, type RequestFacts } from '../shared/capture-settings.js';
import { bodyRecord, groupHeaders, milliseconds } from '../shared/content.js';
import type { CaptureRecord, Outcome } from '../shared/record.js';
import type { RecordQueue } from '../shared/records.js';
import { redactQuery } from '../shared/redact.js';
import type { CaptureSettings } from '../shared/settings.js';

/** Observes one exchange and creates its record. */
export class ExchangeCapture {
  readonly #settings: CaptureSettings;
  readonly #records: RecordQueue;
  readonly #req: IncomingMessage;
  /** The original method. */
  readonly #method: string;
  readonly #facts: RequestFacts;
  readonly #time = Date.now();
  readonly #context = facts.sendsTelemetry ? context.active() : undefined;
  /** The original headers; the application may change them. */
  readonly #requestHeaders: readonly string[];
  readonly #request: BodyRecorder | undefined;
  readonly #response: BodyRecorder | undefined;
  #responseHeaders: HeadersByName = new Map();
  #status: number | null = null;
  #timeToHead: number | null = null;
  #isDone = false;

  constructor(settings: CaptureSettings, records: RecordQueue, req: IncomingMessage, facts: RequestFacts) {
    this.#settings = settings;
    this.#records = records;
    this.#req = req;
    this.#method = req.method ?? '';
    this.#facts = facts;
    this.#requestHeaders = req.rawHeaders.slice();
    if (settings.request !== undefined) {
      this.#request = new BodyRecorder(settings.request, records.report);
      this.#observeRequest(this.#request);
    }
    this.#response = settings.response === undefined ? undefined : new BodyRecorder(settings.response, records.report);
  }

  #observeRequest(body: BodyRecorder): void {
    const { headers } = this.#req;
    if (!announcesBody(this.#req)) {
      body.expectNone();
      return;
    }
    if (this.#req.readableDidRead) {
      body.expectUnread(Number(headers['content-length'] ?? 0));
      return;
    }
    admitBody(body, { get: (name) => headers[name] }, this.#settings);
    observeRequestBody(this.#req, (chunk, encoding) => {
      if (!this.#isDone) {
        body.add(chunk, encoding);
      }
    });
  }

  /** Called when the response headers are sent. */
  head(status: number, headers: HeadersByName): void {
    if (this.#isDone) {
      return;
    }
    this.#status = status;
    this.#timeToHead = milliseconds(performance.now() - this.#facts.started);
    if (!isRecorded(status, this.#settings)) {
      this.#abandon();
      return;
    }
    const body = this.#response;
    if (body === undefined) {
      return;
    }
    this.#responseHeaders = headers;
    if (this.#method === 'HEAD' || status === 204 || status === 304) {
      // RFC 9110, section 6.4.1: no body is sent, whatever the handler writes.
      body.expectNone();
    } else {
      admitBody(body, headers, this.#settings);
    }
  }

  /**
   * Called with each chunk of the response body that is accepted. It may not have been sent yet: other middleware can
   * buffer it until there are headers.
   */
  chunk(chunk: string | Uint8Array, encoding: BufferEncoding): void {
    if (!this.#isDone) {
      this.#response?.add(chunk, encoding);
    }
  }

  /** Called when the exchange is over. */
  async done(outcome: Outcome, res: ServerResponse): Promise<void> {
    const isHttp2 = facts.servesHttp2 && streamOf(this.#req) !== undefined;
    if (this.#status === null && res.headersSent && !isHttp2) {
      // Other middleware sent them earlier, so it is not known when.
      this.head(res.statusCode, new Map(Object.entries(res.getHeaders())));
      this.#timeToHead = null;
    }
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
      method: this.#method,
      path,
      ...(query === undefined
        ? {}
        : { query: redactedQuery === undefined ? query : redactQuery(query, redactedQuery, replacement) }),
      status: this.#status,
      outcome,
      timeToHeadMs: this.#timeToHead,
      durationMs: milliseconds(performance.now() - started),
      ...(this.#request === undefined
        ? {}
        : {
            request: await bodyRecord(
              this.#request,
              groupHeaders(facts.servesHttp2 ? withoutPseudoHeaders(this.#requestHeaders) : this.#requestHeaders),
              this.#isWhole(this.#request),
              this.#settings,
            ),
          }),
      ...(this.#response === undefined
        ? {}
        : { response: await bodyRecord(this.#response, this.#responseHeaders, true, this.#settings) }),
    };
  }

  /** Whether the application has read the whole body of the request. */
  #isWhole(body: BodyRecorder): boolean {
    return this.#req.readableEnded || body.size === Number(this.#req.headers['content-length']);
  }

  /** Stops observing the exchange without creating a record. */
  #abandon(): void {
    this.#isDone = true;
    this.#release();
    void this.#request?.file?.discard();
    void this.#response?.file?.discard();
  }

  #release(): void {
    this.#request?.release();
    this.#response?.release();
  }
}
