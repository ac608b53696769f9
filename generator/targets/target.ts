import type { MountLines } from '../languages/output.js';
import type { PythonModules } from '../languages/python/emit.js';
import type { ModuleSet } from '../languages/typescript/modules.js';
import type { Capability, Plan } from '../plan/plan.js';

/** A framework that mwgen writes middleware for. */
export type Target = TypeScriptTarget | PythonTarget;

export interface TypeScriptTarget extends TargetFacts {
  readonly language: 'typescript';
  /** The modules of an output. Loaded on demand: it needs ts-morph. */
  readonly emit: (plan: Plan) => Promise<ModuleSet>;
}

export interface PythonTarget extends TargetFacts {
  readonly language: 'python';
  /** The modules of an output. Loaded on demand: it needs the templates. */
  readonly emit: (plan: Plan) => Promise<PythonModules>;
}

interface TargetFacts {
  /** As in a spec. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** The packages, and the files, by which `init` knows an application of this framework. */
  readonly detect: {
    readonly npm?: readonly string[];
    readonly pip?: readonly string[];
    /** Packages that bring those of `pip` along: where they are, the others do not count. */
    readonly pipWithin?: readonly string[];
    /** Files that stand for it where no package does. */
    readonly files?: readonly string[];
  };
  /** What it cannot do, each with the reason. */
  readonly lacks: Readonly<Partial<Record<Capability, string>>>;
  /** The lines that mount the output, where `specifier` names its index module. */
  readonly mount: (specifier: string) => MountLines;
}
