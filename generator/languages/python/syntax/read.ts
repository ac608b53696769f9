/** Parses texts and analyses their scopes, and caches the results. */
import { Recent } from '../../recent.js';
import type { Module } from './nodes.js';
import { parsePython } from './parse.js';
import { readScopes } from './scopes.js';
import type { Scopes } from './scopes.js';

export interface PythonText {
  readonly tree: Module;
  readonly scopes: Scopes;
}

const known = new Recent<PythonText>();

export function readPython(text: string): PythonText {
  return known.of(text, () => {
    const tree = parsePython(text);
    return { tree, scopes: readScopes(tree, text) };
  });
}
