/**
 * The plan: what a spec asks for, as plain readonly data that knows no framework and no language.
 *
 * A middleware is three moments (the request came in, the response head is about to be committed, the exchange is done),
 * each a list of steps in the order in which they happen. A server interface knows how to reach those moments; a target
 * knows how its framework mounts them. Nothing in here names either.
 */
import type { RoutePlan } from './routes.js';
import type { Value } from './values.js';

/** The blocks of a middleware that a spec can switch on, and that an exclusion can switch off one by one. */
export const featureNames = ['timing', 'requestId', 'headers', 'capture', 'hooks'] as const;
export type FeatureName = (typeof featureNames)[number];

/** One spec, compiled as far as it goes without knowing a target. */
export interface Plan {
  /** The spec's file name, as the header of a generated file shows it. */
  readonly spec: string;
  /** Outermost first. */
  readonly middleware: readonly MiddlewarePlan[];
}

export interface MiddlewarePlan {
  /** kebab-case, as in the spec. */
  readonly name: string;
  readonly description?: string;
  /** The features that are on, in the order of {@link featureNames}. */
  readonly features: readonly FeatureName[];
  readonly routes: RoutePlan;
  /** Environment variables, read once when the middleware is created; `env` parts of values refer to them by name. */
  readonly environment: readonly EnvironmentRead[];
  readonly request: readonly RequestStep[];
  readonly head: readonly HeadStep[];
  readonly done: readonly DoneStep[];
  readonly capture?: CapturePlan;
  /** What a target must be able to do for this middleware, each with the place in the spec that asks for it. */
  readonly demands: readonly Demand[];
}

/** A variable that the application must have in its environment, or have a fallback for. */
export interface EnvironmentRead {
  readonly name: string;
  /** Taken where the variable is unset or empty; without one that is an error at start-up. */
  readonly fallback?: string;
  /** The spec's line, for that error. */
  readonly line: number;
}

/** A step belongs to a feature, so that a route can be excluded from that feature alone. */
interface Step<Op extends string> {
  readonly op: Op;
  readonly feature: FeatureName;
}

/** Removes every value of a header. */
export interface RemoveHeader extends Step<'removeHeader'> {
  readonly name: string;
}
/** Replaces every earlier value of a header. */
export interface SetHeader extends Step<'setHeader'> {
  readonly name: string;
  readonly value: Value;
}
/** Sets a header where it is absent. */
export interface DefaultHeader extends Step<'defaultHeader'> {
  readonly name: string;
  readonly value: Value;
}
/** Adds one more value, as a field line of its own, and keeps those that are there. */
export interface AppendHeader extends Step<'appendHeader'> {
  readonly name: string;
  readonly value: Value;
}
/** Adds members to a comma-separated list header; a member that is listed already, in any case, is not added again. */
export interface MergeList extends Step<'mergeList'> {
  readonly name: string;
  readonly members: readonly Value[];
  /** Only on a response that carries this header. */
  readonly onlyWith?: string;
}
/** Calls the application's own function. */
export interface CallHook<Hook extends HookName> extends Step<'callHook'> {
  readonly hook: Hook;
}
export type HookName = 'before' | 'after' | 'done';

/** Gives the request its id: the client's own where that is trusted and well-formed, else a new one. */
export interface AssignRequestId extends Step<'assignRequestId'> {
  /** The request header that may bring an id, lower-case. */
  readonly header: string;
  readonly incoming: 'trust' | 'ignore';
  readonly format: 'uuid' | 'uuidv7';
}

/** Answers the request without the handler; what acts on the head and the end of a response acts on this one too. */
export interface AnswerRequest extends Step<'answerRequest'> {
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Text, sent as UTF-8. */
  readonly body: string;
}

/** Makes the capture record and hands it to the sink. */
export type EmitRecord = Step<'emitRecord'>;

export type HeaderStep = RemoveHeader | SetHeader | DefaultHeader | AppendHeader;
export type RequestStep = AssignRequestId | HeaderStep | AnswerRequest | CallHook<'before'>;
export type HeadStep = HeaderStep | MergeList | CallHook<'after'>;
export type DoneStep = EmitRecord | CallHook<'done'>;

export interface CapturePlan {
  readonly request?: BodyPlan;
  readonly response?: BodyPlan;
  /** Statuses that make a record, as inclusive ranges in rising order; absent: all. */
  readonly statuses?: readonly (readonly [from: number, to: number])[];
  /** Bytes that all captured bodies of the process may hold at once. */
  readonly memoryLimit: number;
  /** Share of requests recorded, above 0, at most 1. */
  readonly sample: number;
  readonly decompress: boolean;
  readonly redact: RedactPlan;
  readonly sink: 'log' | 'callback' | 'opentelemetry';
  readonly spill?: SpillPlan;
}

export interface BodyPlan {
  /** Bytes kept of one body. */
  readonly maxBytes: number;
  readonly overflow: 'truncate' | 'drop' | 'spill';
  /** Lower-case media ranges: `type/subtype`, `type/*`, `*\/*`, `type/*+suffix`. */
  readonly contentTypes: readonly string[];
}

/** Where bodies over `maxBytes` go under `overflow: spill`. */
export interface SpillPlan {
  /** Absent: a private folder below the system's folder for temporary files. */
  readonly directory?: string;
  /** Bytes after which a file is cut. */
  readonly maxBytes: number;
}

export interface RedactPlan {
  /** Lower-case names, the defaults included unless switched off; sorted. */
  readonly headers: readonly string[];
  /** Query parameters, lower-case. */
  readonly query: readonly string[];
  readonly json: readonly JsonPath[];
  readonly replacement: string;
}

/** A path into a JSON document: keys in lower case, `*` for any one key or index, `**` for any depth. */
export type JsonPath = readonly JsonPathStep[];
export type JsonPathStep = { readonly key: string } | '*' | '**';

/** Abilities that servers and targets differ in. */
export const capabilities = ['requestBody', 'responseBody', 'spill', 'requestHeaders', 'environment'] as const;
export type Capability = (typeof capabilities)[number];

export interface Demand {
  readonly capability: Capability;
  /** The keys that lead to the place in the spec. */
  readonly path: readonly (string | number)[];
}
