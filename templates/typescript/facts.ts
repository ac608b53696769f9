/**
 * What the plan of an output says where no setting tells it. Each is a constant of an output; here they are `boolean`, so
 * that both sides of a branch are checked.
 */
export interface Facts {
  /** Some middleware sends its records to OpenTelemetry. */
  readonly sendsTelemetry: boolean;
  /** Some middleware redacts values inside JSON. */
  readonly redactsJson: boolean;
  /** Some route has a segment `*`. */
  readonly routesHaveAny: boolean;
  /** Some route has a segment with `*` beside other characters. */
  readonly routesHaveGlobs: boolean;
  /** Some route has a segment `**`. */
  readonly routesHaveRest: boolean;
  /** Some middleware captures, and so sees the response on its way out. */
  readonly captures: boolean;
  /** Some middleware calls the hook `done`. */
  readonly callsDone: boolean;
  /** Each middleware that follows an exchange captures every request that it sees. */
  readonly capturesAlways: boolean;
}

export declare const facts: Facts;
