/** Finds the spec that an existing generated file belongs to, if it is not the one of the run. */
import { basename, dirname, join, resolve } from 'node:path';
import { foldersUp, isInside } from '../languages/folders.js';
import { commentText } from '../languages/header.js';
import { fileNames } from './generated-files.js';
import { readIfReadable } from './disk.js';

/** Returns the path of the spec that still asks for a file, for a file and the name of a spec in its header. */
export type OtherOwner = (path: string, spec: string) => string | undefined;

/**
 * Looks for specs in the folders between a file and the root of the project, because output is always below its spec.
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
  return (path, spec) => {
    // Of two specs with the same name and one output inside the other's, the nearest to the file is the owner.
    const owner = foldersUp(dirname(path))
      .filter((folder) => isInside(root, folder))
      .flatMap((folder) => fileNames(folder).map((name) => join(folder, name)))
      .filter((candidate) => commentText(basename(candidate)) === spec)
      .find((candidate) => candidate === own || outputs(candidate).some((output) => isInside(output, path)));
    return owner === own ? undefined : owner;
  };
}
