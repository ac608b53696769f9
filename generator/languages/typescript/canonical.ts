/**
 * The canonical text for header hashes: the syntax tree of the code, with its comments. Formatters can change line
 * breaks, indentation, quotes, semicolons, trailing commas, redundant parentheses and the order of imports
 * and of exports from other modules without changing this text. Any other change affects it. This is several times faster than formatting the code.
 */
import { ts } from '#ts-morph';
import { parseSource } from './source.js';

/** Throws if the text is not valid code, for example because of merge conflict markers. */
export function canonicalTypeScript(code: string): string {
  const file = parseSource(code);
  const { parseDiagnostics } = file as ts.SourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  if (parseDiagnostics.length > 0) throw new SyntaxError('The text is not valid TypeScript.');
  const imports: string[] = [];
  const exports: string[] = [];
  const others: string[] = [];
  let end = 0;
  for (const node of [...file.statements, file.endOfFileToken]) {
    const out = ts.isImportDeclaration(node) ? imports : isReexport(node) ? exports : others;
    out.push([...textsBetween(file.text.slice(end, node.getStart(file)), file), describe(node, file)].join(' '));
    end = node.end;
  }
  return [...imports.sort(), ...exports.sort(), ...others].join('\n');
}

/** A node as text. The text of each node is in parentheses, so separators between nodes can be left out. */
function describe(node: ts.Node, file: ts.SourceFile): string {
  if (node.kind < ts.SyntaxKind.FirstNode || ts.isTemplateMiddleOrTemplateTail(node)) return tokenText(node, file);
  const parts: string[] = [];
  let end = node.getStart(file);
  ts.forEachChild(node, (child) => {
    const start = child.getStart(file);
    const between = textsBetween(file.text.slice(end, start), node);
    // Some formatters put a comment in front of the mark of a branch, and others behind it.
    const isBehindMark = ts.isConditionalExpression(node) && /^[?:]$/.test(parts.at(-1) ?? '');
    if (isBehindMark) parts.splice(-1, 0, ...between);
    else parts.push(...between);
    // A formatter may remove an empty statement, but not one that is the body of a loop.
    if (!ts.isEmptyStatement(child) || !isList(node)) parts.push(describe(child, file));
    end = child.end;
  });
  parts.push(...textsBetween(file.text.slice(end, node.end), node));
  if (ts.isParenthesizedExpression(node) || ts.isParenthesizedTypeNode(node)) return parts.join(' ');
  const isSorted = ts.isNamedImports(node) || (ts.isNamedExports(node) && isReexport(node.parent));
  return `(${(isSorted ? parts.sort() : parts).join(' ')})`;
}

function isReexport(node: ts.Node): boolean {
  return ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined;
}

/** Whether a node contains a list of statements. */
function isList(node: ts.Node): boolean {
  return ts.isBlock(node) || ts.isCaseOrDefaultClause(node) || ts.isModuleBlock(node);
}

function tokenText(token: ts.Node, file: ts.SourceFile): string {
  if (ts.isStringLiteral(token)) {
    const isName = ts.isPropertyName(token) && isNameOf(token, token.parent) && /^[A-Za-z_$][\w$]*$/.test(token.text);
    return isName ? token.text : JSON.stringify(token.text);
  }
  if (ts.isNumericLiteral(token)) return token.text;
  const text = token.getText(file);
  return ts.isTemplateLiteralToken(token) || ts.isRegularExpressionLiteral(token) ? JSON.stringify(text) : text;
}

/** Whether a formatter may remove the quotes of a string because it is the name of a property. */
function isNameOf(token: ts.StringLiteral, node: ts.Node): boolean {
  return (ts.isPropertyAssignment(node) || ts.isTypeElement(node) || ts.isClassElement(node)) && node.name === token;
}

/** The comments, keywords and punctuation marks between two children of a node, without what a formatter may change. */
function textsBetween(between: string, node: ts.Node): string[] {
  if (between.includes('/')) return tokensWithComments(between, node);
  return between.match(/[\w$]+|[^\s\w$]/g)?.filter((text) => !isLayout(text, node)) ?? [];
}

/** Whether a formatter may add or remove a punctuation mark between the children of a node. */
function isLayout(mark: string, node: ts.Node): boolean {
  switch (mark) {
    case ';':
      return !ts.isForStatement(node);
    case ',':
      return true;
    case '|':
      return ts.isUnionTypeNode(node);
    case '&':
      return ts.isIntersectionTypeNode(node);
    case '(':
    case ')':
      return ts.isArrowFunction(node) || ts.isParenthesizedExpression(node) || ts.isParenthesizedTypeNode(node);
    default:
      return false;
  }
}

/** Comments are without their indentation. */
function tokensWithComments(between: string, node: ts.Node): string[] {
  const texts: string[] = [];
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, between);
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const text = scanner.getTokenText();
    if (kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia) {
      const lines = text.split('\n').map((line) => line.trim());
      texts.push(JSON.stringify(lines.join('\n')));
    } else if (kind > ts.SyntaxKind.LastTriviaToken && !isLayout(text, node)) {
      texts.push(text);
    }
  }
  return texts;
}
