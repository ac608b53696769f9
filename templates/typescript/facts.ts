/**
 * Facts about the plan of an output that cannot be derived from a setting. Each is a constant in an output. Here all of
 * them are true, so that the sources run with every feature on. Their type is `boolean`, so that both sides of a branch
 * are type-checked.
 */
export interface Facts {
  /** Some middleware sends records to OpenTelemetry. */
  readonly sendsTelemetry: boolean;
  /** Some middleware writes bodies to files. */
  readonly spills: boolean;
  /** Some middleware redacts values in JSON. */
  readonly redactsJson: boolean;
  /** Some route is limited to certain methods. */
  readonly routesHaveMethods: boolean;
  /** Some route has a segment `*`. */
  readonly routesHaveAny: boolean;
  /** Some route has a segment with `*` and other characters. */
  readonly routesHaveGlobs: boolean;
  /** Some route has a segment `**`. */
  readonly routesHaveRest: boolean;
  /** So many routes have a `**` before other segments that matching them one by one would take too long. */
  readonly routesHaveManyRests: boolean;
  /** Some middleware captures request bodies. */
  readonly capturesRequests: boolean;
  /** Some middleware captures response bodies. */
  readonly capturesResponses: boolean;
  /** Some middleware assigns request IDs. */
  readonly assignsIds: boolean;
  /** Some middleware calls the `done` hook. */
  readonly callsDone: boolean;
  /** The application can run on the HTTP/2 servers of Node. */
  readonly servesHttp2: boolean;
}

export const facts: Facts = {
  sendsTelemetry: true,
  spills: true,
  redactsJson: true,
  routesHaveMethods: true,
  routesHaveAny: true,
  routesHaveGlobs: true,
  routesHaveRest: true,
  routesHaveManyRests: true,
  capturesRequests: true,
  capturesResponses: true,
  assignsIds: true,
  callsDone: true,
  servesHttp2: true,
};
