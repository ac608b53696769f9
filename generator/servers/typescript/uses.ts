/** What the middleware of one output need of the shared helpers: the context of the helpers' templates. */
import type { CapturePlan, MiddlewarePlan } from '../../plan/plan.js';
import type { RoutePlan, RouteRule } from '../../plan/routes.js';

export interface HelperUses {
  readonly uses: {
    readonly requestId: boolean;
    readonly captureRequest: boolean;
    readonly captureRequestAlways: boolean;
    readonly captureResponse: boolean;
    readonly captureResponseAlways: boolean;
    /** Whether some middleware captures one of the two bodies and another does not. */
    readonly captureOptional: boolean;
    readonly drop: boolean;
    readonly spill: boolean;
    readonly statuses: boolean;
    readonly decompress: boolean;
    readonly redactQuery: boolean;
    readonly redactJson: boolean;
    readonly telemetry: boolean;
  };
  /** How the content of a body is described: what that takes decides whether it is asynchronous. */
  readonly content: {
    readonly async: string;
    readonly await: string;
    readonly open: string;
    readonly close: string;
    readonly settings: boolean;
  };
  readonly routes: {
    readonly methods: boolean;
    readonly any: boolean;
    readonly glob: boolean;
    readonly rest: boolean;
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
  const rules = middleware.flatMap(({ routes }) => rulesOf(routes));
  const hasSegment = (kind: string): boolean =>
    rules.some((rule) => rule.segments.some((segment) => segment.kind === kind));
  const caseOption = middleware.some(({ routes }) => rulesOf(routes).length > 0 && routes.caseSensitive);
  const slashOption = middleware.some(({ routes }) => rulesOf(routes).length > 0 && routes.strictTrailingSlash);
  const spill = bodies.some((body) => body?.overflow === 'spill');
  const decompress = some((capture) => capture.decompress);
  const redactJson = some(({ redact }) => redact.json.length > 0);
  const isAsync = spill || decompress;
  return {
    content: {
      async: isAsync ? 'async ' : '',
      await: isAsync ? 'await ' : '',
      open: isAsync ? 'Promise<' : '',
      close: isAsync ? '>' : '',
      settings: decompress || redactJson,
    },
    uses: {
      requestId: middleware.some(({ features }) => features.includes('requestId')),
      captureRequest: some(({ request }) => request !== undefined),
      captureRequestAlways: every(({ request }) => request !== undefined),
      captureResponse: some(({ response }) => response !== undefined),
      captureResponseAlways: every(({ response }) => response !== undefined),
      captureOptional:
        isMixed(captures.map(({ request }) => request)) || isMixed(captures.map(({ response }) => response)),
      drop: bodies.some((body) => body?.overflow === 'drop'),
      spill,
      statuses: some(({ statuses }) => statuses !== undefined),
      decompress,
      redactQuery: some(({ redact }) => redact.query.length > 0),
      redactJson,
      telemetry: some(({ sink }) => sink === 'opentelemetry'),
    },
    routes: {
      methods: rules.some(({ methods }) => methods !== undefined),
      any: hasSegment('any'),
      glob: hasSegment('glob'),
      rest: hasSegment('rest'),
      options: caseOption || slashOption,
      caseOption,
      slashOption,
    },
  };
}

function isMixed(bodies: readonly unknown[]): boolean {
  return bodies.some((body) => body === undefined) && bodies.some((body) => body !== undefined);
}

function rulesOf({ include, exclude }: RoutePlan): readonly RouteRule[] {
  return [...include, ...exclude];
}
