/** Edits of an application's own file that mount an output. All else in it stays as it is. */

export interface Edit {
  readonly start: number;
  /** Where the replaced text ends. Equal to `start` for an insertion. */
  readonly end: number;
  readonly text: string;
}

/** The result of mounting an output in the code of an application. */
export type Wiring =
  | { readonly kind: 'wired'; readonly code: string }
  /** The code mounts the output already. */
  | { readonly kind: 'present' }
  /** The place is not certain, so nothing is changed. The reason completes a sentence: `because …`. */
  | { readonly kind: 'unsure'; readonly reason: string };

export function unsure(reason: string): Wiring & { readonly kind: 'unsure' } {
  return { kind: 'unsure', reason };
}

/** Applies edits that do not overlap. */
export function withEdits(code: string, edits: readonly Edit[]): string {
  let result = code;
  for (const { start, end, text } of edits.toSorted((left, right) => right.start - left.start))
    result = result.slice(0, start) + text + result.slice(end);
  return result;
}

/** The line end that a file uses at a place, or otherwise at its first line. */
export function lineEndAt(code: string, place: number): string {
  return /\r\n|\n|\r/.exec(code.slice(place))?.[0] ?? /\r\n|\n|\r/.exec(code)?.[0] ?? '\n';
}

/** The spaces or tabs that the line of a place begins with. */
export function indentationAt(code: string, place: number): string {
  const start = Math.max(code.lastIndexOf('\n', place - 1), code.lastIndexOf('\r', place - 1)) + 1;
  return /^[ \t]*/.exec(code.slice(start).replace(/^\uFEFF/, ''))?.[0] ?? '';
}

/** Inserts a line behind a statement that ends at a place, with the comment that follows it on its line. */
export function lineBehind(code: string, end: number, line: string, comment: RegExp): Edit {
  const rest = new RegExp(`^[ \\t]*(?:${comment.source})?[ \\t]*(?=[\\r\\n]|$)`).exec(code.slice(end))?.[0];
  // Another statement follows on the same line.
  if (rest === undefined) return { start: end, end, text: ` ${line}` };
  const place = end + rest.length;
  return { start: place, end: place, text: `${lineEndAt(code, place)}${line}` };
}
