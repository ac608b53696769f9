/** Counts lines of code, so that the goldens show when the output for a spec becomes longer. */

/** The file in `fixtures/` with the lines of code of all cases: one file, so that a change of a helper is a short diff. */
export const linesName = 'lines.txt';

/** One line for each target of a case: its folder, and its lines of code without blank lines, comments and docstrings. */
export function printLineCounts(name: string, files: ReadonlyMap<string, string>): string {
  const counts = new Map<string, number>();
  for (const [path, text] of files) {
    const [folder = '', ...rest] = path.split('/');
    if (rest.length > 0) counts.set(folder, (counts.get(folder) ?? 0) + linesOfCode(text));
  }
  const lines = Array.from(counts, ([folder, count]) => `${name}/${folder} ${String(count)}\n`);
  return lines.sort().join('');
}

function linesOfCode(text: string): number {
  return text.replace(block, '').replace(comment, '').match(/\S.*/g)?.length ?? 0;
}

/** A comment or docstring that begins a line. */
const block = /^[^\S\n]*(?:\/\*[^]*?\*\/|"""[^]*?""")$/gm;
const comment = /^[^\S\n]*(?:\/\/|#(?![a-zA-Z])).*$/gm;
