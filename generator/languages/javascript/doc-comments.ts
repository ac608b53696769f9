/** Writes doc comments: the text that is there, with tags for the types that plain code cannot say. */

/** The greatest width of a line, as in the helpers. The indentation comes on top of it. */
const width = 112;

/** A comment with some text and tags. Each of them can have several lines. */
export function docComment(text: readonly string[], tags: readonly string[]): string {
  const lines = [...text, ...(text.length > 0 && tags.length > 0 ? [''] : []), ...tags.flatMap(wrapped)];
  const [only = ''] = lines;
  if (lines.length === 1 && only.length <= width) return `/** ${only} */`;
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
}

/** The lines of text in a comment. */
export function linesOf(comment: string): string[] {
  const lines = comment
    .slice(3, -2)
    .split('\n')
    .map((line) => line.trim().replace(/^\*(?: |$)/, ''));
  while (lines[0] === '') lines.shift();
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Breaks a long tag into several lines, at spaces. */
function wrapped(tag: string): string[] {
  const lines: string[] = [];
  let rest = tag;
  while (rest.length > width) {
    const at = rest.lastIndexOf(' ', width);
    if (at <= 4) break;
    lines.push(rest.slice(0, at));
    rest = `  ${rest.slice(at + 1)}`;
  }
  return [...lines, rest];
}
