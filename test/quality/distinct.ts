/** Reduces the files to check, because outputs share most of their helpers. */

export interface CodeFile {
  readonly path: string;
  readonly text: string;
}

/** The files whose code differs from that of all previous ones, ignoring formatting. */
export function distinctFiles<File extends CodeFile>(files: readonly File[]): File[] {
  // The hash in the header of a file does not depend on formatting.
  return distinctBy(files, ({ text }) => /@mwgen sha256:(\w+)/.exec(text)?.[1] ?? text);
}

/** The files whose text differs from that of all previous ones, formatting included. */
export function distinctTexts<File extends CodeFile>(files: readonly File[]): File[] {
  return distinctBy(files, ({ text }) => text);
}

function distinctBy<File>(files: readonly File[], keyOf: (file: File) => string): File[] {
  const seen = new Set<string>();
  return files.filter((file) => {
    const key = keyOf(file);
    return !seen.has(key) && seen.add(key);
  });
}
