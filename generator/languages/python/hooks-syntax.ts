/** Finds the definitions in a hooks file in its syntax tree. */
import { definitionLines } from '../definition-lines.js';
import type { HooksSyntax } from '../language.js';
import { bindingsOf } from './syntax/bindings.js';
import { pythonModule } from './syntax/parse.js';

export const pythonHooks: HooksSyntax = {
  missing(text, required) {
    const module = pythonModule(text);
    // Python itself reports a file with errors, and says more about them.
    if (module === undefined) return [];
    const names = new Set(bindingsOf(module.body).bound.map(({ name }) => name));
    return names.has('*') ? [] : required.filter((name) => !names.has(name));
  },
  definition: (stub, name) => definitionLines(stub, new RegExp(`^(?:async )?def ${name}\\b`)),
};
