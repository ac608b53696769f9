import type { SourceRange } from '../diagnostics/diagnostic.js';
import { follow, type Located } from './located.js';

/**
 * Where to point for a place in the spec: the key that leads to it, or a value. A value of several lines is pointed at by
 * its key, and so is nothing; what is not there, by what should hold it.
 */
export function rangeAt(root: Located, path: readonly (string | number)[], part: 'key' | 'value'): SourceRange {
  const { key, value, complete } = follow(root, path);
  const { range } = value;
  const isShort =
    value.kind === 'scalar' && range.start.offset < range.end.offset && range.start.line === range.end.line;
  if (key !== undefined && (part === 'key' || !complete || !isShort)) return key;
  return range;
}
