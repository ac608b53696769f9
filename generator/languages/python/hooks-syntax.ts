/** Finds the definitions in a hooks file from its text. */
import { definitionLines } from '../definition-lines.js';
import type { HooksSyntax } from '../language.js';

export const pythonHooks: HooksSyntax = {
  missing: (text, required) =>
    required.filter((name) => {
      const defined = new RegExp(
        `^(?:(?:async\\s+)?def\\s+${name}\\b|${name}\\s*[:=]|from\\s.*\\bimport\\b.*\\b${name}\\b)`,
        'm',
      );
      return !defined.test(text);
    }),
  definition: (stub, name) => definitionLines(stub, new RegExp(`^(?:async )?def ${name}\\b`)),
};
