/**
 * The current form of syntax trees. The trees themselves are not modified: changes are stored separately and applied
 * when the code is printed.
 */
import { ts } from '#ts-morph';
import { memberName, partOf, wordsIn } from './syntax.js';

export type Constant = boolean | undefined;

type Change =
  | { readonly kind: 'dropped' }
  /** The node is replaced by a part of it. */
  | { readonly kind: 'replaced'; readonly by: ts.Node }
  | { readonly kind: 'constant'; readonly value: Constant }
  /** The spread is replaced by the properties of the object. */
  | { readonly kind: 'inlined'; readonly object: ts.ObjectLiteralExpression }
  | { readonly kind: 'text'; readonly text: string }
  | Expansion;

/** The node is replaced by an expression from another module, with values for its parameters. */
export interface Expansion {
  readonly kind: 'expanded';
  readonly by: ts.Node;
  readonly values: ReadonlyMap<ts.Declaration, ts.Expression>;
}

export class View {
  readonly #changes = new Map<ts.Node, Change>();
  /** All nodes that contain a change. */
  readonly #touched = new Set<ts.Node>();
  /** The number of changes in each part of the code. */
  readonly #versions = new Map<ts.Node, number>();
  /** The total number of changes. */
  count = 0;
  /** Words in the changes. Code without any of these words is not affected. */
  readonly #words = new Set<string>();

  drop(node: ts.Node): void {
    this.#change(node, { kind: 'dropped' });
  }

  replace(node: ts.Node, by: ts.Node): void {
    this.#change(node, { kind: 'replaced', by });
  }

  settle(node: ts.Node, value: Constant): void {
    this.#change(node, { kind: 'constant', value });
  }

  inline(node: ts.SpreadAssignment, object: ts.ObjectLiteralExpression): void {
    this.#change(node, { kind: 'inlined', object });
  }

  expand(node: ts.Node, by: ts.Node, values: ReadonlyMap<ts.Declaration, ts.Expression>): void {
    this.#change(node, { kind: 'expanded', by, values });
  }

  write(node: ts.Node, text: string): void {
    this.#change(node, { kind: 'text', text });
  }

  changeOf(node: ts.Node): Change | undefined {
    return this.#changes.get(node);
  }

  isDropped(node: ts.Node): boolean {
    return this.#changes.get(node)?.kind === 'dropped';
  }

  /** The current form of a node: the node itself, or the part that has replaced it. */
  at<Kind extends ts.Node>(node: Kind): ts.Node | Kind {
    const change = this.#changes.get(node);
    return change?.kind === 'replaced' ? this.at(change.by) : node;
  }

  /** Whether a node is still part of the code. */
  isLive(node: ts.Node): boolean {
    const way = new Set<ts.Node>();
    for (let at = node; !ts.isSourceFile(at); at = at.parent) {
      const change = this.#changes.get(at);
      if (change?.kind === 'replaced' ? !way.has(change.by) : change !== undefined && change.kind !== 'inlined')
        return false;
      way.add(at);
    }
    return true;
  }

  /** Calls `visit` for the remaining children of a node. */
  eachChild(node: ts.Node, visit: (child: ts.Node) => void): void {
    if (!this.#touched.has(node)) {
      ts.forEachChild(node, visit);
      return;
    }
    const change = this.#changes.get(node);
    if (change?.kind === 'replaced') visit(change.by);
    else if (change?.kind === 'inlined') this.eachChild(change.object, visit);
    else if (change?.kind === 'expanded') {
      visit(change.by);
      for (const value of change.values.values()) visit(value);
    } else if (change === undefined) {
      ts.forEachChild(node, (child) => {
        if (!this.isDropped(child)) visit(child);
      });
    }
  }

  /** A number that changes whenever something in a part changes: a member of a class, or another top-level statement. */
  versionOf(part: ts.Node): number {
    return this.#versions.get(part) ?? 0;
  }

  isTouched(node: ts.Node): boolean {
    return this.#touched.has(node);
  }

  /** The statements of a block in their current form, including those of folded conditions. */
  statementsOf(statements: readonly ts.Statement[]): ts.Statement[] {
    if (!statements.some((statement) => this.#changes.has(statement))) return [...statements];
    return statements.flatMap((statement) => {
      if (this.isDropped(statement)) return [];
      const there = this.at(statement) as ts.Statement;
      if (there !== statement && ts.isBlock(there)) return this.statementsOf(there.statements);
      return there === statement ? [statement] : this.statementsOf([there]);
    });
  }

  /** Returns the words in the changes since the last call. */
  takeWords(): Set<string> {
    const words = new Set(this.#words);
    this.#words.clear();
    return words;
  }

  #change(node: ts.Node, change: Change): void {
    if (this.isDropped(node)) return;
    this.#changes.set(node, change);
    this.count += 1;
    for (let at = node; !this.#touched.has(at); at = at.parent) {
      this.#touched.add(at);
      if (ts.isSourceFile(at)) break;
    }
    for (const word of wordsIn(node.getText())) this.#words.add(word);
    for (let at = node; !ts.isSourceFile(at); at = at.parent) {
      const name = memberName(at);
      if (name !== undefined) this.#words.add(name);
    }
    const part = partOf(node);
    if (part !== undefined) this.#versions.set(part, this.versionOf(part) + 1);
  }
}
