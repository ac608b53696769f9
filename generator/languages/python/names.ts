/** Spelling of names in Python, the names that code must not declare, and how symbols are named. */
import { builtins } from './builtins.js';
import { allocateIn, inOrder, NameScope, wishesOf, wordsOf } from '../names.js';
import type { PythonDraft } from './modules.js';
import { walk } from './syntax/nodes.js';
import type { Node } from './syntax/nodes.js';
import { parsePython } from './syntax/parse.js';

/** Converts text to snake_case; returns `otherwise` if it contains no ASCII letters or digits. */
export function snakeCase(text: string, otherwise: string): string {
  return (wordsOf(text).join('_') || otherwise).replace(/^(?=\d)/, '_');
}

/** The module name of a middleware. It can always be imported and does not depend on other names. */
export function moduleName(middleware: string): string {
  const name = snakeCase(middleware, 'middleware');
  return keywords.has(name) ? `${name}_` : name;
}

/** Converts text to PascalCase, for the beginning of a name. */
export function pascalCase(text: string): string {
  return wordsOf(text)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .replace(/^(?=\d)/, '_');
}

/** The scope of variables of an output. */
function outermostScope(): NameScope {
  return new NameScope({ reserved: [...keywords, ...builtins], numbered });
}

/** The scope of file names, which may be the same as those of built-ins. */
export function fileScope(): NameScope {
  return new NameScope({ reserved: keywords, numbered });
}

/**
 * Names the symbols of all drafts. Variables and attributes are separate, so they may have the same name. A symbol that
 * is used as both gets a name that is free as both.
 */
export function nameSymbols(drafts: readonly PythonDraft[]): PythonDraft[] {
  const outermost = outermostScope();
  const members = new NameScope({ reserved: keywords, numbered });
  const places = new Map<string, NameScope[]>();
  const pieces = new Map<PythonDraft, Piece[]>();
  for (const draft of drafts) {
    const scopes = { variable: outermost.child(), member: members.child() };
    const passed = (draft.reexports ?? []).map(({ name }): Piece => ({ kind: 'variable', name, start: -1 }));
    // Helper modules contain no symbols, and reading them would take time.
    const found = draft.role === 'entry' ? identifiersIn(draft.code) : [];
    pieces.set(draft, found);
    for (const { kind, name } of [...found, ...passed]) {
      if (wishesOf(name) === undefined) scopes[kind].take([name]);
      else places.set(name, [...(places.get(name) ?? []), scopes[kind]]);
    }
  }
  const names = new Map<string, string>();
  for (const symbol of inOrder(places.keys())) {
    const wishes = wishesOf(symbol);
    if (wishes !== undefined) names.set(symbol, allocateIn(Array.from(new Set(places.get(symbol))), wishes));
  }
  const nameOf = (name: string): string => names.get(name) ?? name;
  return drafts.map((draft) => ({
    ...draft,
    code: withNames(draft.code, pieces.get(draft) ?? [], nameOf),
    ...(draft.siblings === undefined
      ? {}
      : { siblings: Object.fromEntries(Object.entries(draft.siblings).map(([name, from]) => [nameOf(name), from])) }),
    ...(draft.reexports === undefined
      ? {}
      : { reexports: draft.reexports.map(({ name, module }) => ({ name: nameOf(name), module })) }),
  }));
}

/** The position of an identifier in code. */
interface Piece {
  readonly kind: 'variable' | 'member';
  readonly name: string;
  readonly start: number;
}

function identifiersIn(code: string): Piece[] {
  const pieces: Piece[] = [];
  const seen = new Set<Node>();
  const add = (kind: Piece['kind'], name: string, node: Node): void => {
    if (!seen.has(node)) pieces.push({ kind, name, start: node.start });
    seen.add(node);
  };
  walk(parsePython(code), (node) => {
    if (node.type === 'Name') add('variable', node.id, node);
    else if (node.type === 'Attribute') add('member', node.attribute.text, node.attribute);
    else if (node.type === 'ClassDef') {
      for (const one of node.body) if (one.type === 'FunctionDef') add('member', one.name.text, one.name);
    } else if (node.type === 'Identifier') add('variable', node.text, node);
    return undefined;
  });
  return pieces;
}

function withNames(code: string, pieces: readonly Piece[], nameOf: (name: string) => string): string {
  const symbols = pieces.filter(({ name }) => wishesOf(name) !== undefined).sort((a, b) => a.start - b.start);
  let [named, end] = ['', 0];
  for (const { name, start } of symbols) {
    named += code.slice(end, start) + nameOf(name);
    end = start + name.length;
  }
  return named + code.slice(end);
}

function numbered(name: string, count: number): string {
  return `${name}_${String(count)}`;
}

const keywords = new Set(
  `and as assert async await break case class continue def del elif else except false finally for from global if import in is
  lambda match none nonlocal not or pass raise return true try type while with yield False None True`.split(/\s+/),
);
