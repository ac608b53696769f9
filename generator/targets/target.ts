import type { MountLines } from '../languages/output.js';
import type { LanguageName, ModulesOf } from '../languages/index.js';
import type { Capability, Plan } from '../plan/plan.js';

/** A framework that mwgen writes middleware for. */
export type Target = TargetOf<LanguageName>;

export type TargetOf<Name extends LanguageName> = {
  readonly [One in Name]: TargetFacts & {
    readonly language: One;
    /** The modules of an output. Loaded on demand: it needs the templates, and perhaps a parser. */
    readonly emit: (plan: Plan) => Promise<ModulesOf<One>>;
  };
}[Name];

interface TargetFacts {
  /** As in a spec. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** By what `init` knows an application of this framework. */
  readonly detect: {
    /** Packages that stand for it in a manifest of its language. */
    readonly packages?: readonly string[];
    /** Packages that bring those along: where they are, the others do not count. */
    readonly packagesWithin?: readonly string[];
    /** Files that stand for it where no package does. */
    readonly files?: readonly string[];
  };
  /** What it cannot do, each with the reason. */
  readonly lacks: Readonly<Partial<Record<Capability, string>>>;
  /** The lines that mount the output, where `specifier` names its index module. */
  readonly mount: (specifier: string) => MountLines;
}
