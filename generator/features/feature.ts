/** What a feature of the spec language consists of, and the context in which it is checked and lowered. */
import type { z } from 'zod';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Problem } from '../diagnostics/problem.js';
import type { EnvironmentUse } from '../plan/parse-value.js';
import type { CapturePlan, Demand, DoneStep, FeatureName, HeadStep, RequestStep } from '../plan/plan.js';

/** The path of keys to a place in the spec. */
export type Path = readonly (string | number)[];

/** A feature of the spec language. */
export interface Feature<Name extends FeatureName, Schema extends z.ZodType> {
  readonly name: Name;
  readonly schema: Schema;
  /** Reads the settings of a middleware; `undefined` if the feature is off. */
  readonly read: (
    middleware: Readonly<Partial<Record<Name, z.output<Schema> | undefined>>>,
  ) => ActiveFeature | undefined;
}

/** A feature that is on in a middleware. */
export interface ActiveFeature {
  readonly name: FeatureName;
  /** The response headers that the feature sets. */
  readonly ownedHeaders: readonly OwnedHeader[];
  /** Checks the settings and converts them to steps of the plan. */
  readonly lower: (context: FeatureContext) => Lowering;
}

interface FeatureParts<Name extends FeatureName, Schema extends z.ZodType, Settings> {
  readonly name: Name;
  /** Describes the value of the key `name` in a middleware. */
  readonly schema: Schema;
  /** The settings with defaults; `undefined` if the feature is off. */
  readonly settings: (block: z.output<Schema> | undefined) => Settings | undefined;
  readonly ownedHeaders?: (settings: Settings) => readonly OwnedHeader[];
  readonly lower: (settings: Settings, context: FeatureContext) => Lowering;
}

export function defineFeature<Name extends FeatureName, Schema extends z.ZodType, Settings>({
  name,
  schema,
  settings: settingsOf,
  ownedHeaders = () => [],
  lower,
}: FeatureParts<Name, Schema, Settings>): Feature<Name, Schema> {
  return {
    name,
    schema,
    read(middleware) {
      const settings = settingsOf(middleware[name]);
      if (settings === undefined) return undefined;
      return { name, ownedHeaders: ownedHeaders(settings), lower: (context) => lower(settings, context) };
    },
  };
}

/** Reads and reports places in a spec. */
export interface SpecPlaces {
  /** Reports a diagnostic for the value at a path, or for its key. */
  readonly report: (found: Diagnostic, path: Path, part?: 'key' | 'value') => void;
  /** Reports problems within the text at a path. */
  readonly reportInside: (problems: readonly Problem[], path: Path) => void;
  /** A scalar as written in the spec: `1.10` is not `1.1`. */
  readonly writtenAt: (path: Path) => string;
  readonly lineOf: (path: Path, part?: 'key' | 'value') => number;
  /**
   * Whether something at or below a path has been rejected, so that a value that seems to be missing may have been
   * removed.
   */
  readonly isIncomplete: (path: Path) => boolean;
}

export interface FeatureContext extends SpecPlaces {
  /** Where the feature's settings are. */
  readonly path: Path;
  /** Whether the middleware has another feature. */
  readonly has: (feature: FeatureName) => boolean;
  /** Response headers that features set themselves, by name in lower case. */
  readonly ownedHeaders: ReadonlyMap<string, OwnedHeader>;
  /** Registers the environment variables that a value uses, and reports conflicting fallbacks. */
  readonly useEnvironment: (uses: readonly EnvironmentUse[], path: Path) => void;
}

/** A header that is set by a feature other than `headers`. */
export interface OwnedHeader {
  readonly name: string;
  readonly owner: string;
  readonly feature: FeatureName;
}

/** The part of the plan that a feature contributes. */
export interface Lowering {
  readonly request?: readonly RequestStep[];
  readonly head?: readonly HeadStep[];
  readonly done?: readonly DoneStep[];
  readonly capture?: CapturePlan;
  readonly demands?: readonly Demand[];
}

/** The settings of a feature, or `undefined` if it is turned off with `false`. */
export function blockOf<Block>(block: Block | false | undefined): Block | undefined {
  return block === false ? undefined : block;
}
