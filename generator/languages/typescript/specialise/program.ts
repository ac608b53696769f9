/** The modules of an output as syntax trees, with their names resolved. */
import { ts } from '#ts-morph';
import { importedPath, parseOnce } from '../source.js';
import { localOf, readBindings } from './bindings.js';
import type { Bindings } from './bindings.js';
import { boundNames, declaredNames, memberName, topStatement } from './syntax.js';

export interface SourceText {
  readonly name: string;
  readonly text: string;
  /**
   * `helper`: a helper source, which is specialised. `platform`: the platform module, which is expanded inline.
   * `given`: generated for this output; only the arguments and properties that it passes to helpers are changed.
   */
  readonly role: 'helper' | 'platform' | 'given';
  /** Names of helpers that this module makes available to the application. */
  readonly exposes?: readonly string[];
}

export interface Module extends SourceText {
  readonly file: ts.SourceFile;
}

interface Parsed extends Bindings {
  readonly file: ts.SourceFile;
  /** The top-level declarations. */
  readonly declarations: ReadonlyMap<string, ts.Declaration>;
  readonly exported: ReadonlySet<string>;
  /** The modules from which names are imported or re-exported. */
  readonly imported: ReadonlyMap<string, string>;
  readonly passedOn: ReadonlyMap<string, string>;
}

export class Program {
  readonly modules: readonly Module[];
  readonly #parsed = new Map<ts.SourceFile, Parsed>();
  readonly #roles = new Map<ts.SourceFile, SourceText['role']>();
  readonly #exported = new Map<string, ts.Declaration>();

  constructor(sources: readonly SourceText[]) {
    this.modules = reachedFrom(sources).map(({ source, parsed }) => {
      this.#parsed.set(parsed.file, parsed);
      this.#roles.set(parsed.file, source.role);
      return { ...source, file: parsed.file };
    });
    for (const { name, role, file } of this.modules) {
      if (role === 'given') continue;
      const { declarations, exported } = this.#parsedOf(file);
      for (const symbol of exported) {
        const declaration = declarations.get(symbol);
        if (declaration === undefined) continue;
        if (this.#exported.has(symbol)) throw new Error(`${name}: another module exports "${symbol}" too.`);
        this.#exported.set(symbol, declaration);
      }
    }
  }

  /** The declaration that an identifier refers to; `undefined` if no module declares it. */
  declarationOf(node: ts.Identifier): ts.Declaration | undefined {
    return this.localOf(node) ?? this.globalOf(node);
  }

  /** The declaration inside a function that an identifier refers to. */
  localOf(node: ts.Identifier): ts.Declaration | undefined {
    return localOf(node);
  }

  /** The top-level declaration that an identifier refers to, unless a local one hides it. */
  globalOf(node: ts.Identifier): ts.Declaration | undefined {
    const file = node.getSourceFile();
    const { declarations, imported } = this.#parsedOf(file);
    const own = declarations.get(node.text);
    if (own !== undefined) return own;
    // Generated modules import only packages. The linker adds their imports of helpers.
    const isGiven = this.#roles.get(file) === 'given';
    return isGiven === imported.has(node.text) ? undefined : this.#exported.get(node.text);
  }

  /** The declaration that a helper exports under a name. */
  exported(name: string): ts.Declaration | undefined {
    return this.#exported.get(name);
  }

  /** All references to a declaration inside a function. */
  usesOf(local: ts.Declaration): readonly ts.Identifier[] {
    return this.#parsedOf(local.getSourceFile()).uses.get(local) ?? [];
  }

  /** Whether a local declaration with the same name exists in the same top-level statement. */
  isHidden(name: ts.Identifier): boolean {
    const own = this.localOf(name);
    const statement = topStatement(name);
    return [...this.#parsedOf(name.getSourceFile()).uses.keys()].some(
      (other) => other !== own && memberName(other) === name.text && topStatement(other) === statement,
    );
  }

  /** The identifiers of a module that do not refer to declarations inside functions. */
  outwardOf({ file }: Module): readonly ts.Identifier[] {
    return this.#parsedOf(file).outward;
  }

  /** The modules from which a module imports, by name. */
  importsOf({ file }: Module): ReadonlyMap<string, string> {
    return this.#parsedOf(file).imported;
  }

  /** The modules from which a module re-exports, by name. */
  passedOnBy({ file }: Module): ReadonlyMap<string, string> {
    return this.#parsedOf(file).passedOn;
  }

  roleOf(node: ts.Node): SourceText['role'] {
    return this.#roles.get(node.getSourceFile()) ?? 'given';
  }

  #parsedOf(file: ts.SourceFile): Parsed {
    const parsed = this.#parsed.get(file);
    if (parsed === undefined) throw new Error(`This is not the text of one of the modules:\n${file.text}`);
    return parsed;
  }
}

