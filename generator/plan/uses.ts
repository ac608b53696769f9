/** What the middleware of an output need from the shared helpers, independent of the language. */
import { hooksOf } from './facts.js';
import { literalPaths, routeGates } from './gates.js';
import type { CapturePlan, MiddlewarePlan } from './plan.js';
import { hasSlash } from './routes.js';
import type { RouteSegment } from './routes.js';
import type { RoutePlan, RouteRule } from './routes.js';

export interface HelperUses {
  readonly uses: {
    readonly requestId: boolean;
    readonly capture: boolean;
    /** Whether every middleware that observes exchanges captures every request that it handles. */
    readonly captureAlways: boolean;
    readonly doneHook: boolean;
    /** Whether some exchanges are observed but not captured. */
    readonly followsUncaptured: boolean;
    readonly captureRequest: boolean;
    readonly captureRequestAlways: boolean;
    readonly captureResponse: boolean;
    readonly captureResponseAlways: boolean;
    /** Whether, for one of the two bodies, some middleware capture it and others do not. */
    readonly captureOptional: boolean;
    readonly drop: boolean;
    readonly spill: boolean;
    readonly statuses: boolean;
    readonly statusesAlways: boolean;
    readonly decompress: boolean;
    readonly decompressAlways: boolean;
    readonly redactQuery: boolean;
    readonly redactJson: boolean;
    readonly telemetry: boolean;
    /** Whether some records are not passed to the application. */
    readonly ownSink: boolean;
  };
  /** What the routes need that are not just a set of paths. */
  readonly routes: {
    readonly methods: boolean;
    readonly any: boolean;
    readonly glob: boolean;
    readonly rest: boolean;
    /** Whether more than a few routes have a `**` before other segments. */
    readonly manyRests: boolean;
    /** Whether the text of some segment contains a slash (encoded in the URL). */
    readonly slash: boolean;
    readonly options: boolean;
    readonly caseOption: boolean;
    readonly slashOption: boolean;
  };
}

export function helperUses(middleware: readonly MiddlewarePlan[]): HelperUses {
  const captures = middleware.flatMap(({ capture }) => (capture === undefined ? [] : [capture]));
  const some = (test: (capture: CapturePlan) => boolean): boolean => captures.some(test);
  const every = (test: (capture: CapturePlan) => boolean): boolean => captures.length > 0 && captures.every(test);
  const bodies = captures.flatMap(({ request, response }) => [request, response]);
  const followed = middleware.filter((plan) => plan.capture !== undefined || hooksOf(plan).includes('done'));
  const captureAlways = followed.length > 0 && followed.every(isAlwaysCaptured);
  const doneHook = middleware.some((plan) => hooksOf(plan).includes('done'));
  const trees = middleware.flatMap((plan) =>
    routeGates(plan).tables.filter((table) => literalPaths(table) === undefined),
  );
  const rules = trees.flatMap((table) => table.rules);
  const hasSegment = (kind: string): boolean =>
    rules.some((rule) => rule.segments.some((segment) => segment.kind === kind));
  const caseOption = middleware.some(({ routes }) => rulesOf(routes).length > 0 && routes.caseSensitive);
  const slashOption = middleware.some(({ routes }) => rulesOf(routes).length > 0 && routes.strictTrailingSlash);
  const spill = bodies.some((body) => body?.overflow === 'spill');
  const decompress = some((capture) => capture.decompress);
  const redactJson = some(({ redact }) => redact.json.length > 0);
  return {
    uses: {
      requestId: middleware.some(({ features }) => features.includes('requestId')),
      capture: captures.length > 0,
      captureAlways,
      doneHook,
      followsUncaptured: doneHook && !captureAlways,
      captureRequest: some(({ request }) => request !== undefined),
      captureRequestAlways: every(({ request }) => request !== undefined),
      captureResponse: some(({ response }) => response !== undefined),
      captureResponseAlways: every(({ response }) => response !== undefined),
      captureOptional:
        isMixed(captures.map(({ request }) => request)) || isMixed(captures.map(({ response }) => response)),
      drop: bodies.some((body) => body?.overflow === 'drop'),
      spill,
      statuses: some(({ statuses }) => statuses !== undefined),
      statusesAlways: every(({ statuses }) => statuses !== undefined),
      decompress,
      decompressAlways: every((capture) => capture.decompress),
      redactQuery: some(({ redact }) => redact.query.length > 0),
      redactJson,
      telemetry: some(({ sink }) => sink === 'opentelemetry'),
      ownSink: some(({ sink }) => sink !== 'callback'),
    },
    routes: {
      methods: rules.some(({ methods }) => methods !== undefined),
      any: hasSegment('any'),
      glob: hasSegment('glob'),
      rest: hasSegment('rest'),
      manyRests: rules.filter(({ segments }) => segments.slice(0, -1).some(isRest)).length > fewRests,
      slash: rules.some(({ segments }) => segments.some(hasSlash)),
      options: caseOption || slashOption,
      caseOption,
      slashOption,
    },
  };
}

/**
 * This many patterns with a `**` before other segments are matched side by side. If there are more, the generated code
 * merges them, so that even a hostile path takes linear time. Few specs need that code.
 */
const fewRests = 16;

function isRest({ kind }: RouteSegment): boolean {
  return kind === 'rest';
}

/** Whether a middleware captures every request that it handles. */
export function isAlwaysCaptured({ capture, routes }: MiddlewarePlan): boolean {
  return capture?.sample === 1 && rulesOf(routes).every(({ features }) => features === undefined);
}

function isMixed(bodies: readonly unknown[]): boolean {
  return bodies.some((body) => body === undefined) && bodies.some((body) => body !== undefined);
}

function rulesOf({ include, exclude }: RoutePlan): readonly RouteRule[] {
  return [...include, ...exclude];
}
