import {
  codeHash,
  conflictSides,
  readHeader,
  unixText,
  type Canonical,
  type Hashing,
  type Header,
} from '../languages/header.js';
import type { ConflictVersions } from './git-versions.js';

/**
 * The state of a file:
 * - `current`: up to date, formatted by mwgen or another formatter;
 * - `missing`: does not exist;
 * - `stale`: generated and not edited, but the spec, a setting or mwgen itself has changed;
 * - `edited`: generated and then edited by hand;
 * - `foreign`: not created by mwgen;
 * - `orphan`: generated, not edited, and no longer needed.
 */
export type FileState = 'current' | 'missing' | 'stale' | 'edited' | 'foreign' | 'orphan';

export interface Comparison {
  /** The text on disk; absent: no file. */
  readonly actual?: string;
  /** The expected text. */
  readonly expected: string;
  /**
   * Whether the file on disk is known to be formatted by mwgen, so that a difference in formatting means changed
   * settings.
   */
  readonly laidOutByUs: boolean;
  readonly hashing: Hashing;
  /** The versions of a file with a merge conflict, if they are known. */
  readonly versions?: () => ConflictVersions | undefined;
}

export interface Compared {
  readonly state: Exclude<FileState, 'orphan'>;
  /** Whether a current file is formatted by mwgen. */
  readonly ours: boolean;
  /** Whether the file has the markers of a merge conflict. */
  readonly conflict?: true;
}

/** Compares a file with its expected text. Compares bytes first, and calls a formatter only if they differ. */
export async function compareFile(comparison: Comparison): Promise<Compared> {
  const { actual, expected, laidOutByUs, hashing } = comparison;
  const as = (state: Compared['state'], ours = true): Compared => ({ state, ours });
  if (actual === undefined) return as('missing');
  if (unixText(actual) === expected) return as('current');
  const sides = conflictSides(actual);
  if (sides?.some((side) => readHeader(side) !== undefined) === true)
    return { ...as((await isGeneratedMerge(actual, sides, comparison)) ? 'stale' : 'edited'), conflict: true };
  const header = readHeader(actual);
  if (header === undefined) return as('foreign');
  if (header.preceded) return as('edited');
  const wanted = readHeader(expected);
  if (!(await isUnedited(header, hashing))) {
    // If the code is correct and only the hash above it is wrong, as after a merge, overwriting it loses nothing.
    const hash = await hashOf(header.code, hashing.canonical);
    return as(hash !== undefined && hash === wanted?.hash ? 'stale' : 'edited');
  }
  if (header.hash !== wanted?.hash || header.title !== wanted.title) return as('stale');
  return laidOutByUs ? as('stale') : as('current', false);
}

/**
 * Whether both sides of a merge conflict are exactly what mwgen generated, so that no edit is lost. Git has mixed lines
 * of both into the rest of the text, so that its sides can differ from their hashes: then Git itself is asked for them.
 */
async function isGeneratedMerge(
  actual: string,
  sides: readonly string[],
  { versions, hashing }: Pick<Comparison, 'versions' | 'hashing'>,
): Promise<boolean> {
  const areIntact = async (texts: readonly string[]): Promise<boolean> => {
    for (const text of texts) if (!(await isIntact(text, hashing))) return false;
    return true;
  };
  if (await areIntact(sides)) return true;
  const found = versions?.();
  if (found === undefined) return false;
  const { ours, theirs, ancestor } = found;
  const known = new Set([ours, theirs, ancestor].flatMap((text) => unixText(text).split('\n')));
  // A line of neither was written into the file after the merge.
  const isMixed = unixText(actual)
    .split('\n')
    .every((line) => known.has(line) || /^([<|=>])\1{6}(?: |$)/.test(line));
  return isMixed && (await areIntact([ours, theirs]));
}

/** Whether a file with a header still contains exactly what mwgen wrote. */
export async function isIntact(actual: string, hashing: Hashing): Promise<boolean> {
  const header = readHeader(actual);
  return header !== undefined && !header.preceded && (await isUnedited(header, hashing));
}

/** Whether the hash in a header is that of the code below it. */
async function isUnedited({ code, hash }: Header, { canonical, former }: Hashing): Promise<boolean> {
  if ((await hashOf(code, canonical)) === hash) return true;
  return former !== undefined && (await hashOf(code, former)) === hash;
}

/** The hash of the code, or `undefined` if it is not valid code, for example because of merge conflict markers. */
async function hashOf(code: string, canonical: Canonical): Promise<string | undefined> {
  try {
    return await codeHash(code, canonical);
  } catch {
    return undefined;
  }
}
