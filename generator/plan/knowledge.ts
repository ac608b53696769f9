/**
 * What the plan of an output determines about the helpers, under the names that the helper sources use in every
 * language: which optional settings are present, and facts that cannot be derived from a setting.
 */
import type { MiddlewarePlan } from './plan.js';
import { helperUses } from './uses.js';

/** Whether an optional setting is present: in no middleware of the output, in some, or in all that could have it. */
export type Presence = 'never' | 'sometimes' | 'always';

export interface Knowledge {
  /** `undefined`: it may be so or not. */
  readonly facts: Readonly<Record<string, boolean | undefined>>;
  readonly presence: Readonly<Record<string, Presence>>;
}

export function knowledgeOf(middleware: readonly MiddlewarePlan[]): Knowledge {
  const { uses, routes } = helperUses(middleware);
  return {
    facts: {
      sendsTelemetry: uses.telemetry,
      spills: uses.spill,
      redactsJson: uses.redactJson,
      routesHaveMethods: routes.methods,
      routesHaveAny: routes.any,
      routesHaveGlobs: routes.glob,
      routesHaveRest: routes.rest,
      routesHaveManyRests: routes.manyRests,
      routesHaveSlashes: routes.slash,
      captures: uses.capture,
      writesRecords: uses.ownSink,
      assignsIds: uses.requestId,
      capturesRequests: uses.captureRequest,
      capturesResponses: uses.captureResponse,
      callsDone: uses.doneHook,
    },
    presence: {
      request: presence(uses.captureRequest, uses.captureRequestAlways),
      response: presence(uses.captureResponse, uses.captureResponseAlways),
      drop: presence(uses.drop),
      spill: presence(uses.spill),
      // The file of a spilled body.
      file: presence(uses.spill),
      spilledBytes: presence(uses.spill),
      statuses: presence(uses.statuses, uses.statusesAlways),
      decompress: presence(uses.decompress, uses.decompressAlways),
      redactedQuery: presence(uses.redactQuery, uses.redactQuery),
      redactor: presence(uses.redactJson),
      requestId: presence(uses.requestId),
      context: presence(uses.telemetry, uses.telemetry),
      methods: presence(routes.methods),
      caseSensitive: presence(routes.caseOption),
      strictTrailingSlash: presence(routes.slashOption),
    },
  };
}

function presence(isInSome: boolean, isInAll = false): Presence {
  if (!isInSome) return 'never';
  return isInAll ? 'always' : 'sometimes';
}
