/** Status codes as listed in `capture.statuses`. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import { type Checked, problem } from '../diagnostics/problem.js';

export type StatusRange = readonly [from: number, to: number];

/** Parses `404` or `4xx`. */
export function parseStatus(text: string): Checked<StatusRange> {
  const family = /^([1-5])xx$/i.exec(text)?.[1];
  if (family !== undefined) return { value: [Number(family) * 100, Number(family) * 100 + 99] };
  if (/^[1-5]\d\d$/.test(text)) return { value: [Number(text), Number(text)] };
  const help = 'Write a status from 100 to 599 such as `404`, or a class such as `4xx`.';
  return problem(diagnostic('status-form', { text }, { help }), 0, text.length);
}

/** The same status codes in ascending order, with adjacent and overlapping ranges merged. */
export function mergeStatuses(ranges: readonly StatusRange[]): StatusRange[] {
  const merged: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((left, right) => left[0] - right[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
