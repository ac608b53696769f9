/** The word that was probably meant, if one is similar enough. Case, dashes and underscores are ignored. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  if (word.length > 100) return undefined;
  const wanted = plain(word);
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of words) {
    const distance = editDistance(wanted, plain(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  // An abbreviation, if it is that of one word only: `res` for `response`, `ts` for `typescript`.
  const long = wanted.length < 2 ? [] : words.filter((candidate) => abbreviates(wanted, plain(candidate)));
  if (least > 1 && long.length === 1) return long[0];
  // Up to a third of the letters may differ; in words of up to three letters, one.
  return best !== undefined && least <= Math.max(1, Math.floor(Math.max(wanted.length, 3) / 3)) ? best : undefined;
}

/** The help text for an unknown word. */
export function didYouMean(word: string, words: readonly string[]): string | undefined {
  const meant = nearest(word, words);
  return meant === undefined ? undefined : `Did you mean \`${meant}\`?`;
}

/**
 * Optimal string alignment distance: an insertion, deletion, replacement or swap of adjacent letters costs one each.
 */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, right.length);
}

/** Whether a word is the beginning of another one, or has its letters in order, from the first one on. */
function abbreviates(short: string, long: string): boolean {
  if (short.length >= long.length || !long.startsWith(short.charAt(0))) return false;
  if (long.startsWith(short)) return true;
  let at = 0;
  for (const letter of short) {
    at = long.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return short.length === 2;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '');
}
