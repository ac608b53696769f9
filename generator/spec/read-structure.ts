/**
 * Checks the structure of a document. Invalid parts are reported and removed, and the rest is checked without them, so
 * that one misspelt key does not hide other errors.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { placed } from '../diagnostics/diagnostic.js';
import { explainFault, type Fault, faultsOf } from './explain-issue.js';
import { outdentedKeys } from './outdented.js';
import { follow, type Located } from './located.js';
import { placeSet, type PlainPath, toPlain } from './plain.js';
import { rangeAt } from './range-at.js';
import { type Spec, specSchema } from './schema.js';

export interface ReadStructure {
  /** The valid part of the spec; absent if there is none. */
  readonly spec?: Spec;
  /** Maps a path in `spec` to the path in the document. */
  readonly origin: (path: PlainPath) => (string | number)[];
  /** Whether something at or below a place in the document was removed. */
  readonly isIncomplete: (path: PlainPath) => boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export function readStructure(root: Located): ReadStructure {
  const diagnostics: Diagnostic[] = [];
  const refused = placeSet();
  const outdented = outdentedKeys(root);
  diagnostics.push(...outdented.diagnostics);
  for (const name of outdented.names) refused.add(['middleware', name]);
  /** Placeholders for missing top-level keys, so that the rest can be checked. */
  const stopgap: Record<string, unknown> = {};
  // Each round removes at least one value, and later rounds only remove its parents. The nesting of the schema
  // therefore limits the number of rounds.
  for (let round = 0; round < 12; round++) {
    const { value, origin } = toPlain(root, refused);
    const parsed = specSchema.safeParse(isRecord(value) ? { ...stopgap, ...value } : value);
    if (parsed.success) return { spec: parsed.data, origin, isIncomplete: refused.touches, diagnostics };
    for (const fault of parsed.error.issues.flatMap((issue) => faultsOf(issue))) refuse(fault, origin(fault.path));
    if (refused.has([])) break;
  }
  return { origin: (path) => [...path], isIncomplete: refused.touches, diagnostics };

  function refuse(fault: Fault, path: PlainPath): void {
    const place = follow(root, path);
    // If an earlier round removed a value, the value is missing now, or its list is empty. That is not reported again,
    // but the parent has to be removed too.
    const isNews = !refused.touches(path);
    const actual = place.complete ? plainOf(place.value) : undefined;
    if (isNews) {
      const part = fault.kind === 'unknown-key' ? 'key' : 'value';
      diagnostics.push(placed(explainFault(fault, path, actual), { range: rangeAt(root, path, part) }));
    }
    const [key] = path;
    if (place.complete && !refused.has(path)) refused.add(path);
    else if (path.length > 1 || typeof key !== 'string') refused.add(path.slice(0, -1));
    else {
      refused.add(path);
      stopgap[key] = key === 'version' ? 1 : key === 'targets' ? [] : {};
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in as much detail as a description needs. */
function plainOf(node: Located): unknown {
  if (node.kind === 'scalar') return node.value;
  return node.kind === 'list' ? node.items.map((item) => (item.kind === 'scalar' ? item.value : null)) : {};
}
