/** Assigns generated files to places in `fixtures/`. Texts that several cases share are stored once. */
import { helperOf, listName, printList, storedParts } from './files.js';
import { linesName, printLineCounts } from './lines.js';
import { helpersName } from './produce.js';
import { encodeVariants } from './variants.js';

/** The current contents of `fixtures/`, so that a variant keeps its name when its text changes. */
export interface Standing {
  /** The variants of helpers, by place. */
  readonly helpers: ReadonlyMap<string, string>;
  /** For each case, the variants that its files had. */
  readonly lists: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A text that files of one or more cases share. */
interface Variant {
  readonly text: string;
  readonly users: { readonly name: string; readonly path: string; readonly had: string | undefined }[];
}

/** Returns all files of `fixtures/` except the specs, by path. `produced` contains the files of each case. */
export function arrange(
  produced: ReadonlyMap<string, ReadonlyMap<string, string>>,
  standing: Standing,
): Map<string, string> {
  const arranged = new Map<string, string>();
  const helpers = new Map<string, Map<string, Variant>>();
  for (const [name, files] of produced) {
    const parts = Array.from(files).flatMap(([path, text]) => Array.from(storedParts(path, text)));
    for (const [path, text] of parts) {
      const helper = helperOf(path);
      if (helper === undefined) {
        arranged.set(`${name}/${path}`, text);
        continue;
      }
      const variants = helpers.get(helper) ?? new Map<string, Variant>();
      const variant = variants.get(text) ?? { text, users: [] };
      variant.users.push({ name, path, had: standing.lists.get(name)?.get(path) });
      helpers.set(helper, variants.set(text, variant));
    }
  }
  const lists = new Map<string, Map<string, string>>();
  const placed = new Map<string, string>();
  for (const [helper, variants] of helpers) {
    for (const [place, { text, users }] of namedVariants(helper, Array.from(variants.values()), standing)) {
      placed.set(place, text);
      for (const { name, path } of users)
        lists.set(name, (lists.get(name) ?? new Map<string, string>()).set(path, place));
    }
  }
  for (const [path, text] of encodeVariants(placed)) arranged.set(`${helpersName}/${path}`, text);
  for (const [name, list] of lists) arranged.set(`${name}/${listName}`, printList(list));
  const counts = Array.from(produced, ([name, files]) => printLineCounts(name, files));
  arranged.set(linesName, counts.join(''));
  return arranged;
}

/**
 * Gives each variant of a helper a place. One variant, at first the longest, is stored as a whole. Each other one is
 * named after the first case that has it. To keep diffs small, names are kept when texts change: a name goes to the
 * variant with the same text, else to that of the case in the name, else to that of most cases that had it.
 */
function namedVariants(helper: string, variants: readonly Variant[], standing: Standing): Map<string, Variant> {
  const named = new Map<string, Variant>();
  const open = new Set(variants);
  const give = (place: string | undefined, variant: Variant): void => {
    if (place === undefined || helperIn(place) !== helper || named.has(place) || !open.delete(variant)) return;
    named.set(place, variant);
  };
  const byText = new Map(variants.map((variant) => [variant.text, variant]));
  for (const [place, text] of standing.helpers) {
    const same = byText.get(text);
    if (same !== undefined) give(place, same);
  }
  for (const variant of [...open]) {
    give(variant.users.find(({ name, had }) => had?.split(/[ .]/).at(-1) === name)?.had, variant);
  }
  for (const variant of [...open].sort((left, right) => right.users.length - left.users.length)) {
    for (const place of byCount(variant.users.flatMap(({ had }) => had ?? []))) give(place, variant);
  }
  for (const variant of [...open].sort((left, right) => right.text.length - left.text.length)) give(helper, variant);
  for (const variant of [...open]) {
    const [first] = variant.users;
    const name = first?.name ?? '';
    give(`${helper} ${name}`, variant);
    give(`${helper} ${name}.${first?.path.split('/')[0] ?? ''}`, variant);
    for (let number = 2; open.has(variant); number++) give(`${helper} ${name}.${number}`, variant);
  }
  return withWhole(helper, named);
}

/** If the variant stored as a whole is gone, the longest one takes its place. */
function withWhole(helper: string, named: ReadonlyMap<string, Variant>): Map<string, Variant> {
  if (named.has(helper)) return new Map(named);
  const [longest] = Array.from(named).sort(([, left], [, right]) => right.text.length - left.text.length);
  return new Map(Array.from(named, ([place, variant]) => [place === longest?.[0] ? helper : place, variant]));
}

function helperIn(place: string): string {
  return place.split(' ')[0] ?? '';
}

/** The distinct places, most frequent first. */
function byCount(places: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return Array.from(counts.keys()).sort((left, right) => (counts.get(right) ?? 0) - (counts.get(left) ?? 0));
}
