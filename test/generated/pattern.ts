import assert from 'node:assert/strict';
import { parsePattern } from '../../generator/plan/parse-route.js';
import type { Strictness } from '../../generator/plan/parse-route.js';
import { segmentData } from '../../generator/plan/routes.js';
import type { SegmentData } from '../../generator/plan/routes.js';

/** The path of a route as generated code has it, of a pattern as specs have it. */
export function pathOf(pattern: string, strictness: Partial<Strictness> = {}): SegmentData[] {
  const parsed = parsePattern(pattern, [], { caseSensitive: false, strictTrailingSlash: false, ...strictness });
  assert.ok('value' in parsed, `${pattern} is no pattern`);
  return parsed.value.map(segmentData);
}

/** A path into JSON as generated code has it: its steps, with dots between them and stars for wildcards. */
export function jsonPathOf(steps: readonly string[]): (string | readonly string[])[] {
  return steps.map((step) => (step === '*' || step === '**' ? [step] : step));
}
