/**
 * What the plan of an output says where no setting tells it. Each is a constant of an output. Here all of them hold, so that
 * the sources run with everything on; their type is `boolean`, so that both sides of a branch are checked.
 */
export interface Facts {
  /** Some middleware sends its records to OpenTelemetry. */
  readonly sendsTelemetry: boolean;
  /** Some middleware writes bodies to files. */
  readonly spills: boolean;
  /** Some middleware redacts values inside JSON. */
  readonly redactsJson: boolean;
  /** Some route is for some methods alone. */
  readonly routesHaveMethods: boolean;
  /** Some route has a segment `*`. */
  readonly routesHaveAny: boolean;
  /** Some route has a segment with `*` beside other characters. */
  readonly routesHaveGlobs: boolean;
  /** Some route has a segment `**`. */
  readonly routesHaveRest: boolean;
  /** Some middleware captures the bodies of responses. */
  readonly capturesResponses: boolean;
  /** Some middleware calls the hook `done`. */
  readonly callsDone: boolean;
}

export const facts: Facts = {
  sendsTelemetry: true,
  spills: true,
  redactsJson: true,
  routesHaveMethods: true,
  routesHaveAny: true,
  routesHaveGlobs: true,
  routesHaveRest: true,
  capturesResponses: true,
  callsDone: true,
};
