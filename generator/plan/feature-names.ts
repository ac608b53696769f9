/** The words that messages and generated code use for a feature. */
export interface FeatureWords {
  /** The feature itself, in a sentence. */
  readonly title: string;
  /** What it does to a request, used to name a variable: a request is `timed`. */
  readonly participle: string;
}

/** The features that a spec can turn on for a middleware, and that `exclude` can turn off individually. */
export const featureWords = {
  timing: { title: 'timing', participle: 'timed' },
  requestId: { title: 'request id', participle: 'identified' },
  headers: { title: 'headers', participle: 'edited' },
  capture: { title: 'capture', participle: 'captured' },
  hooks: { title: 'hooks', participle: 'hooked' },
} as const satisfies Readonly<Record<string, FeatureWords>>;

export type FeatureName = keyof typeof featureWords;
export const featureNames = Object.keys(featureWords) as readonly FeatureName[];
