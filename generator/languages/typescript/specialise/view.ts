/**
 * Syntax trees as they will be: what is dropped, what stands in the place of something else. The trees stay as they were
 * parsed; what is decided is kept beside them and printed once, at the end.
 */
import { ts } from 'ts-morph';
import { memberName, topStatement, wordsIn } from './syntax.js';

export type Constant = boolean | undefined;

type Change =
  | { readonly kind: 'dropped' }
  /** A part of the node stands in its place. */
  | { readonly kind: 'replaced'; readonly by: ts.Node }
  | { readonly kind: 'constant'; readonly value: Constant }
  /** The properties of an object that is spread stand in its place. */
  | { readonly kind: 'inlined'; readonly object: ts.ObjectLiteralExpression }
  | { readonly kind: 'text'; readonly text: string }
  | Expansion;

/** What is written elsewhere stands in the place of the node, with values for its parameters. */
export interface Expansion {
  readonly kind: 'expanded';
  readonly by: ts.Node;
  readonly values: ReadonlyMap<ts.Declaration, ts.Expression>;
}

export class View {
  readonly #changes = new Map<ts.Node, Change>();
  /** Everything that has a change somewhere inside. */
  readonly #touched = new Set<ts.Node>();
  /** How often each statement of a top level has changed. */
  readonly #versions = new Map<ts.Node, number>();
  /** How many changes there are. */
  count = 0;
  /** Words in what has changed: what speaks of none of them can have nothing new to it. */
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

  /** What stands where a node stood: the node itself, or the part of it that took its place. */
  at<Kind extends ts.Node>(node: Kind): ts.Node | Kind {
    const change = this.#changes.get(node);
    return change?.kind === 'replaced' ? this.at(change.by) : node;
  }

  /** Whether a node is still part of the code, whatever became of what is around it. */
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

  /** Calls `visit` with the children of a node that are still there. */
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

  /** A number that changes when something in a statement of the top level does. */
  versionOf(statement: ts.Node): number {
    return this.#versions.get(statement) ?? 0;
  }

  isTouched(node: ts.Node): boolean {
    return this.#touched.has(node);
  }

  /** The statements of a block as they will be, one after the other: those of conditions that are decided among them. */
  statementsOf(statements: readonly ts.Statement[]): ts.Statement[] {
    if (!statements.some((statement) => this.#changes.has(statement))) return [...statements];
    return statements.flatMap((statement) => {
      if (this.isDropped(statement)) return [];
      const there = this.at(statement) as ts.Statement;
      if (there !== statement && ts.isBlock(there)) return this.statementsOf(there.statements);
      return there === statement ? [statement] : this.statementsOf([there]);
    });
  }

  /** Hands over the words in what has changed since the last time. */
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
    const statement = topStatement(node);
    if (statement !== undefined) this.#versions.set(statement, this.versionOf(statement) + 1);
  }
}
