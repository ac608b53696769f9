/** Parses texts and analyses their scopes, and caches the results. */
import type { Module } from './nodes.js';
import { parsePython } from './parse.js';
import { readScopes } from './scopes.js';
import type { Scopes } from './scopes.js';

export interface PythonText {
  readonly tree: Module;
  readonly scopes: Scopes;
}

/** The number of cached texts, enough for the helpers of several outputs. */
const limit = 200;
const known = new Map<string, PythonText>();

export function readPython(text: string): PythonText {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= limit) known.clear();
  const tree = parsePython(text);
  const read = { tree, scopes: readScopes(tree, text) };
  known.set(text, read);
  return read;
}
