/** A YAML document as values with their source ranges. */
import type { SourceRange } from '../diagnostics/diagnostic.js';

export type Located = LocatedScalar | LocatedMap | LocatedList;

interface LocatedNode {
  readonly range: SourceRange;
  /** The number of values when all aliases are expanded. */
  readonly size: number;
}

export interface LocatedScalar extends LocatedNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written in the file: for a string, its value; for a number or a boolean, its text. */
  readonly written: string;
  /**
   * The offset of `written` in the file, if the file contains it character by character, so that parts of it can be
   * located.
   */
  readonly verbatimFrom?: number;
  /** Set on a placeholder for a value that has already been reported as invalid. */
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

/** The value at a path. `key` is present if the last step is a key of a mapping. */
export interface FoundPlace {
  readonly key?: SourceRange;
  readonly value: Located;
}

/** Follows a path as far as possible. `complete` is false if the path ended early. */
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
