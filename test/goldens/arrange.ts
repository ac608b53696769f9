/** Where everything that the cases come to belongs in `fixtures/`: what is shared stands once. */
import { posix } from 'node:path';
import { helperFolder, listName, printList } from './files.js';
import { helpersName } from './produce.js';

/** What stands in `fixtures/` so far, so that a variant keeps its name while its text changes. */
export interface Standing {
  readonly helpers: ReadonlyMap<string, string>;
  /** For each case, which variant it had of which file. */
  readonly lists: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A text that one or more files of cases have. */
interface Variant {
  readonly text: string;
  readonly extension: string;
  readonly users: { readonly name: string; readonly path: string; readonly had: string | undefined }[];
}

/** The files of `fixtures/` but the specs, by path: from what each case comes to, by its name and the paths in it. */
export function arrange(
  produced: ReadonlyMap<string, ReadonlyMap<string, string>>,
  standing: Standing,
): Map<string, string> {
  const arranged = new Map<string, string>();
  const folders = new Map<string, Map<string, Variant>>();
  for (const [name, files] of produced) {
    for (const [path, text] of files) {
      const folder = helperFolder(path);
      if (folder === undefined) {
        arranged.set(`${name}/${path}`, text);
        continue;
      }
      const variants = folders.get(folder) ?? new Map<string, Variant>();
      const variant = variants.get(text) ?? { text, extension: posix.extname(path), users: [] };
      variant.users.push({ name, path, had: standing.lists.get(name)?.get(path) });
      folders.set(folder, variants.set(text, variant));
    }
  }
  const lists = new Map<string, Map<string, string>>();
  for (const [folder, variants] of folders) {
    for (const [place, { text, users }] of namedVariants(folder, Array.from(variants.values()), standing)) {
      arranged.set(`${helpersName}/${place}`, text);
      for (const { name, path } of users)
        lists.set(name, (lists.get(name) ?? new Map<string, string>()).set(path, place));
    }
  }
  for (const [name, list] of lists) arranged.set(`${name}/${listName}`, printList(list));
  return arranged;
}

/**
 * Gives each variant of a helper its place. A variant is called after the first case that has it, and keeps its name while it
 * changes, or a change of one helper would be a change of many lists: a name stays with the text, else with the case that it
 * is of, else with most of those that had it.
 */
function namedVariants(folder: string, variants: readonly Variant[], standing: Standing): Map<string, Variant> {
  const named = new Map<string, Variant>();
  const open = new Set(variants);
  const give = (place: string | undefined, variant: Variant): void => {
    if (place === undefined || named.has(place) || !open.delete(variant)) return;
    named.set(place, variant);
  };
  for (const [place, text] of standing.helpers) {
    const same = posix.dirname(place) === folder ? variants.find((variant) => variant.text === text) : undefined;
    if (same !== undefined) give(place, same);
  }
  for (const variant of [...open]) {
    give(variant.users.find(({ name, had }) => had !== undefined && isCalledAfter(had, name))?.had, variant);
  }
  for (const variant of [...open].sort((left, right) => right.users.length - left.users.length)) {
    for (const place of byCount(variant.users.flatMap(({ had }) => had ?? []))) give(place, variant);
  }
  for (const variant of [...open]) {
    const [first] = variant.users;
    const target = first?.path.split('/')[0] ?? '';
    for (const stem of [first?.name ?? '', `${first?.name ?? ''}.${target}`]) {
      give(`${folder}/${stem}${variant.extension}`, variant);
    }
    for (let number = 2; open.has(variant); number++) {
      give(`${folder}/${first?.name ?? ''}.${String(number)}${variant.extension}`, variant);
    }
  }
  return named;
}

function isCalledAfter(place: string, name: string): boolean {
  return posix.basename(place).split('.')[0] === name;
}

/** The different ones, the most frequent first. */
function byCount(places: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return Array.from(counts.keys()).sort((left, right) => (counts.get(right) ?? 0) - (counts.get(left) ?? 0));
}
