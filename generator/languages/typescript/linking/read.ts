/** Reads a module: its declarations, their references, and its imports. */
import { ts } from '#ts-morph';
import { wishesOf } from '../../names.js';
import { Patterns } from '../../patterns.js';
import { declaredBy, readScopes } from '../scopes.js';
import type { DeclaredName, Reference, Space } from '../scopes.js';
import { parseOnce } from '../source.js';
import { special } from '../special-words.js';
import type { UnlinkedModule } from './draft.js';

export interface Module {
  readonly draft: UnlinkedModule;
  readonly declarations: readonly Declaration[];
  /** By their names in this module. */
  readonly imports: ReadonlyMap<string, Import>;
  /** The names that its top level declares or refers to, and those that its functions declare. */
  readonly outer: readonly string[];
  readonly inner: readonly string[];
}

/** A top-level statement with its declarations and references. */
export interface Declaration {
  readonly module: string;
  readonly names: readonly DeclaredName[];
  readonly uses: readonly Use[];
  readonly isExported: boolean;
  /** Whether it runs when the module is loaded. */
  readonly isEager: boolean;
  readonly text: string;
  /** Where the text is in the module. */
  readonly at: number;
  /** The position of `export` and the space after it. */
  readonly exporting: Piece | undefined;
  /** The positions of symbols. */
  readonly symbols: readonly Piece[];
}

export interface Piece {
  readonly at: number;
  readonly text: string;
}

export interface Use {
  readonly name: string;
  readonly space: Space;
  /** Whether the name is used only as a type. */
  readonly isErased: boolean;
}

export interface Import {
  readonly specifier: string;
  /** The name in the other module, or `default` or `*`. */
  readonly name: string;
}

/** Reads all modules of an output. Those that differ only by names and constants are parsed once. */
export function readModules(drafts: readonly UnlinkedModule[]): Module[] {
  const entries = drafts.flatMap(({ role, text }) => (role === 'entry' ? [text] : []));
  const patterns = new Patterns(entries, special);
  const forms = new Map<string, { readonly module: Module; readonly own: readonly string[] }>();
  return drafts.map((draft) => {
    if (draft.role !== 'entry') return readModule(draft);
    const { form, own } = patterns.of(draft.text);
    const known = forms.get(form);
    if (known !== undefined) return renamedModule(known.module, draft, known.own, own);
    const module = readModule(draft);
    forms.set(form, { module, own });
    return module;
  });
}

/** A module with other names than one that has been read. They have the same length, so all positions are the same. */
function renamedModule(known: Module, draft: UnlinkedModule, from: readonly string[], to: readonly string[]): Module {
  const others = new Map(from.map((word, index) => [word, to[index] ?? word]));
  const rename = (text: string): string => text.replace(/[\w$]+/g, (word) => others.get(word) ?? word);
  return {
    draft,
    declarations: known.declarations.map((one) => {
      const text = draft.text.slice(one.at, one.at + one.text.length);
      return {
        ...one,
        module: draft.name,
        text,
        names: one.names.map((declared) => ({ ...declared, name: rename(declared.name) })),
        uses: one.uses.map((use) => ({ ...use, name: rename(use.name) })),
        symbols: one.symbols.map(({ at, text: { length } }) => ({ at, text: text.slice(at, at + length) })),
      };
    }),
    imports: new Map(
      Array.from(known.imports, ([local, { specifier, name }]) => [
        rename(local),
        { specifier: rename(specifier), name: rename(name) },
      ]),
    ),
    outer: known.outer.map(rename),
    inner: known.inner.map(rename),
  };
}

function readModule(draft: UnlinkedModule): Module {
  const file = parseOnce(draft.text);
  const scopes = readScopes(file);
  const uses = usesByStatement(scopes.outward);
  const imports = new Map<string, Import>();
  const declarations: Declaration[] = [];
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) {
      throw new Error(`${draft.name} has an export list or a default export, which the linker does not support.`);
    }
    if (ts.isImportDeclaration(statement)) {
      for (const [local, imported] of importsOf(statement)) imports.set(local, imported);
    } else {
      declarations.push(readDeclaration(statement, file, draft.name, uses.get(statement) ?? []));
    }
  }
  const { top, outward, inner } = scopes;
  const outer = new Set([...top.value, ...top.type, ...outward.map(({ node }) => node.text)]);
  return { draft, declarations, imports, outer: [...outer], inner: [...inner] };
}

function readDeclaration(
  statement: ts.Statement,
  file: ts.SourceFile,
  module: string,
  uses: readonly Use[],
): Declaration {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const exporting = modifiers.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  const full = statement.getFullText(file);
  const text = full.trim();
  const start = statement.pos + full.indexOf(text);
  const exportAt = (exporting?.getStart(file) ?? 0) - start;
  return {
    module,
    names: declaredBy(statement),
    uses,
    isExported: exporting !== undefined,
    isEager: !ts.isFunctionDeclaration(statement) && !ts.isInterfaceDeclaration(statement),
    text,
    at: start,
    exporting:
      exporting === undefined ? undefined : { at: exportAt, text: /^export\s+/.exec(text.slice(exportAt))?.[0] ?? '' },
    symbols: symbolsIn(statement, file).map((node) => ({ at: node.getStart(file) - start, text: node.text })),
  };
}

function symbolsIn(statement: ts.Node, file: ts.SourceFile): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && wishesOf(node.text) !== undefined) found.push(node);
    ts.forEachChild(node, visit);
  };
  if (statement.getText(file).includes('__')) visit(statement);
  return found;
}

function usesByStatement(references: readonly Reference[]): Map<ts.Node, Use[]> {
  const uses = new Map<ts.Node, Use[]>();
  for (const { node, space } of references) {
    let statement: ts.Node = node;
    while (!ts.isSourceFile(statement.parent)) statement = statement.parent;
    const use = { name: node.text, space, isErased: isErased(node) };
    uses.set(statement, [...(uses.get(statement) ?? []), use]);
  }
  return uses;
}

function importsOf(statement: ts.ImportDeclaration): [string, Import][] {
  const specifier = (statement.moduleSpecifier as ts.StringLiteral).text;
  const clause = statement.importClause;
  const named = clause?.namedBindings;
  return [
    ...(clause?.name === undefined ? [] : [imported(clause.name.text, 'default')]),
    ...(named === undefined
      ? []
      : ts.isNamespaceImport(named)
        ? [imported(named.name.text, '*')]
        : named.elements.map(({ name, propertyName = name }) => imported(name.text, propertyName.text))),
  ];

  function imported(local: string, name: string): [string, Import] {
    return [local, { specifier, name }];
  }
}

function isErased(node: ts.Identifier): boolean {
  let at: ts.Node = node;
  while (ts.isQualifiedName(at.parent)) at = at.parent;
  const { parent } = at;
  if (!ts.isExpressionWithTypeArguments(parent)) return ts.isTypeNode(parent);
  const { parent: clause } = parent;
  return (
    !ts.isHeritageClause(clause) ||
    clause.token === ts.SyntaxKind.ImplementsKeyword ||
    ts.isInterfaceDeclaration(clause.parent)
  );
}
