/** The source lines of the first top-level definition that matches a pattern, including the comment above it. */
export function definitionLines(text: string, beginning: RegExp): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => beginning.test(line));
  if (start === -1) return '';
  let top = start;
  while (/^(?:\/\*\*| \*|\/\/|#|@)/.test(lines[top - 1] ?? '')) top--;
  // The definition ends at the next line that is not indented. If that line is a closing brace, it is included.
  let end = start + 1;
  while (end < lines.length && /^(?:\s|$)/.test(lines[end] ?? '')) end++;
  if (/^[})]/.test(lines[end] ?? '')) end++;
  return lines.slice(top, end).join('\n').trimEnd();
}
