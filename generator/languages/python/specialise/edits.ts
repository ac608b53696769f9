/** Changes to a text at positions of its syntax tree, which are applied together. */
import type { Node, Statement, Suite } from '../syntax/nodes.js';

interface Place {
  readonly start: number;
  readonly end: number;
}

interface Edit extends Place {
  readonly text: string;
}

export class Edits {
  private readonly edits: Edit[] = [];
  private readonly removed = new Set<Statement>();
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get isEmpty(): boolean {
    return this.edits.length === 0;
  }

  /**
   * The text with all changes. If two changes overlap, only the outer one is applied, and the inner one in a later
   * round.
   */
  apply(): string {
    const edits = [...this.edits].sort((a, b) => a.start - b.start || b.end - a.end);
    let result = '';
    let at = 0;
    for (const edit of edits) {
      if (edit.start < at) continue;
      result += this.text.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return result + this.text.slice(at);
  }

  replace({ start, end }: Place, text: string): void {
    this.edits.push({ start, end, text });
  }

  source({ start, end }: Place): string {
    return this.text.slice(start, end);
  }

  /** Removes a statement with its lines, the comments directly above, and its docstring. */
  removeStatement(statement: Statement, suite: Suite): void {
    const next = suite[suite.indexOf(statement) + 1];
    const isDescribed = next !== undefined && isDescription(statement, next);
    this.removed.add(statement);
    if (isDescribed) this.removed.add(next);
    const rest = suite.filter((one) => !this.removed.has(one));
    const lines = { start: this.commentStart(statement), end: this.lineEnd((isDescribed ? next : statement).end) };
    this.replace(lines, rest.length > 0 ? '' : `${this.indentOf(statement)}pass\n`);
  }

  /** Replaces a statement by the statements of one of its suites. */
  unwrap(statement: Statement, suite: Suite): void {
    const [first, last] = [suite[0], suite.at(-1)];
    if (first === undefined || last === undefined) return;
    const lines = this.text.slice(this.commentStart(first, statement.start), this.lineEnd(last.end));
    if (/"""[^"]*\n[^"]*"""/.test(lines))
      throw new Error(`A string over several lines cannot be moved: ${lines.trim()}`);
    const [from, to] = [this.indentOf(first), this.indentOf(statement)];
    const moved = lines.replace(/^ +(?=\S)/gm, (spaces) => to + spaces.slice(from.length));
    this.replace({ start: this.lineStart(statement.start), end: this.lineEnd(statement.end) }, moved);
  }

  /** Removes an item from a comma-separated list; `isList`: the list has one line per item and a trailing comma. */
  removeItem(item: Place, items: readonly Place[], isList = false): void {
    const last = items.at(-1) ?? item;
    const closing = isList ? null : /^\s*,(?=\s*[)\]}])/.exec(this.text.slice(last.end));
    if (last === item) {
      const before = items.at(-2)?.end ?? /,\s*$/.exec(this.text.slice(0, item.start))?.index ?? item.start;
      this.replace({ start: before, end: item.end + (closing?.[0].length ?? 0) }, '');
      return;
    }
    const after = /^\s*,\s*/.exec(this.text.slice(item.end));
    this.replace({ start: item.start, end: item.end + (after?.[0].length ?? 0) }, '');
    if (closing !== null) this.replace({ start: last.end, end: last.end + closing[0].length }, '');
  }

  /** Replaces an expression by another one. Parentheses are added if necessary and removed if redundant. */
  substitute(place: Node, text: string, { isLoose, isOperand }: { isLoose: boolean; isOperand: boolean }): void {
    const before = /(?<![\w)\]}])\(\s*$/.exec(this.text.slice(0, place.start));
    const after = /^\s*\)/.exec(this.text.slice(place.end));
    if (before === null || after === null) this.replace(place, isLoose && isOperand ? `(${text})` : text);
    else if (isLoose && isOperand) this.replace(place, text);
    else this.replace({ start: before.index, end: place.end + after[0].length }, text);
  }

  lineStart(at: number): number {
    return this.text.lastIndexOf('\n', at - 1) + 1;
  }

  lineEnd(at: number): number {
    const end = this.text.indexOf('\n', at);
    return end === -1 ? this.text.length : end + 1;
  }

  indentOf({ start }: Node): string {
    return ' '.repeat(start - this.lineStart(start));
  }

  /** The start of the lines of a statement, including comments directly above with the same indentation. */
  private commentStart(statement: Statement, floor = 0): number {
    const comment = new RegExp(`^${this.indentOf(statement)}#`);
    let start = this.lineStart(statement.start);
    while (start > floor) {
      const above = this.lineStart(start - 1);
      if (above < floor || !comment.test(this.text.slice(above, start))) break;
      start = above;
    }
    return start;
  }
}

/** Whether the second statement is the docstring of the attribute or variable that the first one assigns. */
export function isDescription(first: Statement, second: Statement): boolean {
  return (first.type === 'Assign' || first.type === 'AnnAssign') && isText(second);
}

/** Whether a statement consists only of a string. */
export function isText(statement: Statement): boolean {
  return statement.type === 'Expr' && statement.value.type === 'Constant' && statement.value.kind === 'string';
}
