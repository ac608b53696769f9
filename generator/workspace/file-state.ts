import { codeHash, readHeader, unixText, type Canonical } from '../languages/header.js';

/**
 * What stands in the way of a file, or in its place:
 * - `current`: what it should be, in mwgen's layout or another formatter's;
 * - `missing`: nothing;
 * - `stale`: mwgen's, untouched, but the spec, a setting or mwgen itself has changed since;
 * - `edited`: mwgen's, and changed by hand;
 * - `foreign`: not mwgen's;
 * - `orphan`: mwgen's, untouched, and no longer asked for.
 */
export type FileState = 'current' | 'missing' | 'stale' | 'edited' | 'foreign' | 'orphan';

export interface Comparison {
  /** What is on the disk; absent: nothing. */
  readonly actual?: string;
  /** What should be there. */
  readonly expected: string;
  /** Whether mwgen is known to have laid out what is on the disk, so that a difference in layout comes from changed settings. */
  readonly laidOutByUs: boolean;
  readonly canonical: Canonical;
}

export interface Compared {
  readonly state: Exclude<FileState, 'orphan'>;
  /** Whether a current file is in mwgen's own layout. */
  readonly ours: boolean;
}

/** Compares a file with what should be there. Bytes first: a formatter is called only where they differ. */
export async function compareFile({ actual, expected, laidOutByUs, canonical }: Comparison): Promise<Compared> {
  const as = (state: Compared['state'], ours = true): Compared => ({ state, ours });
  if (actual === undefined) return as('missing');
  if (unixText(actual) === expected) return as('current');
  const header = readHeader(actual);
  if (header === undefined) return as('foreign');
  if (header.preceded) return as('edited');
  const hash = await hashOf(header.code, canonical);
  const wanted = readHeader(expected);
  if (hash !== header.hash) {
    // The code is what it should be and only the hash above it is wrong, as after a merge: nothing of anybody's would be lost.
    return as(hash !== undefined && hash === wanted?.hash ? 'stale' : 'edited');
  }
  if (hash !== wanted?.hash || header.title !== wanted.title) return as('stale');
  return laidOutByUs ? as('stale') : as('current', false);
}

/** Whether a file with a header still holds what mwgen wrote. */
export async function isIntact(actual: string, canonical: Canonical): Promise<boolean> {
  const header = readHeader(actual);
  return header !== undefined && !header.preceded && (await hashOf(header.code, canonical)) === header.hash;
}

/** The hash of code, or `undefined` for what is no code at all, such as a file with merge conflict markers. */
async function hashOf(code: string, canonical: Canonical): Promise<string | undefined> {
  try {
    return await codeHash(code, canonical);
  } catch {
    return undefined;
  }
}
