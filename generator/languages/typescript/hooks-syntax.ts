/** Finds the exports of a hooks file in its text. */
import { definitionLines } from '../definition-lines.js';
import type { HooksSyntax } from '../language.js';

export const typescriptHooks: HooksSyntax = {
  missing(text, required) {
    const code = withoutComments(text);
    if (/\bexport\s*\*\s*from\b/.test(code)) return [];
    const declared = Array.from(code.matchAll(declaration), (match) => match[1]);
    const listed = Array.from(code.matchAll(exportList), (match) =>
      (match[1] ?? '').split(',').map(exportedName),
    ).flat();
    const names = new Set([...declared, ...listed]);
    return required.filter((name) => !names.has(name));
  },
  definition: (stub, name) => definitionLines(stub, new RegExp(`^export\\b.*\\b${name}\\b`)),
};

/** The code of a module without its comments. */
export function withoutComments(text: string): string {
  return text.replace(stringOrComment, (match) => (/^["'`]/.test(match) ? match : ' '));
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
