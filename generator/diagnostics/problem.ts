import type { Diagnostic } from './diagnostic.js';

/** What is wrong with a piece of text whose place in the file the finder does not know: the stretch counts within that text. */
export interface Problem {
  readonly diagnostic: Diagnostic;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** What came of reading a text: a value, or everything that is wrong with it. */
export type Checked<Value> = { readonly value: Value } | { readonly problems: readonly Problem[] };

/** A result with one problem. */
export function problem(diagnostic: Diagnostic, from: number, to: number): { readonly problems: readonly Problem[] } {
  return { problems: [{ diagnostic, from, to }] };
}
