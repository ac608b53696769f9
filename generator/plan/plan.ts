/**
 * The plan: what a spec asks for, as plain readonly data, independent of frameworks and languages.
 *
 * A middleware consists of steps at three moments: the request came in, the response headers are about to be sent, and
 * the exchange is done. The steps of each moment are listed in the order in which they run. A server interface knows
 * how to run code at these moments, and a target knows how to mount it in its framework.
 */
import type { FeatureName } from './feature-names.js';
import type { RoutePlan } from './routes.js';
import type { Value } from './values.js';

export { featureNames, featureWords, type FeatureName } from './feature-names.js';

/** A compiled spec, before anything target-specific. */
export interface Plan {
  /** The file name of the spec, as shown in the header of generated files. */
  readonly spec: string;
  /** Outermost first. */
  readonly middleware: readonly MiddlewarePlan[];
}

export interface MiddlewarePlan {
  /** In kebab-case, as in the spec. */
  readonly name: string;
  readonly description?: string;
  /** The features that are on, in the order of {@link featureNames}. */
  readonly features: readonly FeatureName[];
  readonly routes: RoutePlan;
  /**
   * Environment variables. They are read once, when the middleware is created; `env` parts of values refer to them by
   * name.
   */
  readonly environment: readonly EnvironmentRead[];
  readonly request: readonly RequestStep[];
  readonly head: readonly HeadStep[];
  readonly done: readonly DoneStep[];
  readonly capture?: CapturePlan;
  /** What a target must support for this middleware, with the places in the spec that require it. */
  readonly demands: readonly Demand[];
}

/** An environment variable that must be set, unless it has a fallback. */
export interface EnvironmentRead {
  readonly name: string;
  /** Used if the variable is unset or empty. Without a fallback, this is an error at start-up. */
  readonly fallback?: string;
  /** The line in the spec, for that error. */
  readonly line: number;
}

/** Every step belongs to a feature, so that routes can be excluded from a single feature. */
interface Step<Op extends string> {
  readonly op: Op;
  readonly feature: FeatureName;
}

/** Removes all values of a header. */
export interface RemoveHeader extends Step<'removeHeader'> {
  readonly name: string;
}
/** Replaces all values of a header. */
export interface SetHeader extends Step<'setHeader'> {
  readonly name: string;
  readonly value: Value;
}
/** Sets a header if it is absent. */
export interface DefaultHeader extends Step<'defaultHeader'> {
  readonly name: string;
  readonly value: Value;
}
/** Adds a value as a separate field line and keeps the existing ones. */
export interface AppendHeader extends Step<'appendHeader'> {
  readonly name: string;
  readonly value: Value;
}
/** Adds members to a comma-separated list header, unless they are already listed (compared case-insensitively). */
export interface MergeList extends Step<'mergeList'> {
  readonly name: string;
  readonly members: readonly Value[];
  /** If set, the step applies only to responses that have this header. */
  readonly onlyWith?: string;
}
/** Calls a hook, which is a function of the application. */
export interface CallHook<Hook extends HookName> extends Step<'callHook'> {
  readonly hook: Hook;
}
export type HookName = 'before' | 'after' | 'done';

/** Assigns an ID to the request: the incoming ID if it is trusted and valid, otherwise a new one. */
export interface AssignRequestId extends Step<'assignRequestId'> {
  /** The request header from which an incoming ID is read, in lower case. */
  readonly header: string;
  readonly incoming: 'trust' | 'ignore';
  readonly format: 'uuid' | 'uuidv7';
}

/**
 * Sends a response without calling the handler. The steps for response headers and the end of the exchange still run.
 */
export interface AnswerRequest extends Step<'answerRequest'> {
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Sent as UTF-8. */
  readonly body: string;
}

/** Sends the capture record to the sink. */
export type EmitRecord = Step<'emitRecord'>;

export type HeaderStep = RemoveHeader | SetHeader | DefaultHeader | AppendHeader;
export type RequestStep = AssignRequestId | HeaderStep | AnswerRequest | CallHook<'before'>;
export type HeadStep = HeaderStep | MergeList | CallHook<'after'>;
export type DoneStep = EmitRecord | CallHook<'done'>;

export interface CapturePlan {
  readonly request?: BodyPlan;
  readonly response?: BodyPlan;
  /** Status codes to record, as inclusive ranges in ascending order; absent: all. */
  readonly statuses?: readonly (readonly [from: number, to: number])[];
  /** Number of bytes that all captured bodies in the process may hold together. */
  readonly memoryLimit: number;
  /** Fraction of requests to record: greater than 0 and at most 1. */
  readonly sample: number;
  readonly decompress: boolean;
  readonly redact: RedactPlan;
  readonly sink: 'log' | 'callback' | 'opentelemetry';
  readonly spill?: SpillPlan;
}

export interface BodyPlan {
  /** Number of bytes kept of one body. */
  readonly maxBytes: number;
  readonly overflow: 'truncate' | 'drop' | 'spill';
  /** Media ranges in lower case: `type/subtype`, `type/*`, `*\/*`, `type/*+suffix`. */
  readonly contentTypes: readonly string[];
}

/** Where bodies larger than `maxBytes` are written with `overflow: spill`. */
export interface SpillPlan {
  /** Absent: a private folder in the system's temporary folder. */
  readonly directory?: string;
  /** Number of bytes after which a file is truncated. */
  readonly maxBytes: number;
  /** Number of bytes that all files of a process may take up together. */
  readonly totalBytes: number;
}

export interface RedactPlan {
  /** Header names in lower case, sorted; includes the defaults unless they are turned off. */
  readonly headers: readonly string[];
  /** Names of query parameters, in lower case. */
  readonly query: readonly string[];
  readonly json: readonly JsonPath[];
  readonly replacement: string;
}

/** A path into a JSON document: keys in lower case, `*` for any single key or index, `**` for any number of levels. */
export type JsonPath = readonly JsonPathStep[];
export type JsonPathStep = { readonly key: string } | '*' | '**';

/** Capabilities that not all servers and targets have. */
export const capabilities = ['requestBody', 'responseBody', 'spill', 'requestHeaders', 'environment'] as const;
export type Capability = (typeof capabilities)[number];

export interface Demand {
  readonly capability: Capability;
  /** The path of keys to the place in the spec. */
  readonly path: readonly (string | number)[];
}
