/**
 * Control flow analysis: after `if (!a?.b()) { return; }`, `a` is present. TypeScript and the linters know this too and
 * would report a `?.` after it as unnecessary.
 */
import { ts } from '#ts-morph';
import type { Program } from './program.js';
import { isAssignment, withoutParentheses } from './syntax.js';
import type { View } from './view.js';

export class Narrowing {
  readonly #program: Program;
  readonly #view: View;
  readonly #assigned = new Map<ts.Node, ReadonlySet<ts.Declaration>>();

  constructor(program: Program, view: View) {
    this.#program = program;
    this.#view = view;
  }

  /** Whether a constant, or a parameter that is never assigned to, is present where it is used. */
  isThere(node: ts.Identifier, declaration: ts.Declaration): boolean {
    if (!this.isFixed(declaration)) return false;
    for (let at: ts.Node = node; at.parent !== declaration.parent && !ts.isSourceFile(at.parent); at = at.parent) {
      if (ts.isBlock(at.parent) && this.#isProvenBefore(node, at.parent, declaration)) return true;
    }
    return false;
  }

  /** Whether a declaration is a constant, or a parameter that is never assigned to. */
  isFixed(declaration: ts.Declaration): boolean {
    if (ts.isVariableDeclaration(declaration)) {
      return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    }
    return ts.isParameter(declaration) && !this.#assignedIn(declaration.parent).has(declaration);
  }

  /** Whether a statement of the block returns before the identifier unless the declared value is present. */
  #isProvenBefore(node: ts.Identifier, block: ts.Block, declaration: ts.Declaration): boolean {
    return this.#view
      .statementsOf(block.statements)
      .some(
        (statement) =>
          statement.end <= node.pos &&
          ts.isIfStatement(statement) &&
          this.#leaves(statement.thenStatement) &&
          this.#proves(statement.expression, false, declaration),
      );
  }

  #leaves(statement: ts.Statement): boolean {
    const last = ts.isBlock(statement) ? this.#view.statementsOf(statement.statements).at(-1) : statement;
    return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
  }

  /** Whether this outcome of a condition implies that the declared value is present. */
  #proves(condition: ts.Expression, outcome: boolean, declaration: ts.Declaration): boolean {
    const node = withoutParentheses(condition);
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      return this.#proves(node.operand, !outcome, declaration);
    }
    if (ts.isBinaryExpression(node)) {
      const { left, right, operatorToken } = node;
      const operator = outcome ? ts.SyntaxKind.AmpersandAmpersandToken : ts.SyntaxKind.BarBarToken;
      if (operatorToken.kind === operator) {
        return this.#proves(left, outcome, declaration) || this.#proves(right, outcome, declaration);
      }
      const comparison = outcome ? ts.SyntaxKind.ExclamationEqualsEqualsToken : ts.SyntaxKind.EqualsEqualsEqualsToken;
      return operatorToken.kind === comparison && this.#isNamed(left, declaration) && isUndefined(right);
    }
    return outcome && this.#isNamed(rootOf(node), declaration);
  }

  #isNamed(node: ts.Expression, declaration: ts.Declaration): boolean {
    return ts.isIdentifier(node) && this.#program.localOf(node) === declaration;
  }

  #assignedIn(callable: ts.Node): ReadonlySet<ts.Declaration> {
    const known = this.#assigned.get(callable);
    if (known !== undefined) return known;
    const found = new Set<ts.Declaration>();
    const visit = (node: ts.Node): void => {
      const target = isAssignment(node) && ts.isIdentifier(node.left) ? this.#program.localOf(node.left) : undefined;
      if (target !== undefined) found.add(target);
      ts.forEachChild(node, visit);
    };
    visit(callable);
    this.#assigned.set(callable, found);
    return found;
  }
}

/** The beginning of a chain such as `a?.b.c()`. If the chain is truthy, its beginning is present. */
function rootOf(node: ts.Expression): ts.Expression {
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return rootOf(node.expression);
  return node;
}

function isUndefined(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && node.text === 'undefined';
}
