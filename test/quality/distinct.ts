/** Which of many generated files a linter has to see: outputs share most of their helpers, to the letter. */
import { posix } from 'node:path';

export interface CodeFile {
  readonly path: string;
  readonly text: string;
}

/** The files that differ from all before them, in themselves or in something that they lead to; layout does not count. */
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
    // The hash in a file's header is of its code, whatever its layout.
    const key = Array.from(reached, ({ text }) => /@mwgen sha256:(\w+)/.exec(text)?.[1] ?? text).join('\n');
    return !seen.has(key) && seen.add(key);
  });
}
