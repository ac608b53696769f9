/** The features that a spec can turn on for a middleware, and that `exclude` can turn off individually. */
export const featureNames = ['timing', 'requestId', 'headers', 'capture', 'hooks'] as const;
export type FeatureName = (typeof featureNames)[number];
