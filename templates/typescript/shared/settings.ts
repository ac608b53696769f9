import type { SpillStore } from '../disk/store.js';
import type { Redactor } from '../shared/redact.js';

/** The capture settings of one middleware, as given in the spec. */
export interface CaptureSettings {
  readonly middleware: string;
  readonly request?: BodyLimits;
  readonly response?: BodyLimits;
  /** Status codes to record, as inclusive ranges. Default: all. */
  readonly statuses?: readonly (readonly [from: number, to: number])[];
  /** Decode gzip and deflate bodies. */
  readonly decompress?: true;
  readonly redactedHeaders: ReadonlySet<string>;
  readonly redactedQuery?: ReadonlySet<string>;
  readonly redactor?: Redactor;
  readonly replacement: string;
}

export interface BodyLimits {
  readonly maxBytes: number;
  /** Number of bytes that all captured bodies in the process may hold together. */
  readonly memoryLimit: number;
  /** Whether bodies with this content type are captured. */
  readonly keeps: (contentType: string | undefined) => boolean;
  /** Drop bodies larger than `maxBytes` completely. */
  readonly drop?: boolean;
  /** Where bodies larger than `maxBytes` are written. */
  readonly spill?: SpillStore;
}