/** Leaves out helpers that no generated module needs. They are found by the names that it uses, and then by imports. */
function reachedFrom(sources: readonly SourceText[]): { readonly source: SourceText; readonly parsed: Parsed }[] {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const exporters = exportersIn(sources);
  const platform = sources.find(({ role }) => role === 'platform');
  const reached = new Set(sources.filter(({ role }) => role === 'given'));
  const reach = (name: string): void => {
    for (const source of exporters.get(name) ?? []) reached.add(source);
  };
  const parsed = new Map<SourceText, Parsed>();
  // The loop also visits elements that are added to the set while it runs.
  for (const source of reached) {
    const own = parse(source);
    parsed.set(source, own);
    if (source.role === 'given') {
      for (const { text } of own.outward) reach(text);
      source.exposes?.forEach(reach);
    }
    for (const specifier of [...own.imported.values(), ...own.passedOn.values()]) {
      const path = importedPath(source.name, specifier);
      const module = specifier.startsWith('#') ? platform : specifier.startsWith('.') ? byName.get(path) : undefined;
      if (module !== undefined) reached.add(module);
    }
  }
  return sources
    .filter((source) => reached.has(source) || source === platform)
    .map((source) => ({ source, parsed: parsed.get(source) ?? parse(source) }));
}

/** The helpers that may export each name. */
function exportersIn(sources: readonly SourceText[]): ReadonlyMap<string, readonly SourceText[]> {
  const exporters = new Map<string, SourceText[]>();
  for (const source of sources) {
    if (source.role !== 'helper') continue;
    for (const word of exportedWords(source.text)) {
      const known = exporters.get(word);
      if (known === undefined) exporters.set(word, [source]);
      else known.push(source);
    }
  }
  return exporters;
}

/** The names that a module may export, found without parsing it. */
function exportedWords(text: string): ReadonlySet<string> {
  let words = knownExports.get(text);
  if (words === undefined) {
    words = new Set(Array.from(text.matchAll(/\bexport (?:async |abstract )*\w+\*? (\w+)/g), ([, word = '']) => word));
    knownExports.set(text, words);
  }
  return words;
}

const knownExports = new Map<string, ReadonlySet<string>>();

const known = new WeakMap<ts.SourceFile, Parsed>();

function parse({ text, role }: SourceText): Parsed {
  const file = parseOnce(text);
  const earlier = known.get(file);
  if (earlier !== undefined) return earlier;
  const declarations = new Map<string, ts.Declaration>();
  const exported = new Set<string>();
  const imported = new Map<string, string>();
  const passedOn = new Map<string, string>();
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) {
      if (role !== 'given') checkImport(statement);
      for (const symbol of importedNames(statement)) imported.set(symbol, specifierOf(statement));
      continue;
    }
    if (ts.isExportDeclaration(statement)) {
      const { exportClause } = statement;
      if (exportClause === undefined || !ts.isNamedExports(exportClause)) continue;
      for (const { name: symbol } of exportClause.elements) passedOn.set(symbol.text, specifierOf(statement));
      continue;
    }
    for (const [symbol, declaration] of declaredBy(statement)) declarations.set(symbol, declaration);
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    if (isExported) for (const symbol of declaredNames(statement)) exported.add(symbol);
  }
  const parsed: Parsed = { file, ...readBindings(file), declarations, exported, imported, passedOn };
  known.set(file, parsed);
  return parsed;
}

function specifierOf({ moduleSpecifier }: ts.ImportDeclaration | ts.ExportDeclaration): string {
  return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
}

function importedNames({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings;
  const named = bindings === undefined ? [] : ts.isNamedImports(bindings) ? [...bindings.elements] : [bindings];
  return [importClause, ...named].flatMap((one) => one?.name?.text ?? []);
}

/** Checks that helpers do not rename what they import. */
function checkImport({ importClause, moduleSpecifier }: ts.ImportDeclaration): void {
  const bindings = importClause?.namedBindings;
  const isPlain =
    importClause?.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.every(({ propertyName }) => propertyName === undefined);
  if (!isPlain) throw new Error(`A helper imports from ${moduleSpecifier.getText()} under another name.`);
}

function declaredBy(statement: ts.Statement): (readonly [string, ts.Declaration])[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(boundNames);
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name !== undefined ? [[statement.name.text, statement]] : [];
}
