/** What checks of a spec use to locate values and report diagnostics. */
import { type Diagnostic, placed, type SourceRange } from '../diagnostics/diagnostic.js';
import type { Problem } from '../diagnostics/problem.js';
import type { SpecPlaces } from '../features/feature.js';
import { follow, type Located } from './located.js';
import type { PlainPath } from './plain.js';
import { rangeAt } from './range-at.js';
import type { SourceMap } from './source-map.js';

/** Paths refer to the checked spec, not to the document. */
export interface SpecReader extends SpecPlaces {
  /** Reports problems within the text at a path; `from` is the offset of that text within the scalar. */
  readonly reportInside: (problems: readonly Problem[], path: PlainPath, from?: number) => void;
}

export interface SpecSource {
  readonly root: Located;
  readonly map: SourceMap;
  readonly origin: (path: PlainPath) => (string | number)[];
  readonly isIncomplete: (path: PlainPath) => boolean;
}

export function specReader({ root, map, origin, isIncomplete }: SpecSource, diagnostics: Diagnostic[]): SpecReader {
  function range(path: PlainPath, part: 'key' | 'value' = 'value'): SourceRange {
    return rangeAt(root, origin(path), part);
  }

  function inside({ from, to }: Problem, path: PlainPath, offset: number): SourceRange {
    const { value } = follow(root, origin(path));
    const start = value.kind === 'scalar' ? value.verbatimFrom : undefined;
    if (start === undefined || from === to) return range(path);
    return map.range(start + offset + from, start + offset + to);
  }

  return {
    report(found, path, part) {
      diagnostics.push(placed(found, { range: range(path, part) }));
    },
    reportInside(problems, path, from = 0) {
      for (const one of problems) diagnostics.push(placed(one.diagnostic, { range: inside(one, path, from) }));
    },
    writtenAt(path) {
      const { value } = follow(root, origin(path));
      return value.kind === 'scalar' ? value.written : '';
    },
    lineOf: (path, part) => range(path, part).start.line,
    isIncomplete: (path) => isIncomplete(origin(path)),
  };
}
