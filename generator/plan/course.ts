/**
 * The course of a middleware: what happens to one request, in order, as data. It is told once, here; a server interface has
 * one form for each operation, and a target says how its framework reaches request and response.
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

/** Every operation, in the order in which they can come. What a middleware does not need is not in its course. */
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

/** Reads what the request asks for. */
export interface ReadTarget {
  readonly op: 'target';
  /** Whether routes are looked up by it. */
  readonly forRoutes: boolean;
  /** Whether values, or the record, show its path, and whether the record shows its query. */
  readonly showsPath: boolean;
  readonly showsQuery: boolean;
  /** Whether values show the method. */
  readonly showsMethod: boolean;
}

/** Leaves a request that is outside of the gate to what comes after, untouched. */
export interface Skip {
  readonly op: 'skip';
  readonly gate: Gate;
}

/** Works out whether a feature is on for the request. */
export interface OpenGate {
  readonly op: 'gate';
  readonly feature: FeatureName;
  readonly gate: Gate;
}

/** Leaves a request for which no feature is on to what comes after. */
export interface SkipUngated {
  readonly op: 'skipUngated';
  readonly features: readonly FeatureName[];
}

/** Notes when the request came in. */
export interface StartClock {
  readonly op: 'clock';
}

/** Decides on the id of the request. */
export interface AssignId {
  readonly op: 'id';
  readonly step: AssignRequestId;
  /** The feature on whose gate it depends whether there is one. */
  readonly gate: FeatureName | undefined;
}

/** Puts the id where handlers look for it. */
export interface TellId {
  readonly op: 'tellId';
  readonly gate: FeatureName | undefined;
}

/** Keeps the request's headers as they came in, for the record: from here on they change. */
export interface KeepHeaders {
  readonly op: 'keepHeaders';
}

/** Changes the request's headers. */
export interface ChangeRequest {
  readonly op: 'change';
  readonly steps: readonly HeaderStep[];
}

/** Begins the record of the exchange. */
export interface StartCapture {
  readonly op: 'capture';
  readonly capture: CapturePlan;
  /** The feature on whose gate it depends, and the share of requests that are recorded, below 1. */
  readonly gate: FeatureName | undefined;
  readonly sample: number | undefined;
  /** Whether the record shows headers that a {@link KeepHeaders} has kept. */
  readonly showsKeptHeaders: boolean;
}

/** Acts when the head of the response is about to be committed. */
export interface OnHead {
  readonly op: 'onHead';
  readonly steps: readonly HeadStep[];
  /** Whether the steps show how long the request took until now, and the status. */
  readonly readsClock: boolean;
  readonly readsStatus: boolean;
  /** Whether the record is told of the head. */
  readonly isCaptured: boolean;
  /** Whether a function of the application's is given the head when all is done. */
  readonly isKept: boolean;
}

/** Shows the record each piece of the response's body. */
export interface OnBody {
  readonly op: 'onBody';
}

/** Acts when all is sent, or the client is gone. */
export interface OnDone {
  readonly op: 'onDone';
  readonly isCaptured: boolean;
  readonly callsHook: boolean;
}

/** Follows the response to its end, for those who act on it. */
export interface Follow {
  readonly op: 'follow';
}

/** Answers the request without the handler. What acts on the head, and what follows the response, sees this answer. */
export interface Answer {
  readonly op: 'answer';
  readonly step: AnswerRequest;
  readonly gate: FeatureName | undefined;
}

/** Goes on with the request. */
export interface GoOn {
  readonly op: 'goOn';
  /** Whether the application's own function is called first. */
  readonly callsHook: boolean;
}

/** What the order of a course depends on besides the plan. */
export interface CourseTraits {
  /**
   * Whether the headers of a request are changed where they stand. Else a change makes another request, which has to be
   * there before it is given an id and captured.
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

/** The operation of a kind, where a course has one; of those that come once. */
export function opOf<Name extends OpName>(course: readonly CourseOp[], name: Name): Op<Name> | undefined {
  return course.find((op): op is Op<Name> => op.op === name);
}

/** The parts of all values that steps put into headers. */
export function partsOf(steps: readonly (HeadStep | HeaderStep)[]): Value {
  return steps.flatMap((step) => {
    if ('value' in step) return step.value;
    return 'members' in step ? step.members.flat() : [];
  });
}

function partKinds(steps: readonly (HeadStep | HeaderStep)[]): ReadonlySet<ValuePart['kind']> {
  return new Set(partsOf(steps).map(({ kind }) => kind));
}
