/** What a feature is given to be checked and lowered, and what it gives back. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Problem } from '../diagnostics/problem.js';
import type { EnvironmentUse } from '../plan/parse-value.js';
import type { CapturePlan, Demand, DoneStep, FeatureName, HeadStep, RequestStep } from '../plan/plan.js';

/** The keys that lead to a place in the spec. */
export type Path = readonly (string | number)[];

export interface FeatureContext {
  /** Where the feature's block stands. */
  readonly path: Path;
  /** Whether the middleware has another feature. */
  readonly has: (feature: FeatureName) => boolean;
  /** What the features put on a response by themselves: the name in lower case, with its owner's key. */
  readonly ownedHeaders: ReadonlyMap<string, OwnedHeader>;
  /** Reports about the value at a place, or about the key that leads there. */
  readonly report: (found: Diagnostic, path: Path, part?: 'key' | 'value') => void;
  /** Reports what is wrong inside the text at a place. */
  readonly reportInside: (problems: readonly Problem[], path: Path) => void;
  /** Registers the variables that a value reads, and reports where they disagree. */
  readonly useEnvironment: (uses: readonly EnvironmentUse[], path: Path) => void;
  /** A scalar as the spec has it: `1.10` is not `1.1`. */
  readonly writtenAt: (path: Path) => string;
  readonly lineOf: (path: Path, part?: 'key' | 'value') => number;
  /** Whether something under a place was refused already, so that what seems to be lacking there may only be hidden. */
  readonly isIncomplete: (path: Path) => boolean;
}

/** A header that a feature other than `headers` writes. */
export interface OwnedHeader {
  readonly name: string;
  readonly owner: string;
  readonly feature: FeatureName;
}

/** What a feature comes to. */
export interface Lowering {
  readonly request?: readonly RequestStep[];
  readonly head?: readonly HeadStep[];
  readonly done?: readonly DoneStep[];
  readonly capture?: CapturePlan;
  readonly demands?: readonly Demand[];
}

/** A feature's block, or nothing where it is switched off with `false`. */
export function blockOf<Block>(block: Block | false | undefined): Block | undefined {
  return block === false ? undefined : block;
}
