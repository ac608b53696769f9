import assert from 'node:assert/strict';
import { parsePattern } from '../../generator/plan/parse-route.js';
import type { Strictness } from '../../generator/plan/parse-route.js';
import { segmentData } from '../../generator/plan/routes.js';
import type { SegmentData } from '../../generator/plan/routes.js';

/** Converts a pattern as written in specs to a route path as it appears in generated code. */
export function pathOf(pattern: string, strictness: Partial<Strictness> = {}): SegmentData[] {
  const parsed = parsePattern(pattern, [], { caseSensitive: false, strictTrailingSlash: false, ...strictness });
  assert.ok('value' in parsed, `${pattern} is no pattern`);
  return parsed.value.map(segmentData);
}

/** Converts steps to a JSON path as it appears in generated code, where wildcards are in lists. */
export function jsonPathOf(steps: readonly string[]): (string | readonly string[])[] {
  return steps.map((step) => (step === '*' || step === '**' ? [step] : step));
}
