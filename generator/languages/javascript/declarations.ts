/** The type declarations beside plain modules, for those who import them. */
import { posix } from 'node:path';
import { ts } from '#ts-morph';
import { parseSource } from '../typescript/source.js';
import { hasOnlyTypes } from './nodes.js';

/**
 * The declarations that an output needs, by the names of its modules: those of all modules that have nothing but types,
 * of the entry modules, and of what these refer to.
 */
export function declarationsOf(
  modules: ReadonlyMap<string, string>,
  isEntry: (name: string) => boolean,
): Map<string, string> {
  const wanted = new Set([...modules].flatMap(([name, text]) => (isEntry(name) || hasOnlyTypes(text) ? [name] : [])));
  const declarations = new Map<string, string>();
  // Modules that are added during the loop are visited too.
  for (const name of wanted) {
    const text = modules.get(name);
    if (text === undefined) continue;
    const declared = hasOnlyTypes(text) ? text : declarationsIn(text);
    declarations.set(name, declared);
    for (const other of modulesNamedIn(declared, name)) wanted.add(other);
  }
  return declarations;
}

/** The declarations of one module. All types that other modules see are written out, so no other file is needed. */
function declarationsIn(text: string): string {
  const compilerOptions: ts.CompilerOptions = {
    declaration: true,
    isolatedDeclarations: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
  };
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(text, { compilerOptions });
  const [wrong] = diagnostics;
  if (wrong !== undefined) throw new Error(ts.flattenDiagnosticMessageText(wrong.messageText, '\n'));
  // That a class has private members matters to nobody, and linters take the mark for one that is not used.
  return withBlankLines(outputText.replace(/^\s*#private;\n/gm, ''));
}

/** The compiler leaves no blank lines between declarations. */
function withBlankLines(text: string): string {
  const file = parseSource(text);
  let printed = '';
  let before: ts.Statement | undefined;
  for (const statement of file.statements.filter((one) => !isEmptyExport(one))) {
    const isAlike = before?.kind === statement.kind && !ts.isInterfaceDeclaration(statement);
    const isApart = before !== undefined && (!isAlike || statement.getFullText(file).includes('/**'));
    printed += `${isApart ? '\n' : ''}${statement.getFullText(file).trim()}\n`;
    before = statement;
  }
  return printed;
}

/** Whether a statement only says that a file is a module, which others do too. */
function isEmptyExport(statement: ts.Statement): boolean {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return false;
  const { exportClause } = statement;
  return exportClause !== undefined && ts.isNamedExports(exportClause) && exportClause.elements.length === 0;
}

function modulesNamedIn(text: string, from: string): string[] {
  return parseSource(text).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const specifier = statement.moduleSpecifier;
    if (specifier === undefined || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) return [];
    return [posix.join(posix.dirname(from), specifier.text).replace(/\.[cm]?js$/, '')];
  });
}
