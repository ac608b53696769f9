/** Converts located values to plain data for the schema, without values that have already been rejected. */
import type { Located } from './located.js';

export type PlainPath = readonly (string | number)[];

/** A set of places in the document. */
export interface PlaceSet {
  readonly add: (path: PlainPath) => void;
  readonly has: (path: PlainPath) => boolean;
  /** Whether the set contains this place or one below it. */
  readonly touches: (path: PlainPath) => boolean;
}

export function placeSet(): PlaceSet {
  const exact = new Set<string>();
  const prefixes = new Set<string>();
  return {
    add(path) {
      exact.add(JSON.stringify(path));
      for (let length = 0; length <= path.length; length++) prefixes.add(JSON.stringify(path.slice(0, length)));
    },
    has: (path) => exact.has(JSON.stringify(path)),
    touches: (path) => prefixes.has(JSON.stringify(path)),
  };
}

export interface Plain {
  readonly value: unknown;
  /** Maps a path in `value` to the path in the document. They differ in lists from which items were removed. */
  readonly origin: (path: PlainPath) => (string | number)[];
}

/** Also adds values that are marked as broken to `refused`. */
export function toPlain(root: Located, refused: PlaceSet): Plain {
  /** For each list with removed items, by its path in the document: the original indexes of the remaining items. */
  const renumbered = new Map<string, readonly number[]>();
  return { value: convert(root, []), origin };

  function convert(node: Located, path: PlainPath): unknown {
    if (node.kind === 'scalar') return node.value;
    if (node.kind === 'map') {
      for (const [key, { value }] of node.entries) if (isBroken(value)) refused.add([...path, key]);
      const entries = Array.from(node.entries).filter(([key]) => !refused.has([...path, key]));
      return Object.fromEntries(entries.map(([key, { value }]) => [key, convert(value, [...path, key])]));
    }
    for (const [index, item] of node.items.entries()) if (isBroken(item)) refused.add([...path, index]);
    const kept = node.items.map((_, index) => index).filter((index) => !refused.has([...path, index]));
    if (kept.length < node.items.length) renumbered.set(JSON.stringify(path), kept);
    return kept.map((index) => convert(node.items[index] ?? node, [...path, index]));
  }

  function origin(path: PlainPath): (string | number)[] {
    const found: (string | number)[] = [];
    for (const step of path) {
      const kept = typeof step === 'number' ? renumbered.get(JSON.stringify(found)) : undefined;
      found.push(kept?.[Number(step)] ?? step);
    }
    return found;
  }
}

function isBroken(node: Located): boolean {
  return node.kind === 'scalar' && node.broken === true;
}
