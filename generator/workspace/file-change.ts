/** The types of changes to the files of one spec. */
import type { TargetOutput } from '../compile.js';
import type { Memory } from './cache.js';
import type { FileState } from './file-state.js';
import type { StaleReason } from './stale-reason.js';

export interface FileChange {
  /** Relative to the working directory, with `/`. */
  readonly path: string;
  readonly state: FileState;
  /** `refuse`: the file is kept and the run does nothing. `leave`: the file is kept and the run continues. */
  readonly action: 'none' | 'create' | 'update' | 'remove' | 'refuse' | 'leave';
  /** Why the file is stale, or why it cannot be compared. */
  readonly reasons: readonly StaleReason[];
  /** The text on disk; absent: no file. */
  readonly before?: string;
  /** The new text; absent: none. */
  readonly after?: string;
  readonly place: FilePlace;
}

/** What is needed to write a file and to update the cache. */
export interface FilePlace {
  /** Absolute, as named by the spec. */
  readonly named: string;
  /** Absolute, with symbolic links resolved. */
  readonly real: string;
  readonly bytes?: Uint8Array;
  readonly ownership: 'generated' | 'once';
  /** Whether the file on disk is formatted by mwgen. */
  readonly ours: boolean;
  /** Whether the file on disk has the code of the last run, in any layout. */
  readonly remembered: boolean;
}

export interface ChangesetRequest {
  readonly cwd: string;
  /** The spec's folder and the project's root, absolute. */
  readonly folder: string;
  readonly root: string;
  /** The name of the spec in headers. */
  readonly spec: string;
  readonly targets: readonly TargetOutput[];
  /** All files of all specs of the run, absolute. None of them is an orphan. */
  readonly wanted: ReadonlySet<string>;
  readonly memory: Memory | undefined;
  /** The spec, other than this one, that a generated file belongs to, if there is one. */
  readonly otherOwner: (path: string, spec: string) => string | undefined;
  /** Why files are stale, if they are. */
  readonly reasons: readonly StaleReason[];
  readonly force: boolean;
}
