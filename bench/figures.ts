/** Statistics of samples that were taken in turn, and the tables that show them. */

/** The middle of a figure and half of its samples. */
export interface Figure {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** One variant and its figures, one a column; `null` where nothing could be measured. */
export interface Row {
  readonly label: string;
  readonly figures: readonly (Figure | null)[];
}

export interface Table {
  /** The name of the table's file, where it is drawn. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly unit: 'ratio' | 'µs' | 'MiB' | '%';
  readonly rows: readonly Row[];
}

/** The median and the quartiles. */
export function figureOf(samples: readonly number[]): Figure {
  const sorted = samples.toSorted((left, right) => left - right);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** The items in another order each round, so that none always runs after the same neighbour. */
export function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = (by + items.length) % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** A table in Markdown. */
export function markdown({ columns, unit, rows }: Table): string {
  const cells = rows.map(({ label, figures }) => [label, ...figures.map((figure) => shown(figure, unit))]);
  const line = (words: readonly string[]): string => `| ${words.join(' | ')} |`;
  return [line(['', ...columns]), line(['---', ...columns.map(() => '---:')]), ...cells.map(line)].join('\n');
}

function shown(figure: Figure | null, unit: Table['unit']): string {
  if (figure === null) return 'did not finish';
  const digits = unit === 'ratio' ? 2 : unit === 'MiB' ? 0 : 1;
  const text = figure.median.toFixed(digits);
  if (figure.low === figure.high) return text;
  return `${text} (${figure.low.toFixed(digits)} to ${figure.high.toFixed(digits)})`;
}
