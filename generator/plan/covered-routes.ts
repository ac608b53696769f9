/** Finds features that no request can reach, because everything that is included is also excluded. */
import type { FeatureName } from './feature-names.js';
import type { RoutePlan, RouteRule, RouteSegment } from './routes.js';

export function isUnreached({ include, exclude }: RoutePlan, feature: FeatureName): boolean {
  const concerns = ({ features }: RouteRule): boolean => features?.includes(feature) ?? true;
  const included = include.filter(concerns);
  const excluded = exclude.filter(concerns);
  const reached: readonly RouteRule[] = included.length === 0 ? [everything] : included;
  return reached.every((rule) => excluded.some((other) => covers(other, rule)));
}

const everything: RouteRule = { source: '', segments: [{ kind: 'rest' }] };

/** Whether every request that matches `inner` also matches `outer`. May be `false` for complicated patterns. */
function covers(outer: RouteRule, inner: RouteRule): boolean {
  const isOfMethods =
    outer.methods === undefined || inner.methods?.every((method) => outer.methods?.includes(method)) === true;
  return isOfMethods && coverSegments(outer.segments, inner.segments);
}

function coverSegments(outer: readonly RouteSegment[], inner: readonly RouteSegment[]): boolean {
  const [first, ...others] = outer;
  const [covered, ...rest] = inner;
  if (first === undefined) return covered === undefined;
  if (first.kind === 'rest')
    return coverSegments(others, inner) || (covered !== undefined && coverSegments(outer, rest));
  return covered !== undefined && coversSegment(first, covered) && coverSegments(others, rest);
}

function coversSegment(outer: RouteSegment, inner: RouteSegment): boolean {
  if (inner.kind === 'rest') return false;
  if (outer.kind === 'any') return inner.kind !== 'text' || inner.text !== '';
  return JSON.stringify(outer) === JSON.stringify(inner);
}
