/** Names the symbols of an output when all of its code is complete. */
import { allocateIn, inOrder, wishesOf } from '../../names.js';
import type { NameScope } from '../../names.js';
import { outermostScope } from '../names.js';
import type { Module } from './read.js';

/** The final name of an identifier, which is the identifier itself unless it is a symbol. */
export type NameOf = (identifier: string) => string;

export function nameSymbols(modules: readonly Module[], globals: readonly string[]): NameOf {
  const outermost = outermostScope(globals);
  const places = new Map<string, NameScope[]>();
  for (const module of modules) {
    const { outer, inner } = module;
    const passed = (module.draft.reexports ?? []).map(({ name }) => name);
    const scope = outermost.child();
    scope.take([...outer, ...passed]);
    scope.child().take(inner);
    for (const symbol of symbolsOf(module)) places.set(symbol, [...(places.get(symbol) ?? []), scope]);
  }
  const names = new Map<string, string>();
  for (const symbol of inOrder(places.keys())) {
    const wishes = wishesOf(symbol);
    if (wishes !== undefined) names.set(symbol, allocateIn(places.get(symbol) ?? [], wishes));
  }
  return (identifier) => names.get(identifier) ?? identifier;
}

/** The symbols that a module declares, uses or re-exports. */
function symbolsOf({ declarations, draft }: Module): Set<string> {
  const passed = (draft.reexports ?? []).map(({ name }) => name).filter((name) => wishesOf(name) !== undefined);
  return new Set([...declarations.flatMap(({ symbols }) => symbols.map(({ text }) => text)), ...passed]);
}
