/** Reduces the files to lint, because outputs share most of their helpers. */
import { posix } from 'node:path';

export interface CodeFile {
  readonly path: string;
  readonly text: string;
}

/** The files that differ from all previous ones, in their own code or that of imported files, ignoring formatting. */
export function distinctFiles(files: readonly CodeFile[]): CodeFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  return files.filter((file) => {
    const reached = new Set([file]);
    for (const one of reached) {
      for (const [, specifier = ''] of one.text.matchAll(/from\s+['"](\.[^'"]+)\.js['"]/g)) {
        const next = byPath.get(`${posix.join(posix.dirname(one.path), specifier)}.ts`);
        if (next !== undefined) reached.add(next);
      }
    }
    // The hash in the header of a file does not depend on formatting.
    const key = Array.from(reached, ({ text }) => /@mwgen sha256:(\w+)/.exec(text)?.[1] ?? text).join('\n');
    return !seen.has(key) && seen.add(key);
  });
}
