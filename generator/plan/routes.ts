/** Route patterns as data. How they match is told in the user docs; each language has a matcher for this shape. */
import type { FeatureName } from './plan.js';

export interface RoutePlan {
  /** Absent or empty: every request. */
  readonly include: readonly RouteRule[];
  readonly exclude: readonly RouteRule[];
  readonly caseSensitive: boolean;
  /** `true`: `/a` and `/a/` differ. */
  readonly strictTrailingSlash: boolean;
}

export interface RouteRule {
  /** The entry as the spec has it, for comments and `explain`. */
  readonly source: string;
  /** Upper-case, sorted; absent: every method. `HEAD` stands beside every `GET`. */
  readonly methods?: readonly string[];
  readonly segments: readonly RouteSegment[];
  /** The features that the rule is about; absent: all. */
  readonly features?: readonly FeatureName[];
}

/**
 * One segment of a pattern, percent-decoded, and in lower case unless case matters.
 * `text` matches itself, `any` (`*`, `:name`) one non-empty segment, `glob` (`v*`, `*.js`) one segment with runs between
 * the pieces (first and last piece anchored, possibly empty), `rest` (`**`) any number of segments.
 */
export type RouteSegment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'glob'; readonly pieces: readonly string[] }
  | { readonly kind: 'rest' };

/** A route as the matchers of generated code read it: what would read as a wildcard, an escape or a separator is escaped. */
export function routePath({ segments }: RouteRule): string {
  return `/${segments.map(segmentPath).join('/')}`;
}

/** Whether a segment holds a slash, which is encoded in a URL. */
export function hasSlash(segment: RouteSegment): boolean {
  return textsOf(segment).some((text) => text.includes('/'));
}

function segmentPath(segment: RouteSegment): string {
  switch (segment.kind) {
    case 'any':
      return '*';
    case 'rest':
      return '**';
    case 'text':
    case 'glob':
      return textsOf(segment).map(escapeText).join('*');
  }
}

function textsOf(segment: RouteSegment): readonly string[] {
  if (segment.kind === 'text') return [segment.text];
  return segment.kind === 'glob' ? segment.pieces : [];
}

function escapeText(text: string): string {
  return text.replace(/[%*/]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}
