/** What mwgen has to say about a spec or a project: always data, never thrown, printed by the command line alone. */
import type { MessageCode, MessageHoles } from './registry.js';
import { messages } from './registry.js';

/** A stretch of a file. Lines and columns count from 1; columns count UTF-16 units; `end` is exclusive. */
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
  /** One plain sentence. */
  readonly message: string;
  /** What to write instead, where that is known. */
  readonly help?: string;
  /** The file it is about, as the user named it; `range` is within it. */
  readonly file?: string;
  readonly range?: SourceRange;
}

/** Where a diagnostic points, and what helps: as much as is known. */
export interface DiagnosticPlace {
  readonly file?: string | undefined;
  readonly range?: SourceRange | undefined;
  readonly help?: string | undefined;
}

/** Makes a diagnostic from the registry: a wrong code or a missing hole does not compile. */
export function diagnostic<Code extends MessageCode>(
  code: Code,
  holes: MessageHoles<Code>,
  place: DiagnosticPlace = {},
): Diagnostic {
  const entry = messages[code];
  const text = (entry.text as (holes: MessageHoles<Code>) => string)(holes);
  return placed({ code, severity: entry.severity, message: text }, place);
}

/** The same diagnostic with a place; what the place leaves out stays as it was. */
export function placed(found: Diagnostic, { file, range, help }: DiagnosticPlace): Diagnostic {
  return {
    ...found,
    ...(help === undefined ? {} : { help }),
    ...(file === undefined ? {} : { file }),
    ...(range === undefined ? {} : { range }),
  };
}

/** In the order of the text, what has no place first, and none twice. */
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
