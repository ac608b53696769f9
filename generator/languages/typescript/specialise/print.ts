/** Prints a module: its original text with all changes applied. */
import { ts } from '#ts-morph';
import type { Program } from './program.js';
import type { Expansion, View } from './view.js';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export class Printer {
  readonly #program: Program;
  readonly #view: View;
  /** The texts that replace the parameters of the function being expanded. */
  #values: ReadonlyMap<ts.Declaration, string> = new Map();

  constructor(program: Program, view: View) {
    this.#program = program;
    this.#view = view;
  }

  /** The text of a node without the comments before it. The text of a module is complete. */
  print(node: ts.Node): string {
    return this.#changed(node) ?? this.#edited(node);
  }

  #changed(node: ts.Node): string | undefined {
    const change = this.#view.changeOf(node);
    switch (change?.kind) {
      case undefined:
        return this.#value(node);
      case 'dropped':
        return '';
      case 'constant':
        return String(change.value);
      case 'text':
        return change.text;
      case 'inlined':
        // The comma after the last property is that of the object around it.
        return inside(this.print(change.object)).replace(/,\s*$/, '');
      case 'expanded':
        return this.#expanded(change);
      case 'replaced':
        return this.#inPlace(node, change.by);
    }
  }

  #value(node: ts.Node): string | undefined {
    if (this.#values.size === 0 || !ts.isIdentifier(node)) return undefined;
    const declaration = this.#program.localOf(node);
    return declaration === undefined ? undefined : this.#values.get(declaration);
  }

  /**
   * Removes braces that are not needed after a condition was folded. Redundant parentheses are removed by the
   * formatter.
   */
  #inPlace(node: ts.Node, by: ts.Node): string {
    const text = this.print(by);
    if (ts.isIfStatement(node)) return ts.isBlock(by) && ts.isBlock(node.parent) ? inside(text) : text;
    return isOperation(by) && ts.isExpression(node) ? `(${text})` : text;
  }

  #expanded({ by, values }: Expansion): string {
    const outer = this.#values;
    const inner = new Map(
      [...values].map(([parameter, value]) => [
        parameter,
        isOperation(value) ? `(${this.print(value)})` : this.print(value),
      ]),
    );
    this.#values = inner;
    const text = this.print(by);
    this.#values = outer;
    return isOperation(by) || ts.isUnionTypeNode(by) || ts.isFunctionTypeNode(by) ? `(${text})` : text;
  }

  #edited(node: ts.Node): string {
    const source = node.getSourceFile().text;
    let text = '';
    let at = ts.isSourceFile(node) ? 0 : node.getStart();
    for (const edit of this.#edits(node)) {
      if (edit.start < at) continue;
      text += source.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return text + source.slice(at, node.end);
  }

  /** The changes inside a node, in order. */
  #edits(node: ts.Node): Edit[] {
    const edits: Edit[] = [];
    const visit = (child: ts.Node): void => {
      if (this.#view.isDropped(child)) {
        edits.push(dropped(child));
        return;
      }
      const text = this.#changed(child);
      if (text === undefined) within(child);
      // A folded condition may have left nothing.
      else if (text === '' && ts.isStatement(child)) edits.push(dropped(child));
      else edits.push({ start: child.getStart(), end: child.end, text });
    };
    const within = (parent: ts.Node): void => {
      if (!this.#view.isTouched(parent) && this.#values.size === 0) return;
      for (const list of separatedLists(parent)) edits.push(...this.#listEdits(list));
      ts.forEachChild(parent, visit);
    };
    within(node);
    return edits.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** Removes items of a list, each with the comma after it, or before it at the end of the list. */
  #listEdits(list: readonly ts.Node[]): Edit[] {
    const isKept = list.map((item) => !this.#view.isDropped(item));
    if (isKept.every((kept) => kept)) return [];
    const lastKept = isKept.lastIndexOf(true);
    const edits: Edit[] = [];
    list.forEach((item, index) => {
      const next = list[index + 1];
      if (isKept[index] === true || next === undefined || index > lastKept) return;
      edits.push({ start: item.getFullStart(), end: next.getFullStart(), text: '' });
    });
    const [first, last] = [list[lastKept + 1], list.at(-1)];
    if (first !== undefined && last !== undefined) {
      const before = list[lastKept]?.end ?? first.getFullStart();
      const trailing = lastKept === -1 ? (/^\s*,/.exec(last.getSourceFile().text.slice(last.end))?.[0].length ?? 0) : 0;
      edits.push({ start: before, end: last.end + trailing, text: '' });
    }
    return edits;
  }
}

/** Removes a node with the comments before it. */
function dropped(node: ts.Node): Edit {
  const { parent } = node;
  // Comments before `async` describe the function.
  if (ts.isModifier(node)) return { start: node.getStart(), end: node.end, text: '' };
  // `else` is removed together with its statement.
  const start =
    ts.isIfStatement(parent) && parent.elseStatement === node ? parent.thenStatement.end : node.getFullStart();
  return { start, end: node.end, text: '' };
}

/** The lists below a node whose items are separated by commas or vertical bars. */
function separatedLists(node: ts.Node): (readonly ts.Node[])[] {
  const lists: (readonly ts.Node[])[] = [];
  if (ts.isCallExpression(node)) lists.push(node.arguments);
  else if (ts.isNewExpression(node)) lists.push(node.arguments ?? []);
  else if (ts.isFunctionLike(node)) lists.push(node.parameters);
  else if (ts.isObjectLiteralExpression(node)) lists.push(node.properties);
  else if (ts.isArrayLiteralExpression(node) || ts.isObjectBindingPattern(node)) lists.push(node.elements);
  else if (ts.isUnionTypeNode(node)) lists.push(node.types);
  return lists;
}

/** The text between the braces. */
function inside(text: string): string {
  return text.slice(1, -1).trim();
}

/** Whether an expression may need parentheses when it is moved. */
function isOperation(node: ts.Node): boolean {
  return (
    ts.isBinaryExpression(node) ||
    ts.isConditionalExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isPrefixUnaryExpression(node) ||
    ts.isAsExpression(node)
  );
}
