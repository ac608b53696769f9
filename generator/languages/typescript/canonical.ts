/**
 * The canonical text for header hashes: the syntax tree of the code, with its comments. Formatters can change line
 * breaks, indentation, quotes, semicolons, trailing commas, redundant parentheses and the order of imports without
 * changing this text. Any other change affects it. This is several times faster than formatting the code.
 */
import { ts } from 'ts-morph';
import { parseSource } from './source.js';

/** Throws if the text is not valid code, for example because of merge conflict markers. */
export function canonicalTypeScript(code: string): string {
  const file = parseSource('module', code);
  const { parseDiagnostics } = file as ts.SourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  if (parseDiagnostics.length > 0) throw new SyntaxError('The text is not valid TypeScript.');
  const imports: string[] = [];
  const others: string[] = [];
  let end = 0;
  for (const node of [...file.statements, file.endOfFileToken]) {
    const out = ts.isImportDeclaration(node) ? imports : others;
    out.push([...commentsBetween(end, node, file), describe(node, file)].join(' '));
    end = node.end;
  }
  return [...imports.sort(), ...others].join('\n');
}

/** A node as text. The text of each node is in parentheses, so separators between nodes can be left out. */
function describe(node: ts.Node, file: ts.SourceFile): string {
  if (node.kind < ts.SyntaxKind.FirstNode || ts.isTemplateMiddleOrTemplateTail(node)) return tokenText(node, file);
  const parts: string[] = [];
  let end = node.getStart(file);
  for (const child of node.getChildren(file)) {
    const texts = commentsBetween(end, child, file);
    if (!isLayout(child, node)) texts.push(describe(child, file));
    if (texts.length > 0) parts.push(texts.join(' '));
    end = child.end;
  }
  if (node.kind === ts.SyntaxKind.SyntaxList) return (ts.isNamedImports(node.parent) ? parts.sort() : parts).join(' ');
  if (ts.isParenthesizedExpression(node) || ts.isParenthesizedTypeNode(node)) return parts.join(' ');
  return `(${parts.join(' ')})`;
}

/** Whether a formatter may add or remove a part of a node. */
function isLayout(part: ts.Node, node: ts.Node): boolean {
  switch (part.kind) {
    case ts.SyntaxKind.SemicolonToken:
      return !ts.isForStatement(node);
    case ts.SyntaxKind.CommaToken:
      return !ts.isBinaryExpression(node);
    case ts.SyntaxKind.BarToken:
    case ts.SyntaxKind.AmpersandToken:
      return node.kind === ts.SyntaxKind.SyntaxList;
    case ts.SyntaxKind.OpenParenToken:
    case ts.SyntaxKind.CloseParenToken:
      return ts.isArrowFunction(node) || ts.isParenthesizedExpression(node) || ts.isParenthesizedTypeNode(node);
    case ts.SyntaxKind.EmptyStatement:
      return node.kind === ts.SyntaxKind.SyntaxList;
    default:
      return false;
  }
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

/** The comments between a position and a node, without their indentation. */
function commentsBetween(end: number, node: ts.Node, file: ts.SourceFile): string[] {
  const start = node.getStart(file);
  if (start - end < 2) return [];
  const comments: string[] = [];
  const trivia = file.text.slice(end, start);
  if (!trivia.includes('/')) return comments;
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, trivia);
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind !== ts.SyntaxKind.SingleLineCommentTrivia && kind !== ts.SyntaxKind.MultiLineCommentTrivia) continue;
    const lines = scanner.getTokenText().split('\n');
    comments.push(JSON.stringify(lines.map((line) => line.trim()).join('\n')));
  }
  return comments;
}
