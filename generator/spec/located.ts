/** A YAML document as values that know where they stand. */
import type { SourceRange } from '../diagnostics/diagnostic.js';

export type Located = LocatedScalar | LocatedMap | LocatedList;

interface LocatedNode {
  readonly range: SourceRange;
  /** How many values it is when all aliases are written out. */
  readonly size: number;
}

export interface LocatedScalar extends LocatedNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As the file has it: for a number or a boolean, its text; for a text, the text. */
  readonly written: string;
  /** Whether the file holds `written` character by character, so that a stretch of it has a place of its own. */
  readonly verbatimFrom?: number;
  /** Stands in for what was reported as wrong already. */
  readonly broken?: true;
}

export interface LocatedMap extends LocatedNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, LocatedEntry>;
}

export interface LocatedEntry {
  readonly key: SourceRange;
  readonly value: Located;
}

export interface LocatedList extends LocatedNode {
  readonly kind: 'list';
  readonly items: readonly Located[];
}

/** What a path leads to. `key` is there where the last step is a key of a mapping. */
export interface FoundPlace {
  readonly key?: SourceRange;
  readonly value: Located;
}

/** Follows a path as far as it goes; `complete` is false where it ended early. */
export function follow(root: Located, path: readonly (string | number)[]): FoundPlace & { readonly complete: boolean } {
  let place: FoundPlace = { value: root };
  for (const step of path) {
    const next = stepInto(place.value, step);
    if (next === undefined) return { ...place, complete: false };
    place = next;
  }
  return { ...place, complete: true };
}

function stepInto(value: Located, step: string | number): FoundPlace | undefined {
  if (value.kind === 'map') return value.entries.get(String(step));
  const item = value.kind === 'list' ? value.items[Number(step)] : undefined;
  return item === undefined ? undefined : { value: item };
}
