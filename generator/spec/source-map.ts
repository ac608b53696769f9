import type { SourcePosition, SourceRange } from '../diagnostics/diagnostic.js';

/** Converts offsets in a text to lines and columns. */
export interface SourceMap {
  readonly range: (from: number, to: number) => SourceRange;
}

export function sourceMap(text: string): SourceMap {
  // A byte order mark does not count as a column, because editors do not show it.
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', feed + 1)) starts.push(feed + 1);

  function position(wanted: number): SourcePosition {
    const offset = Math.min(Math.max(wanted, starts[0] ?? 0), text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1, offset };
  }

  return { range: (from, to) => ({ start: position(from), end: position(Math.max(from, to)) }) };
}
