/**
 * The course of a middleware: the operations that it runs for a request, in order, as data. The order is defined only
 * here. Each server interface has one form per operation, and a target says how to access its framework's request and
 * response.
 */
import { assignIdOf, hooksOf, isHeaderStep } from './facts.js';
import { routeGates } from './gates.js';
import type { Gate } from './gates.js';
import type {
  AnswerRequest,
  AssignRequestId,
  CapturePlan,
  FeatureName,
  HeaderStep,
  HeadStep,
  MiddlewarePlan,
} from './plan.js';
import type { Value, ValuePart } from './values.js';

/**
 * All operations, in the order in which they can occur. A course contains only the operations that its middleware
 * needs.
 */
export type CourseOp =
  | ReadTarget
  | Skip
  | OpenGate
  | SkipUngated
  | StartClock
  | AssignId
  | KeepHeaders
  | ChangeRequest
  | TellId
  | StartCapture
  | OnHead
  | OnBody
  | OnDone
  | Follow
  | Answer
  | GoOn;

export type OpName = CourseOp['op'];
export type Op<Name extends OpName> = Extract<CourseOp, { readonly op: Name }>;

/** Reads the path, query and method of the request. */
export interface ReadTarget {
  readonly op: 'target';
  /** Whether routes are matched against the path. */
  readonly forRoutes: boolean;
  /** Whether values or the record use the path, and whether the record uses the query. */
  readonly showsPath: boolean;
  readonly showsQuery: boolean;
  /** Whether values use the method. */
  readonly showsMethod: boolean;
}

/** Passes a request that the gate does not let in straight to the next handler. */
export interface Skip {
  readonly op: 'skip';
  readonly gate: Gate;
}

/** Determines whether a feature is on for this request. */
export interface OpenGate {
  readonly op: 'gate';
  readonly feature: FeatureName;
  readonly gate: Gate;
}

/** Passes a request for which no feature is on straight to the next handler. */
export interface SkipUngated {
  readonly op: 'skipUngated';
  readonly features: readonly FeatureName[];
}

/** Records the time when the request came in. */
export interface StartClock {
  readonly op: 'clock';
}

/** Determines the request ID. */
export interface AssignId {
  readonly op: 'id';
  readonly step: AssignRequestId;
  /** The feature whose gate decides whether the request gets an ID; `undefined` if every request does. */
  readonly gate: FeatureName | undefined;
}

/** Makes the request ID available to handlers. */
export interface TellId {
  readonly op: 'tellId';
  readonly gate: FeatureName | undefined;
}

/** Saves the original request headers for the record before they are changed. */
export interface KeepHeaders {
  readonly op: 'keepHeaders';
}

export interface ChangeRequest {
  readonly op: 'change';
  readonly steps: readonly HeaderStep[];
}

/** Starts the record of the exchange. */
export interface StartCapture {
  readonly op: 'capture';
  readonly capture: CapturePlan;
  /**
   * `gate`: the feature whose gate decides whether the request is captured. `sample`: the fraction of requests to
   * record, if below 1.
   */
  readonly gate: FeatureName | undefined;
  readonly sample: number | undefined;
  /** Whether the record uses the headers that {@link KeepHeaders} saved. */
  readonly showsKeptHeaders: boolean;
}

/** Runs when the response headers are about to be sent. */
export interface OnHead {
  readonly op: 'onHead';
  readonly steps: readonly HeadStep[];
  /** Whether the steps use the elapsed time, and whether they use the status. */
  readonly readsClock: boolean;
  readonly readsStatus: boolean;
  /** Whether the response headers are captured. */
  readonly isCaptured: boolean;
  /** Whether the `done` hook receives the response status and headers. */
  readonly isKept: boolean;
}

/** Passes each chunk of the response body to the record. */
export interface OnBody {
  readonly op: 'onBody';
}

/** Runs when the response has been sent or the client has disconnected. */
export interface OnDone {
  readonly op: 'onDone';
  readonly isCaptured: boolean;
  readonly callsHook: boolean;
}

/** Observes the response until its end, for {@link OnHead}, {@link OnBody} and {@link OnDone}. */
export interface Follow {
  readonly op: 'follow';
}

/** Sends a response without calling the handler. It is processed like a response of the handler. */
export interface Answer {
  readonly op: 'answer';
  readonly step: AnswerRequest;
  readonly gate: FeatureName | undefined;
}

/** Calls the next handler. */
export interface GoOn {
  readonly op: 'goOn';
  /** Whether the `before` hook is called first. */
  readonly callsHook: boolean;
}

