import { relative, sep } from 'node:path';

/** A path for display: relative to the working directory, with `/`, and without control characters. */
export function shownPath(cwd: string, path: string): string {
  const way = relative(cwd, path);
  return withoutControls((way === '' ? '.' : way).split(sep).join('/'));
}

/** Replaces control characters, which a terminal would interpret. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => (character === '\n' || character === '\t' ? character : '\ufffd'));
}
