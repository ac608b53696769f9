/** Finds the exports of a hooks file in its syntax tree. */
import { ts } from '#ts-morph';
import { definitionLines } from '../definition-lines.js';
import type { HooksSyntax } from '../language.js';

export const typescriptHooks: HooksSyntax = {
  missing(text, required) {
    const source = ts.createSourceFile('hooks.ts', text, ts.ScriptTarget.Latest);
    if (source.statements.some(exportsEverything)) return [];
    const names = new Set(source.statements.flatMap(exportedNames));
    return required.filter((name) => !names.has(name));
  },
  definition: (stub, name) => definitionLines(stub, new RegExp(`^export\\b.*\\b${name}\\b`)),
};

/** `export * from …`, or an export of CommonJS, which can have any name. */
function exportsEverything(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return statement.isExportEquals === true;
  return ts.isExportDeclaration(statement) && statement.exportClause === undefined && !statement.isTypeOnly;
}

/** The names of values that a statement exports. */
function exportedNames(statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause, isTypeOnly } = statement;
    if (exportClause === undefined || isTypeOnly) return [];
    if (ts.isNamespaceExport(exportClause)) return [exportClause.name.text];
    return exportClause.elements.filter((element) => !element.isTypeOnly).map(({ name }) => name.text);
  }
  const isExported = ts.canHaveModifiers(statement)
    ? ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    : false;
  if (isExported !== true) return [];
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(boundNames);
  const isDefinition = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return isDefinition && statement.name !== undefined ? [statement.name.text] : [];
}

function boundNames({ name }: ts.VariableDeclaration | ts.BindingElement): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element)));
}
