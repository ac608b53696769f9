/** One exchange as seen by this middleware. */
export interface CaptureRecord {
  readonly middleware: string;
  /** When the request was received, in ISO 8601. */
  readonly time: string;
  readonly requestId?: string;
  readonly method: string;
  /** As sent by the client, without the query. */
  readonly path: string;
  readonly query?: string;
  /** `null` if no response headers were sent. */
  readonly status: number | null;
  /** `aborted`: the client disconnected. `failed`: the server stopped before the end. */
  readonly outcome: Outcome;
  readonly timeToHeadMs: number | null;
  /** Until the last byte. */
  readonly durationMs: number;
  readonly request?: BodyRecord;
  readonly response?: BodyRecord;
}

export type Outcome = 'completed' | 'aborted' | 'failed';

/** A body with its headers. */
export interface BodyRecord {
  /** Names in lower case; a list if a header occurs several times. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Number of body bytes, including those that were not kept. */
  readonly size: number;
  /** Whether bytes are missing from `body` or `file`. */
  readonly truncated: boolean;
  /** Text, or base64 if `encoding` says so. */
  readonly body?: string;
  readonly encoding?: 'base64';
  /** Why there is no `body`. */
  readonly omitted?: Omission;
  /** The path of the file, if the body was spilled. */
  readonly file?: string;
  readonly spilledBytes?: number;
}

export type Omission = 'empty' | 'content-type' | 'overflow' | 'unredactable' | 'memory' | 'spilled' | 'unread';
