/**
 * Checks a document's shape. What is wrong is reported and taken out, and the rest is checked as if it had never been
 * there, so that one misspelt key does not hide what is wrong elsewhere.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { placed } from '../diagnostics/diagnostic.js';
import { explainFault, type Fault, faultsOf } from './explain-issue.js';
import { follow, type Located } from './located.js';
import { placeSet, type PlainPath, toPlain } from './plain.js';
import { rangeAt } from './range-at.js';
import { type Spec, specSchema } from './schema.js';

export interface ReadStructure {
  /** What is left of the spec; absent where nothing is. */
  readonly spec?: Spec;
  /** From a path into `spec` to the path into the document. */
  readonly origin: (path: PlainPath) => (string | number)[];
  /** Whether something at or under a place in the document was taken out. */
  readonly isIncomplete: (path: PlainPath) => boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export function readStructure(root: Located): ReadStructure {
  const diagnostics: Diagnostic[] = [];
  const refused = placeSet();
  /** Keys of the spec itself that are missing: what stands in for them, so that the rest is checked all the same. */
  const stopgap: Record<string, unknown> = {};
  // Each round takes out at least one value, and what it takes out next stands above it: the depth of the language bounds it.
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
    // A value that an earlier round took out is missing now, or its list empty now: that is no news, but its parent has to go.
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

/** Enough of a value to be described. */
function plainOf(node: Located): unknown {
  if (node.kind === 'scalar') return node.value;
  return node.kind === 'list' ? node.items.map(() => null) : {};
}
