/** Reads the entry file of an application: what it imports, and how it is written. */
import { ts } from '#ts-morph';

export interface Entry {
  readonly file: ts.SourceFile;
  readonly code: string;
  readonly imports: readonly EntryImport[];
}

/** An import at the top level, with `import` or `require`. */
export interface EntryImport {
  readonly statement: ts.Statement;
  readonly specifier: ts.StringLiteralLike;
  /** The name for the whole module or its default export. */
  readonly whole?: string;
  /** The names for exports, by the names that the code uses for them. */
  readonly named: ReadonlyMap<string, string>;
}

/** Parses an entry file. Returns `undefined` if it has syntax errors. */
export function readEntry(code: string, path: string): Entry | undefined {
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone } as const;
  const file = ts.createSourceFile(path, code, options, true);
  const { parseDiagnostics } = file as ts.SourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  if (parseDiagnostics.length > 0) return undefined;
  return { file, code, imports: file.statements.flatMap(importsIn) };
}

function importsIn(statement: ts.Statement): EntryImport[] {
  if (ts.isImportDeclaration(statement)) {
    const { importClause, moduleSpecifier } = statement;
    if (!ts.isStringLiteral(moduleSpecifier)) return [];
    const bindings = importClause?.namedBindings;
    const whole =
      importClause?.name ?? (bindings !== undefined && ts.isNamespaceImport(bindings) ? bindings.name : undefined);
    const elements = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : [];
    const named = elements
      .filter(({ isTypeOnly }) => !isTypeOnly)
      .map(({ name, propertyName }) => [name.text, (propertyName ?? name).text] as const);
    const isType = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return [
      {
        statement,
        specifier: moduleSpecifier,
        ...(whole === undefined || isType ? {} : { whole: whole.text }),
        named: new Map(isType ? [] : named),
      },
    ];
  }
  if (ts.isImportEqualsDeclaration(statement)) {
    const { moduleReference, name } = statement;
    if (!ts.isExternalModuleReference(moduleReference) || !ts.isStringLiteralLike(moduleReference.expression))
      return [];
    return [{ statement, specifier: moduleReference.expression, whole: name.text, named: new Map() }];
  }
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
    const specifier = initializer === undefined ? undefined : requiredModule(initializer);
    if (initializer === undefined || specifier === undefined) return [];
    if (ts.isObjectBindingPattern(name)) {
      const named = name.elements.flatMap(({ name: local, propertyName }) =>
        ts.isIdentifier(local)
          ? [
              [
                local.text,
                propertyName !== undefined && ts.isIdentifier(propertyName) ? propertyName.text : local.text,
              ] as const,
            ]
          : [],
      );
      return [{ statement, specifier, named: new Map(named) }];
    }
    if (!ts.isIdentifier(name)) return [];
    const member = memberOf(initializer);
    if (member === undefined || member === 'default')
      return [{ statement, specifier, whole: name.text, named: new Map() }];
    return [{ statement, specifier, named: new Map([[name.text, member]]) }];
  });
}

/** The module of `require('x')`, `require('x').y` or `await import('x')`. */
function requiredModule(expression: ts.Expression): ts.StringLiteralLike | undefined {
  if (ts.isPropertyAccessExpression(expression)) return requiredModule(expression.expression);
  if (ts.isParenthesizedExpression(expression) || ts.isAwaitExpression(expression))
    return requiredModule(expression.expression);
  return ts.isCallExpression(expression) ? moduleOfCall(expression) : undefined;
}

/** The module of `require('x')` or `import('x')`. */
export function moduleOfCall({ expression, arguments: [first] }: ts.CallExpression): ts.StringLiteralLike | undefined {
  const isRequire = ts.isIdentifier(expression) && expression.text === 'require';
  if (!isRequire && expression.kind !== ts.SyntaxKind.ImportKeyword) return undefined;
  return first !== undefined && ts.isStringLiteralLike(first) ? first : undefined;
}

function memberOf(expression: ts.Expression): string | undefined {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : undefined;
}

/** Whether a specifier means a package or one of its modules: `x`, `x/y`, `npm:x@1`, `jsr:@scope/x`. */
export function isOfPackage(specifier: string, name: string): boolean {
  const [, source, path = ''] = /^(npm:|jsr:)?\/?(.*)$/.exec(specifier) ?? [];
  const plain = source === undefined ? path : path.replace(/(?<=.)@[^/]*/, '');
  const own = source === 'jsr:' ? plain.replace(/^@[^/]+\//, '') : plain;
  return own === name || own.startsWith(`${name}/`);
}

/** All nodes below a node, and the node itself, in source order. */
export function* nodesIn(node: ts.Node): Generator<ts.Node, undefined> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesIn(child);
  return undefined;
}

/** An expression without parentheses and assertions of types around it. */
export function bare(expression: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(expression) ||
    ts.isAsExpression(expression) ||
    ts.isSatisfiesExpression(expression) ||
    ts.isNonNullExpression(expression) ||
    ts.isAwaitExpression(expression)
    ? bare(expression.expression)
    : expression;
}
