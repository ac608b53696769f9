/** Reduces the files to check, because outputs share most of their helpers. */

export interface CodeFile {
  readonly path: string;
  readonly text: string;
}

/** The files whose code differs from that of all previous ones, ignoring formatting. */
export function distinctFiles<File extends CodeFile>(files: readonly File[]): File[] {
  const seen = new Set<string>();
  return files.filter(({ text }) => {
    // The hash in the header of a file does not depend on formatting.
    const key = /@mwgen sha256:(\w+)/.exec(text)?.[1] ?? text;
    return !seen.has(key) && seen.add(key);
  });
}
