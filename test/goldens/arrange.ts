/** Where everything that the cases come to belongs in `fixtures/`: what is shared stands once. */
import { helperOf, listName, printList } from './files.js';
import { helpersName } from './produce.js';
import { encodeVariants } from './variants.js';

/** What stands in `fixtures/` so far, so that a variant keeps its name while its text changes. */
export interface Standing {
  /** The variants of helpers, by place. */
  readonly helpers: ReadonlyMap<string, string>;
  /** For each case, which variant it had of which file. */
  readonly lists: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A text that one or more files of cases have. */
interface Variant {
  readonly text: string;
  readonly users: { readonly name: string; readonly path: string; readonly had: string | undefined }[];
}

/** The files of `fixtures/` but the specs, by path: from what each case comes to, by its name and the paths in it. */
export function arrange(
  produced: ReadonlyMap<string, ReadonlyMap<string, string>>,
  standing: Standing,
): Map<string, string> {
  const arranged = new Map<string, string>();
  const helpers = new Map<string, Map<string, Variant>>();
  for (const [name, files] of produced) {
    for (const [path, text] of files) {
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
  return arranged;
}

/**
 * Gives each variant of a helper its place. One of them, at first the longest, is the whole one; another is called after the
 * first case that has it. A variant keeps its name while it changes, or a change of one helper would be a change of many
 * lists: a name stays with the text, else with the case that it is of, else with most of those that had it.
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

/** One has to be whole: where the one that was is gone, the longest. */
function withWhole(helper: string, named: ReadonlyMap<string, Variant>): Map<string, Variant> {
  if (named.has(helper)) return new Map(named);
  const [longest] = Array.from(named).sort(([, left], [, right]) => right.text.length - left.text.length);
  return new Map(Array.from(named, ([place, variant]) => [place === longest?.[0] ? helper : place, variant]));
}

function helperIn(place: string): string {
  return place.split(' ')[0] ?? '';
}

/** The different ones, the most frequent first. */
function byCount(places: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return Array.from(counts.keys()).sort((left, right) => (counts.get(right) ?? 0) - (counts.get(left) ?? 0));
}
