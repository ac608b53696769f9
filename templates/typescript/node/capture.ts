import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { context } from '@opentelemetry/api';
import { facts } from '../facts.js';
import { announcesBody, observeRequestBody, withoutPseudoHeaders } from '../node/request.js';
import { BodyRecorder } from '../shared/body.js';
import {
  admitBody,
  type BodySettings,
  type CaptureOutlet,
  type CaptureSettings,
  isRecorded,
  type RequestFacts,
} from '../shared/capture-settings.js';
import { groupHeaders } from '../shared/content.js';
import { exchangeRecord, type ObservedExchange } from '../shared/exchange-record.js';
import type { Outcome } from '../shared/record.js';

/** Observes one exchange and creates its record. */
export class ExchangeCapture {
  readonly #settings: CaptureSettings;
  readonly #outlet: CaptureOutlet;
  readonly #req: IncomingMessage;
  /** The original method. */
  readonly #method: string;
  readonly #facts: RequestFacts;
  readonly #time = new Date();
  readonly #context = facts.sendsTelemetry ? context.active() : undefined;
  /** The original headers; the application may change them. */
  readonly #requestHeaders: readonly string[];
  readonly #request: BodyRecorder | undefined;
  readonly #response: BodyRecorder | undefined;
  #responseHeaders: OutgoingHttpHeaders = {};
  #status: number | null = null;
  #timeToHead: number | null = null;
  #isDone = false;

  constructor(settings: CaptureSettings, outlet: CaptureOutlet, req: IncomingMessage, facts: RequestFacts) {
    this.#settings = settings;
    this.#outlet = outlet;
    this.#req = req;
    this.#method = req.method ?? '';
    this.#facts = facts;
    this.#requestHeaders = req.rawHeaders.slice();
    if (settings.request !== undefined) {
      this.#request = new BodyRecorder(settings.request, outlet.report);
      this.#observeRequest(this.#request, settings.request);
    }
    this.#response = settings.response === undefined ? undefined : new BodyRecorder(settings.response, outlet.report);
  }

  #observeRequest(body: BodyRecorder, settings: BodySettings): void {
    const { headers } = this.#req;
    if (!announcesBody(this.#req)) {
      body.expectNone();
      return;
    }
    if (this.#req.readableDidRead) {
      body.expectUnread(Number(headers['content-length'] ?? 0));
      return;
    }
    admitBody(body, settings, headers, this.#settings);
    observeRequestBody(this.#req, (chunk, encoding) => {
      if (!this.#isDone) {
        body.add(chunk, encoding);
      }
    });
  }

  /** Called when the response headers are sent. */
  head(status: number, headers: OutgoingHttpHeaders): void {
    this.#status = status;
    this.#timeToHead = performance.now() - this.#facts.started;
    if (!isRecorded(status, this.#settings)) {
      this.#abandon();
      return;
    }
    const body = this.#response;
    const settings = this.#settings.response;
    if (body === undefined || settings === undefined) {
      return;
    }
    this.#responseHeaders = headers;
    if (this.#method === 'HEAD' || status === 204 || status === 304) {
      // RFC 9110, section 6.4.1: no body is sent, whatever the handler writes.
      body.expectNone();
    } else {
      admitBody(body, settings, headers, this.#settings);
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
  done(outcome: Outcome): void {
    const { records } = this.#outlet;
    if (!isRecorded(this.#status, this.#settings) || !records.accepts()) {
      this.#abandon();
      return;
    }
    this.#isDone = true;
    const exchange = this.#observed(outcome);
    void records
      .send(() => exchangeRecord(exchange, this.#settings), this.#context)
      .finally(() => {
        for (const body of this.#bodies()) {
          body.release();
        }
      });
  }

  #observed(outcome: Outcome): ObservedExchange {
    return {
      facts: this.#facts,
      time: this.#time,
      method: this.#method,
      status: this.#status,
      timeToHead: this.#timeToHead,
      duration: performance.now() - this.#facts.started,
      outcome,
      request: this.#request && {
        body: this.#request,
        headers: groupHeaders(facts.servesHttp2 ? withoutPseudoHeaders(this.#requestHeaders) : this.#requestHeaders),
        isWhole: this.#req.readableEnded || this.#request.size === Number(this.#req.headers['content-length']),
      },
      response: this.#response && { body: this.#response, headers: this.#responseHeaders, isWhole: true },
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
    return [this.#request, this.#response].filter((body) => body !== undefined);
  }
}
