/** Finds the exports of a hooks file in its text: those of an ES module, and those of CommonJS. */
import { definitionLines } from '../definition-lines.js';
import type { HooksSyntax } from '../language.js';
import { typescriptHooks } from '../typescript/hooks-syntax.js';
import { withoutComments } from '../typescript/without-comments.js';

export const javascriptHooks: HooksSyntax = {
  missing(text, required) {
    const code = withoutComments(text);
    // What is exported as a whole can have any names.
    if (/\bmodule\s*\.\s*exports\s*=\s*(?!\s*\{)/.test(code)) return [];
    const object = /\bmodule\s*\.\s*exports\s*=\s*\{([\s\S]*)\}/.exec(code)?.[1] ?? '';
    if (object.includes('...')) return [];
    const own = Array.from(code.matchAll(assigned), (match) => match[1]);
    const listed = Array.from(object.matchAll(member), (match) => match[1]);
    const names = new Set([...own, ...listed]);
    return typescriptHooks.missing(text, required).filter((name) => !names.has(name));
  },
  definition(stub, name) {
    const exporting = /^exports\./m.test(stub) ? `\n\nexports.${name} = ${name};` : '';
    return definitionLines(stub, new RegExp(`^(?:export\\s+)?const\\s+${name}\\b`)) + exporting;
  },
};

const assigned = /\b(?:module\s*\.\s*)?exports\s*\.\s*([\w$]+)\s*=/g;
/** A member of an object literal. Members of functions in it are found too, which does no harm. */
const member = /(?:^|[,{;\n])\s*(?:async\s+)?([\w$]+)\s*(?=[,:(\n]|$)/g;
