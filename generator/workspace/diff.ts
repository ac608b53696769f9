/** Unified diffs between the files on disk and the generated files. */
import { createTwoFilesPatch } from 'diff';
import { unixText } from '../languages/header.js';

export interface Difference {
  /** The name of the file in the diff. */
  readonly path: string;
  /** Absent: the file does not exist. */
  readonly before?: string;
  /** Absent: the file will be removed. */
  readonly after?: string;
}

export function unifiedDiff({ path, before, after }: Difference): string {
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  const to = after === undefined ? '/dev/null' : `b/${path}`;
  const texts = [unixText(before ?? ''), unixText(after ?? '')] as const;
  // A time limit, because comparing two long texts with nothing in common takes quadratic time.
  const patch = createTwoFilesPatch(from, to, ...texts, undefined, undefined, { context: 3, timeout: 2000 });
  if (patch === undefined) return `--- ${from}\n+++ ${to}\n(too different to be shown line by line)\n`;
  return patch.replace(/^=+\n/, '');
}
