/** Finds the spec that an existing generated file belongs to, if it is not the one of the run. */
import { basename, dirname, join, resolve } from 'node:path';
import { foldersUp, isInside } from '../languages/folders.js';
import { commentText } from '../languages/header.js';
import { fileNames } from './generated-files.js';
import { readIfReadable } from './disk.js';
import { specsBelow } from './find-specs.js';

/** Returns the path of the spec that still asks for a file, for a file and the name of a spec in its header. */
export type OtherOwner = (path: string, spec: string) => string | undefined;

/**
 * Looks for specs in the folders between a file and the root of the project, and for those whose outputs are elsewhere.
 * A header has only the name of its spec, so two specs with the same name are told apart by what they ask for.
 */
export function otherOwners(
  own: string,
  root: string,
  /** The output folders in the text of a spec. */
  outputsIn: (text: string) => readonly string[],
): OtherOwner {
  const known = new Map<string, readonly string[]>();
  const outputs = (spec: string): readonly string[] => {
    const text = readIfReadable(spec)?.toString('utf8') ?? '';
    const found = known.get(spec) ?? outputsIn(text).map((output) => resolve(dirname(spec), output));
    known.set(spec, found);
    return found;
  };
  const elsewhere = new Map<string, readonly string[]>();
  /** The specs of the project with a name. They are only searched for if a file with such a header exists. */
  const specsNamed = (name: string): readonly string[] => {
    const found = elsewhere.get(name) ?? specsBelow(root, [name]);
    elsewhere.set(name, found);
    return found;
  };
  /** The length of the path of the output folder that a spec has for a file; 0 if it does not ask for it. */
  const claim = (candidate: string, path: string): number =>
    Math.max(
      0,
      ...outputs(candidate)
        .filter((output) => isInside(output, path))
        .map(({ length }) => length),
    );
  return (path, spec) => {
    // Of two specs with the same name and one output inside the other's, the nearest to the file is the owner.
    const owner = foldersUp(dirname(path))
      .filter((folder) => isInside(root, folder))
      .flatMap((folder) => fileNames(folder).map((name) => join(folder, name)))
      .filter((candidate) => commentText(basename(candidate)) === spec)
      .find((candidate) => candidate === own || outputs(candidate).some((output) => isInside(output, path)));
    if (owner !== undefined && owner !== own) return owner;
    // A spec with a root can ask for files that are not below it. The one with the innermost folder is the owner.
    const least = Math.max(1, claim(own, path));
    return specsNamed(spec).find(
      (candidate) => candidate !== own && !isInside(dirname(candidate), path) && claim(candidate, path) >= least,
    );
  };
}
