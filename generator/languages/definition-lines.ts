/** The lines of a text from one that begins a definition at the margin to its end, with the comment above. */
export function definitionLines(text: string, beginning: RegExp): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => beginning.test(line));
  if (start === -1) return '';
  let top = start;
  while (/^(?:\/\*\*| \*|\/\/|#|@)/.test(lines[top - 1] ?? '')) top--;
  // A definition ends with the first line that is not indented, which for a block in braces is the closing one.
  let end = start + 1;
  while (end < lines.length && /^(?:\s|$)/.test(lines[end] ?? '')) end++;
  if (/^[})]/.test(lines[end] ?? '')) end++;
  return lines.slice(top, end).join('\n').trimEnd();
}
