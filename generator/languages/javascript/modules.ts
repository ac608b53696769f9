/** The imports and exports of a plain module: those of an ES module, or `require` and `exports`. */
import { ts } from '#ts-morph';
import { docComment } from './doc-comments.js';
import type { Stripped } from './strip.js';

export interface ModuleKind {
  readonly isCommonJs: boolean;
  /** The path of the declarations that the code relies on, relative to the module. */
  readonly declarations?: string | undefined;
}

/** The text of a module, unformatted. */
export function moduleText(stripped: Stripped, { isCommonJs, declarations }: ModuleKind): string {
  const { code, exported } = stripped;
  const imports = stripped.imports.map(importedBy);
  const passed = stripped.reexports.flatMap((reexport) => (reexport.isTypeOnly ? [] : [reexport]));
  const head = [
    ...(declarations === undefined ? [] : [`/// <reference path="${declarations}" />`]),
    ...(isCommonJs ? [directive] : []),
  ];
  const types = typeImports(imports, stripped.named);
  const values = imports.filter(({ names, whole }) => names.some(({ isType }) => !isType) || whole?.isType === false);
  if (!isCommonJs) {
    return blocks([
      head,
      values.map(esImport),
      types,
      passed.map((reexport) => reexport.getText().replace(/\btype\s+\w+,?/g, '')),
      [code],
    ]);
  }
  const known = new Set(values.flatMap(({ names }) => names.map(({ local }) => local)));
  const more = passed
    .map((reexport): Imported => ({
      specifier: specifierOf(reexport),
      names: reexportedNames(reexport).filter(({ local }) => !known.has(local)),
    }))
    .filter(({ names }) => names.length > 0);
  const all = [...passed.flatMap((one) => reexportedNames(one).map(({ local }) => local)), ...exported];
  // Type checkers do not see that a class in an object is a type.
  const exporting = all.map((name) => `exports.${name} = ${name};`);
  return blocks([head, [...values, ...more].map(required), types, [code], exporting]);
}

const directive = "'use strict';";

interface Imported {
  readonly specifier: string;
  readonly names: readonly ImportedName[];
  /** The name of the default export or of the namespace. */
  readonly whole?: { readonly local: string; readonly isNamespace: boolean; readonly isType: boolean } | undefined;
}

interface ImportedName {
  readonly name: string;
  readonly local: string;
  readonly isType: boolean;
}

function importedBy(declaration: ts.ImportDeclaration): Imported {
  const { importClause } = declaration;
  const isType = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const bindings = importClause?.namedBindings;
  const namespace = bindings !== undefined && ts.isNamespaceImport(bindings) ? bindings.name : undefined;
  const local = namespace ?? importClause?.name;
  return {
    specifier: specifierOf(declaration),
    names:
      bindings !== undefined && ts.isNamedImports(bindings)
        ? bindings.elements.map(({ name, propertyName, isTypeOnly }) => ({
            name: (propertyName ?? name).text,
            local: name.text,
            isType: isType || isTypeOnly,
          }))
        : [],
    ...(local === undefined ? {} : { whole: { local: local.text, isNamespace: namespace !== undefined, isType } }),
  };
}

function reexportedNames({ exportClause }: ts.ExportDeclaration): ImportedName[] {
  if (exportClause === undefined || !ts.isNamedExports(exportClause))
    throw new Error('A module passes on everything of another one.');
  return exportClause.elements
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ name, propertyName }) => ({ name: (propertyName ?? name).text, local: name.text, isType: false }));
}

function specifierOf({ moduleSpecifier }: ts.ImportDeclaration | ts.ExportDeclaration): string {
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) throw new Error('There is no specifier.');
  return moduleSpecifier.text;
}

/** A comment that imports the types which other comments use. */
function typeImports(imports: readonly Imported[], named: ReadonlySet<string>): string[] {
  const tags = imports.flatMap(({ specifier, names, whole }) => {
    const used = names.filter(({ local, isType }) => isType && named.has(local));
    const all = whole !== undefined && whole.isType && named.has(whole.local) ? whole : undefined;
    const from = `from '${specifier}'`;
    return [
      ...(all === undefined ? [] : [`@import ${all.isNamespace ? '* as ' : ''}${all.local} ${from}`]),
      ...(used.length === 0 ? [] : [`@import { ${used.map(esName).join(', ')} } ${from}`]),
    ];
  });
  return tags.length === 0 ? [] : [docComment([], tags)];
}

function esImport({ specifier, names, whole }: Imported): string {
  const values = names.filter(({ isType }) => !isType).map(esName);
  const clauses = [
    ...(whole === undefined ? [] : [whole.isNamespace ? `* as ${whole.local}` : whole.local]),
    ...(values.length === 0 ? [] : [`{ ${values.join(', ')} }`]),
  ];
  return `import ${clauses.join(', ')} from '${specifier}';`;
}

function esName({ name, local }: ImportedName): string {
  return name === local ? name : `${name} as ${local}`;
}

function required({ specifier, names, whole }: Imported): string {
  const values = names.filter(({ isType }) => !isType);
  const pattern = `{ ${values.map(({ name, local }) => (name === local ? name : `${name}: ${local}`)).join(', ')} }`;
  return `const ${whole === undefined ? pattern : whole.local} = require('${specifier}');`;
}

/** Groups of lines with a blank line between them. */
function blocks(groups: readonly (readonly string[])[]): string {
  const texts = groups.map((group) => group.filter((text) => text !== '').join('\n'));
  return `${texts.filter((text) => text !== '').join('\n\n')}\n`;
}
