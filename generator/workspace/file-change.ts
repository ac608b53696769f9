/** What a run is asked to do to the files of one spec, and what it would do to each. */
import type { TargetOutput } from '../compile.js';
import type { Memory } from './cache.js';
import type { FileState } from './file-state.js';
import type { StaleReason } from './stale-reason.js';

export interface FileChange {
  /** Relative to the working directory, with `/`. */
  readonly path: string;
  readonly state: FileState;
  /** `refuse`: it stands in the way and is kept, so the run does nothing; `leave`: it is kept, and the run goes on. */
  readonly action: 'none' | 'create' | 'update' | 'remove' | 'refuse' | 'leave';
  /** Why it is stale. */
  readonly reasons: readonly StaleReason[];
  /** Text on the disk; absent: no file. */
  readonly before?: string;
  /** Text that should be there; absent: none. */
  readonly after?: string;
  readonly place: FilePlace;
}

/** What writing and remembering need to know about a file. */
export interface FilePlace {
  /** Absolute, as the spec names it. */
  readonly named: string;
  /** Absolute, symbolic links resolved. */
  readonly real: string;
  readonly bytes?: Uint8Array;
  readonly ownership: 'generated' | 'once';
  /** Whether what is on the disk is in mwgen's own layout. */
  readonly ours: boolean;
}

export interface ChangesetRequest {
  readonly cwd: string;
  /** The spec's folder and the project's root, absolute. */
  readonly folder: string;
  readonly root: string;
  /** The spec's name as headers have it. */
  readonly spec: string;
  readonly targets: readonly TargetOutput[];
  /** Files that any spec of the run asks for, absolute: none of them is an orphan. */
  readonly wanted: ReadonlySet<string>;
  readonly memory: Memory | undefined;
  /** Why files are stale, if they are. */
  readonly reasons: readonly StaleReason[];
  readonly force: boolean;
}
