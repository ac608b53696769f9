/** Sizes with units. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import { type Checked, problem } from '../diagnostics/problem.js';

/** Parses a number of bytes: `64KiB`, `1.5MB`, `4096`. */
export function parseSize(text: string): Checked<number> {
  const match = /^(\d{1,15}(?:\.\d{1,15})?)(\s*)([A-Za-z]*)$/.exec(text.trim());
  const wrong = (help: string): Checked<number> => problem(diagnostic('size-form', { text }, { help }), 0, text.length);
  if (match === null) return wrong(sizeHelp);
  const [, digits = '', gap = '', unit = ''] = match;
  const factor = factors.get(unit === '' ? 'B' : unit);
  if (factor !== undefined && (gap !== '' || text !== text.trim()))
    return wrong(`Write it without spaces: \`${digits}${unit}\`.`);
  if (factor === undefined) {
    const meant = Array.from(factors.keys()).find((known) => similar(known, unit));
    return wrong(meant === undefined ? sizeHelp : `Did you mean \`${digits}${meant}\`? ${sizeHelp}`);
  }
  const bytes = Number(digits) * factor;
  if (!Number.isSafeInteger(bytes)) return wrong('A size is a whole number of bytes, less than 2^53.');
  return { value: bytes };
}

const sizeHelp = 'Write a size such as `64KiB`, `1MB` or a plain number of bytes.';

const factors = new Map([
  ['B', 1],
  ['KB', 1000],
  ['MB', 1000 ** 2],
  ['GB', 1000 ** 3],
  ['KiB', 1024],
  ['MiB', 1024 ** 2],
  ['GiB', 1024 ** 3],
]);

/**
 * Whether a unit is probably a misspelling of a known one. `kb`, `kib` and `K` are rejected because they are ambiguous,
 * and lead to a suggestion.
 */
function similar(known: string, unit: string): boolean {
  const lower = unit.toLowerCase();
  return known.toLowerCase() === lower || known.toLowerCase() === `${lower}ib`;
}
