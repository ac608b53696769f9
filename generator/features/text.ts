/** Checks on strings and lists that several features use. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import type { FeatureContext, Path } from './feature.js';

/** Reports control characters, which are not allowed in names and paths. */
export function checkText(text: string, what: string, path: Path, { report }: FeatureContext): void {
  const character = /\p{Cc}/u.exec(text)?.[0];
  if (character !== undefined) report(diagnostic('control-in-text', { what, character }), path);
}

/** Warns about duplicate entries in a list; `plain` returns the text to compare. */
export function checkRepeated(
  entries: readonly string[],
  path: Path,
  plain: (entry: string) => string,
  { report, lineOf }: FeatureContext,
): void {
  const seen = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    const earlier = seen.get(plain(entry));
    if (earlier === undefined) seen.set(plain(entry), index);
    else report(diagnostic('duplicate-entry', { entry, line: lineOf([...path, earlier]) }), [...path, index]);
  }
}
