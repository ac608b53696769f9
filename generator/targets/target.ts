import type { MountLines } from '../compile.js';
import type { Externals, ModuleDraft } from '../languages/typescript/modules.js';
import type { Capability, Plan } from '../plan/plan.js';

/** A framework that mwgen writes middleware for. */
export interface Target {
  /** As in a spec. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** The packages, and the files, by which `init` knows an application of this framework. */
  readonly detect: {
    readonly npm?: readonly string[];
    readonly pip?: readonly string[];
    /** Files that stand for it where no package does. */
    readonly files?: readonly string[];
  };
  /** What it cannot do, each with the reason. */
  readonly lacks: Readonly<Partial<Record<Capability, string>>>;
  readonly language: 'typescript';
  /** The modules of an output. Loaded on demand: it needs ts-morph. */
  readonly emit: (plan: Plan) => Promise<TargetModules>;
  /** The lines that mount the output, where `specifier` names its index module. */
  readonly mount: (specifier: string) => MountLines;
}

export interface TargetModules {
  readonly drafts: readonly ModuleDraft[];
  /** Modules that are written once and the user's from then on, with the names that the others need of them. */
  readonly stubs: ReadonlyMap<string, readonly string[]>;
  readonly externals: Externals;
}
