/**
 * An error or warning about a spec or a project. Diagnostics are data: they are never thrown, and only the command line
 * prints them.
 */
import type { MessageCode, MessageHoles } from './registry.js';
import { messages } from './registry.js';

/** A range in a file. Lines and columns count from 1, columns count UTF-16 code units, and `end` is exclusive. */
export interface SourceRange {
  readonly start: SourcePosition;
  readonly end: SourcePosition;
}
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface Diagnostic {
  readonly code: MessageCode;
  readonly severity: 'error' | 'warning';
  /** One sentence. */
  readonly message: string;
  /** How to fix it, if that is known. */
  readonly help?: string;
  /** The file, as the user named it; `range` refers to it. */
  readonly file?: string;
  readonly range?: SourceRange;
}

/** The place of a diagnostic and its help text, as far as they are known. */
export interface DiagnosticPlace {
  readonly file?: string | undefined;
  readonly range?: SourceRange | undefined;
  readonly help?: string | undefined;
}

/** Creates a diagnostic from the registry. A wrong code or a missing parameter does not compile. */
export function diagnostic<Code extends MessageCode>(
  code: Code,
  holes: MessageHoles<Code>,
  place: DiagnosticPlace = {},
): Diagnostic {
  const entry = messages[code];
  const text = (entry.text as (holes: MessageHoles<Code>) => string)(holes);
  return placed({ code, severity: entry.severity, message: text }, place);
}

/** The same diagnostic with a place. What the place does not define is kept. */
export function placed(found: Diagnostic, { file, range, help }: DiagnosticPlace): Diagnostic {
  return {
    ...found,
    ...(help === undefined ? {} : { help }),
    ...(file === undefined ? {} : { file }),
    ...(range === undefined ? {} : { range }),
  };
}

/** Diagnostics in source order, those without a place first, without duplicates. */
export function inSourceOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  const once = diagnostics.filter((one) => {
    const key = JSON.stringify([one.code, one.file, one.range?.start.offset, one.range?.end.offset, one.message]);
    return !seen.has(key) && seen.add(key);
  });
  return once.sort((left, right) => startOf(left) - startOf(right));
}

function startOf({ range }: Diagnostic): number {
  return range === undefined ? -1 : range.start.offset;
}
