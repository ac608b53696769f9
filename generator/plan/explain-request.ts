/** Says what each middleware would do with a request, and which rule decides it. */
import { describeFeature } from './describe.js';
import { matchesRule, type RequestLine } from './match-route.js';
import type { FeatureName, MiddlewarePlan } from './plan.js';
import type { RouteRule } from './routes.js';

export interface ExplainedFeature {
  readonly feature: FeatureName;
  readonly applies: boolean;
  /** What the feature does if it applies, in sentences. */
  readonly does: readonly string[];
  readonly decision: Decision;
}

/**
 * Why a feature applies or not. `unlimited`: no rule concerns it; `included` and `excluded`: a rule matches; `unlisted`:
 * none of the rules under `include` matches; `not-excluded`: none of those under `exclude` does.
 */
export type Decision =
  | { readonly kind: 'unlimited' | 'unlisted' | 'not-excluded' }
  | { readonly kind: 'included' | 'excluded'; readonly rule: RouteRule };

/** One entry for each feature that is on. */
export function explainRequest(plan: MiddlewarePlan, request: RequestLine): ExplainedFeature[] {
  return plan.features.map((feature) => {
    const decision = decide(plan, feature, request);
    const applies = decision.kind !== 'excluded' && decision.kind !== 'unlisted';
    return { feature, applies, does: describeFeature(plan, feature), decision };
  });
}

function decide({ routes }: MiddlewarePlan, feature: FeatureName, request: RequestLine): Decision {
  const concerns = ({ features }: RouteRule): boolean => features?.includes(feature) ?? true;
  const matching = (rules: readonly RouteRule[]): RouteRule | undefined =>
    rules.find((rule) => matchesRule(rule, request, routes));
  const [included, excluded] = [routes.include.filter(concerns), routes.exclude.filter(concerns)];
  const [entry, exclusion] = [matching(included), matching(excluded)];
  if (included.length > 0 && entry === undefined) return { kind: 'unlisted' };
  if (exclusion !== undefined) return { kind: 'excluded', rule: exclusion };
  if (entry !== undefined) return { kind: 'included', rule: entry };
  return { kind: excluded.length > 0 ? 'not-excluded' : 'unlimited' };
}
