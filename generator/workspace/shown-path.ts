import { relative, sep } from 'node:path';

/** A path as people are shown it: relative to the working directory, with `/`, and nothing in it that a terminal would obey. */
export function shownPath(cwd: string, path: string): string {
  const way = relative(cwd, path);
  return withoutControls((way === '' ? '.' : way).split(sep).join('/'));
}

/** Text of a file or a name without what a terminal would take for a command. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => (character === '\n' || character === '\t' ? character : '\ufffd'));
}
