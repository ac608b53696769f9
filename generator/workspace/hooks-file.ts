/** What a hooks file, which is the user's, has to export for the generated code to compile. */

/** The required names that a file does not export. A file that re-exports all of another is taken to have them. */
export function missingExports(path: string, text: string, required: readonly string[]): string[] {
  return path.endsWith('.py') ? missingDefinitions(text, required) : missingTypeScriptExports(text, required);
}

function missingTypeScriptExports(text: string, required: readonly string[]): string[] {
  const code = text.replace(stringOrComment, (match) => (/^["'`]/.test(match) ? match : ' '));
  if (/\bexport\s*\*\s*from\b/.test(code)) return [];
  const declared = Array.from(code.matchAll(declaration), (match) => match[1]);
  const listed = Array.from(code.matchAll(exportList), (match) => (match[1] ?? '').split(',').map(exportedName)).flat();
  const names = new Set([...declared, ...listed]);
  return required.filter((name) => !names.has(name));
}

const stringOrComment = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const declaration = /\bexport\s+(?:declare\s+)?(?:async\s+)?(?:function\s*\*?|const|let|var|class)\s*([\w$]+)/g;
const exportList = /\bexport\s*\{([^}]*)\}/g;

function exportedName(entry: string): string {
  return (
    entry
      .trim()
      .split(/\s+as\s+/)
      .at(-1)
      ?.trim() ?? ''
  );
}

function missingDefinitions(text: string, required: readonly string[]): string[] {
  return required.filter((name) => {
    const defined = new RegExp(
      `^(?:(?:async\\s+)?def\\s+${name}\\b|${name}\\s*[:=]|from\\s.*\\bimport\\b.*\\b${name}\\b)`,
      'm',
    );
    return !defined.test(text);
  });
}

/** The lines of a stub that define a name, with the comment above them: what is to be added by hand. */
export function stubLines(stub: string, name: string): string {
  const lines = stub.split('\n');
  const start = lines.findIndex((line) => new RegExp(`^(?:export\\b.*|(?:async )?def )\\b${name}\\b`).test(line));
  if (start === -1) return '';
  let top = start;
  while (/^(?:\/\*\*| \*|\/\/|#|@)/.test(lines[top - 1] ?? '')) top--;
  // A definition ends with the first line that is not indented, which for a block in braces is the closing one.
  let end = start + 1;
  while (end < lines.length && /^(?:\s|$)/.test(lines[end] ?? '')) end++;
  if (/^[})]/.test(lines[end] ?? '')) end++;
  return lines.slice(top, end).join('\n').trimEnd();
}
