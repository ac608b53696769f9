/** Checks on texts and lists that several features share. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import type { FeatureContext, Path } from './feature.js';

/** Reports a control character, which has no business in a name or a path. */
export function checkText(text: string, what: string, path: Path, { report }: FeatureContext): void {
  const character = /\p{Cc}/u.exec(text)?.[0];
  if (character !== undefined) report(diagnostic('control-in-text', { what, character }), path);
}

/** Warns of an entry that a list has already; `plain` gives what is compared. */
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