/** Properties of a server interface that change the order of operations. */
export interface CourseTraits {
  /**
   * Whether request headers can be changed in place. If not, a change creates a new request, which has to happen before
   * the request is given an ID and captured.
   */
  readonly changesInPlace: boolean;
}

export function courseOf(plan: MiddlewarePlan, { changesInPlace }: CourseTraits): CourseOp[] {
  const { capture } = plan;
  const gates = routeGates(plan);
  const gateOf = (feature: FeatureName): FeatureName | undefined =>
    gates.features.some((gate) => gate.feature === feature) ? feature : undefined;
  const hooks = hooksOf(plan);
  const assignId = assignIdOf(plan);
  const changes = plan.request.filter(isHeaderStep);
  const answer = plan.request.find((step): step is AnswerRequest => step.op === 'answerRequest');
  const head = partKinds(plan.head);
  const all = new Set([...head, ...partKinds(changes)]);
  const forRoutes = gates.tables.length > 0;
  const showsPath = capture !== undefined || all.has('requestPath');
  const showsMethod = all.has('requestMethod');
  const keepsHeaders = !changesInPlace && capture?.request !== undefined && changes.length > 0;
  const isFollowed = capture !== undefined || hooks.includes('done');
  const isAnswered = answer !== undefined && gateOf(answer.feature) === undefined;

  const change: CourseOp[] = changes.length === 0 ? [] : [{ op: 'change', steps: changes }];
  const id: CourseOp[] = assignId === undefined ? [] : [{ op: 'id', step: assignId, gate: gateOf('requestId') }];
  const tellId: CourseOp[] = assignId === undefined ? [] : [{ op: 'tellId', gate: gateOf('requestId') }];
  const record: CourseOp[] =
    capture === undefined
      ? []
      : [
          {
            op: 'capture',
            capture,
            gate: gateOf('capture'),
            sample: capture.sample < 1 ? capture.sample : undefined,
            showsKeptHeaders: keepsHeaders,
          },
        ];
  return [
    ...(forRoutes || showsPath || showsMethod
      ? [{ op: 'target' as const, forRoutes, showsPath, showsQuery: capture !== undefined, showsMethod }]
      : []),
    ...(gates.whole.included === undefined && gates.whole.excluded === undefined
      ? []
      : [{ op: 'skip' as const, gate: gates.whole }]),
    ...gates.features.map(({ feature, ...gate }) => ({ op: 'gate' as const, feature, gate })),
    ...(gates.isSkippable
      ? [{ op: 'skipUngated' as const, features: gates.features.map(({ feature }) => feature) }]
      : []),
    ...(head.has('duration') || capture !== undefined ? [{ op: 'clock' as const }] : []),
    ...id,
    ...(changesInPlace
      ? [...tellId, ...record, ...change]
      : [...(keepsHeaders ? [{ op: 'keepHeaders' as const }] : []), ...change, ...tellId, ...record]),
    ...(plan.head.length > 0 || isFollowed
      ? [
          {
            op: 'onHead' as const,
            steps: plan.head,
            readsClock: head.has('duration'),
            readsStatus: head.has('responseStatus'),
            isCaptured: capture !== undefined,
            isKept: hooks.includes('done'),
          },
        ]
      : []),
    ...(capture?.response === undefined ? [] : [{ op: 'onBody' as const }]),
    ...(isFollowed
      ? [
          { op: 'onDone' as const, isCaptured: capture !== undefined, callsHook: hooks.includes('done') },
          { op: 'follow' as const },
        ]
      : []),
    ...(answer === undefined ? [] : [{ op: 'answer' as const, step: answer, gate: gateOf(answer.feature) }]),
    ...(isAnswered ? [] : [{ op: 'goOn' as const, callsHook: hooks.includes('before') }]),
  ];
}

/** The operation with this name, for operations that occur at most once in a course. */
export function opOf<Name extends OpName>(course: readonly CourseOp[], name: Name): Op<Name> | undefined {
  return course.find((op): op is Op<Name> => op.op === name);
}

/** The parts of all values that the steps write to headers. */
export function partsOf(steps: readonly (HeadStep | HeaderStep)[]): Value {
  return steps.flatMap((step) => {
    if ('value' in step) return step.value;
    return 'members' in step ? step.members.flat() : [];
  });
}

function partKinds(steps: readonly (HeadStep | HeaderStep)[]): ReadonlySet<ValuePart['kind']> {
  return new Set(partsOf(steps).map(({ kind }) => kind));
}
