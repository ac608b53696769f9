import type { Diagnostic } from './diagnostic.js';

/**
 * A diagnostic for a piece of text whose position in the file is not known yet. `from` and `to` are offsets in that
 * text.
 */
export interface Problem {
  readonly diagnostic: Diagnostic;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** The result of parsing a text: a value, or the problems with it. */
export type Checked<Value> = { readonly value: Value } | { readonly problems: readonly Problem[] };

/** A result with a single problem. */
export function problem(diagnostic: Diagnostic, from: number, to: number): { readonly problems: readonly Problem[] } {
  return { problems: [{ diagnostic, from, to }] };
}
