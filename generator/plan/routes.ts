/** Route patterns as data. The user docs describe how they match; each language has a matcher for this data. */
import type { FeatureName } from './feature-names.js';

export interface RoutePlan {
  /** Empty: every request. */
  readonly include: readonly RouteRule[];
  readonly exclude: readonly RouteRule[];
  readonly caseSensitive: boolean;
  /** `true`: `/a` and `/a/` are different. */
  readonly strictTrailingSlash: boolean;
}

export interface RouteRule {
  /** The entry as written in the spec, for comments. */
  readonly source: string;
  /** Methods in upper case, sorted, with `HEAD` wherever there is `GET`; absent: every method. */
  readonly methods?: readonly string[];
  readonly segments: readonly RouteSegment[];
  /** The features that the rule applies to; absent: all. */
  readonly features?: readonly FeatureName[];
}

/**
 * One segment of a pattern, percent-decoded, in lower case unless matching is case-sensitive.
 * - `text` matches the same text.
 * - `any` (`*`, `:name`) matches one non-empty segment.
 * - `glob` (`v*`, `*.js`) matches one segment that consists of the pieces with any characters between them. The first
 *   and last piece are anchored and can be empty.
 * - `rest` (`**`) matches any number of segments.
 */
export type RouteSegment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'glob'; readonly pieces: readonly string[] }
  | { readonly kind: 'rest' };

/**
 * A segment as it appears in generated code. A text matches itself. Wildcards are lists, so that they cannot be
 * confused with texts: `['*']` for any one segment, `['**']` for any number of segments, and the pieces of a glob, of
 * which there are at least two.
 */
export type SegmentData = string | readonly string[];

export function segmentData(segment: RouteSegment): SegmentData {
  switch (segment.kind) {
    case 'any':
      return ['*'];
    case 'rest':
      return ['**'];
    case 'text':
      return segment.text;
    case 'glob':
      return segment.pieces;
  }
}

/**
 * The path that a rule matches, if it matches one path with every method; `undefined` for other rules. It is written as
 * generated code compares it. Texts that could be confused there, or whose case depends on the language, do not count.
 */
export function literalPath({ segments, methods }: RouteRule): string | undefined {
  const texts = segments.map((segment) => (segment.kind === 'text' ? segment.text : undefined));
  return methods === undefined && texts.every((text) => text !== undefined && /^[^%/\P{ASCII}]*$/u.test(text))
    ? texts.map((text) => `/${text ?? ''}`).join('')
    : undefined;
}

/** Whether the text of a segment contains a slash (encoded in the URL). */
export function hasSlash(segment: RouteSegment): boolean {
  return textsOf(segment).some((text) => text.includes('/'));
}

function textsOf(segment: RouteSegment): readonly string[] {
  if (segment.kind === 'text') return [segment.text];
  return segment.kind === 'glob' ? segment.pieces : [];
}
