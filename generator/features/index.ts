/** All features of the spec language. */
import type { z } from 'zod';
import { type FeatureName, featureNames } from '../plan/plan.js';
import { capture } from './capture.js';
import { headers } from './headers.js';
import { hooks } from './hooks.js';
import { requestId } from './request-id.js';
import { timing } from './timing.js';

const byName = { requestId, timing, headers, capture, hooks } satisfies Readonly<
  Record<FeatureName, { readonly schema: z.ZodType }>
>;

/** In the order of their steps. Hooks come last, so they see the changes of all other features. */
export const features = Object.values(byName);

/** The keys of the features in the schema of a middleware. */
export const featureSchemas = Object.fromEntries(
  featureNames.map((name) => [name, byName[name].schema.optional()]),
) as {
  readonly [Name in FeatureName]: z.ZodOptional<(typeof byName)[Name]['schema']>;
};
