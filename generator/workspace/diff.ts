/** Unified diffs, from what is on the disk to what mwgen would have there. */
import { createTwoFilesPatch } from 'diff';
import { unixText } from '../languages/header.js';

export interface Difference {
  /** How the file is named in the diff. */
  readonly path: string;
  /** Absent: there is no file. */
  readonly before?: string;
  /** Absent: the file is to go. */
  readonly after?: string;
}

export function unifiedDiff({ path, before, after }: Difference): string {
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  const to = after === undefined ? '/dev/null' : `b/${path}`;
  const texts = [unixText(before ?? ''), unixText(after ?? '')] as const;
  // A limit in time: two long texts with nothing in common take the square of their length.
  const patch = createTwoFilesPatch(from, to, ...texts, undefined, undefined, { context: 3, timeout: 2000 });
  if (patch === undefined) return `--- ${from}\n+++ ${to}\n(too different to be shown line by line)\n`;
  return patch.replace(/^=+\n/, '');
}
