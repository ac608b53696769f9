import type { SourceRange } from '../diagnostics/diagnostic.js';
import { follow, type Located } from './located.js';

/**
 * The range to report for a path: its key or its value. For values that are empty or span several lines, it is the key.
 * For a path that does not exist, it is the nearest parent.
 */
export function rangeAt(root: Located, path: readonly (string | number)[], part: 'key' | 'value'): SourceRange {
  const { key, value, complete } = follow(root, path);
  const { range } = value;
  const isShort =
    value.kind === 'scalar' && range.start.offset < range.end.offset && range.start.line === range.end.line;
  if (key !== undefined && (part === 'key' || !complete || !isShort)) return key;
  return range;
}
