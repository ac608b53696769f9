/** One exchange, as it was on the wire of this middleware. */
export interface CaptureRecord {
  readonly middleware: string;
  /** When the request came in, in ISO 8601. */
  readonly time: string;
  readonly requestId?: string;
  readonly method: string;
  /** As the client sent it, without the query. */
  readonly path: string;
  readonly query?: string;
  /** `null`: no head was sent, because the client was gone or the handler failed before. */
  readonly status: number | null;
  /** `aborted`: the client left; `failed`: the server broke off. */
  readonly outcome: Outcome;
  readonly timeToHeadMs: number | null;
  /** To the last byte. */
  readonly durationMs: number;
  readonly request?: BodyRecord;
  readonly response?: BodyRecord;
}

export type Outcome = 'completed' | 'aborted' | 'failed';

/** One body and the headers that came with it. */
export interface BodyRecord {
  /** Names in lower case; a list where a header came several times. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Bytes of the body that passed, kept or not. */
  readonly size: number;
  /** Whether some of the bytes that passed are not shown. */
  readonly truncated: boolean;
  /** Text, or base64 where `encoding` says so. */
  readonly body?: string;
  readonly encoding?: 'base64';
  /** Why there is no `body`. */
  readonly omitted?: Omission;
  /** Where the body is, if it is `spilled`. */
  readonly file?: string;
  readonly spilledBytes?: number;
}

export type Omission = 'empty' | 'content-type' | 'overflow' | 'unredactable' | 'memory' | 'spilled' | 'unread';
