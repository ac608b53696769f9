import type { MountLines, RequestIdAccess } from '../languages/output.js';
import type { LanguageName, ModulesOf } from '../languages/index.js';
import type { TargetDetection } from '../languages/project.js';
import type { Capability, Plan } from '../plan/plan.js';

/** A framework that mwgen writes middleware for. */
export type Target = TargetOf<LanguageName>;

export type TargetOf<Name extends LanguageName> = {
  readonly [One in Name]: TargetFacts & {
    readonly language: One;
    /** Returns the modules of an output. Loaded on demand, because it needs templates and possibly a parser. */
    readonly emit: (plan: Plan) => Promise<ModulesOf<One>>;
  };
}[Name];

/** What mount lines can depend on. */
export interface MountFacts {
  /** Whether some middleware assigns request IDs. */
  readonly isIdentified: boolean;
  /** Whether some middleware passes its records to a function of the application, which must be given then. */
  readonly needsOnCapture: boolean;
}

interface TargetFacts {
  /** The name used in specs. */
  readonly name: string;
  /** The name used in messages. */
  readonly label: string;
  /** Platforms and libraries, in lower case, for which this target is the one to use. */
  readonly serves?: readonly string[];
  /** How `init` detects an application of this framework. */
  readonly detect: TargetDetection['detect'];
  /** Capabilities that the target does not have, each with the reason. */
  readonly lacks: Readonly<Partial<Record<Capability, string>>>;
  /** How a handler reads the ID of its request; `name` is what generated code calls it. */
  readonly idAccess: (name: string) => RequestIdAccess;
  /** The lines that mount the output; `specifier` refers to its index module. */
  readonly mount: (specifier: string, facts: MountFacts) => MountLines;
}
